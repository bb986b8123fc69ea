import Kefu
import KefuEvaluation

/// The files of the data sets: `SET/train.tsv`, `SET/test.tsv` and so on, as text, tab, label.
struct DataFolder {
  var path: String

  /// Labels are taken as they are: a message whose label was never learnt counts as wrong.
  func labelled(_ file: String) throws -> LabelledTexts { try read(file, .any) }

  /// Messages about nothing; what follows the tab is ignored.
  func outOfScope(_ file: String) throws -> LabelledTexts { try read(file, .ignored) }

  private func read(_ file: String, _ labels: LabelledTexts.Labels) throws -> LabelledTexts {
    do {
      return try LabelledTexts(contentsOf: path + "/" + file, labels)
    } catch {
      throw MissingInput(error, file: file)
    }
  }
}

extension MissingInput {
  init(_ error: LabelledTextsError, file: String) {
    if error.problems == [.missing] {
      self.init(description: "no file \(file)")
    } else {
      let problems = error.problems.count
      self.init(description: "\(file): \(problems) problem\(problems == 1 ? "" : "s")")
      printError(error.description)
    }
  }
}

extension LabelledTexts {
  var messages: [String] { texts.map(\.text) }

  var heldOut: [HeldOutMessage] { texts.compactMap(\.heldOut) }
}

extension LabelledText {
  /// As evidence; of several labels the first, so that the others count as wrong. Nil of a message
  /// about nothing.
  var heldOut: HeldOutMessage? {
    labels.first.map {
      let location = SourceLocation(file: "held out", line: line)
      return HeldOutMessage(
        message: Sourced(text, at: location), entry: Sourced($0, at: location))
    }
  }
}
