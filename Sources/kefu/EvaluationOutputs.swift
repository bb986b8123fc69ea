import ArgumentParser
import Foundation

/// The files that an evaluation writes.
struct EvaluationOutputs {
  var json: OutputFile?
  var predictions: OutputFile?

  init(
    json: String?, predictions: String?, inputs: [(option: String, path: String)]
  ) throws {
    self.json = try json.map { try OutputFile($0) }
    self.predictions = try predictions.map { try OutputFile($0) }
    if let json = self.json, let predictions = self.predictions, json.isRegular,
      json.target == predictions.target
    {
      throw ValidationError("--json and --predictions name the same file")
    }
    for (option, output) in [("--json", self.json), ("--predictions", self.predictions)] {
      for input in inputs where output?.target == OutputFile.target(of: input.path) {
        throw ValidationError("\(option) would overwrite the file of \(input.option)")
      }
    }
  }
}
