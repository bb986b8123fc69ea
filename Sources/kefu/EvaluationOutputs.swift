import ArgumentParser
import Foundation

/// The files that an evaluation writes.
struct EvaluationOutputs {
  var json: OutputFile?
  var predictions: OutputFile?
  var html: OutputFile?

  init(
    json: String?, predictions: String?, html: String?, inputs: [(option: String, path: String)]
  ) throws {
    self.json = try json.map { try OutputFile($0) }
    self.predictions = try predictions.map { try OutputFile($0) }
    self.html = try html.map { try OutputFile($0) }
    let outputs = [
      ("--json", self.json), ("--predictions", self.predictions), ("--html", self.html),
    ]
    for (number, (option, output)) in outputs.enumerated() {
      guard let output else { continue }
      for (other, earlier) in outputs.prefix(number)
      where output.isRegular && earlier?.target == output.target {
        throw ValidationError("\(other) and \(option) name the same file")
      }
      for input in inputs where output.target == OutputFile.target(of: input.path) {
        throw ValidationError("\(option) would overwrite the file of \(input.option)")
      }
    }
  }
}
