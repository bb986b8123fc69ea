/// What was predicted for each message, as `kefu evaluate --predictions` writes it.
///
/// Tab-separated with a header: text, expected (ids separated by commas; empty out of scope),
/// predicted (the first candidate's id; empty where there is none), its confidence to four places,
/// and the decision: `answer`, `clarify` or `fallback`. Tabs and line breaks within a text are
/// written as spaces.
///
/// This holds what customers wrote.
public enum Predictions {
  public static let columns = ["text", "expected", "predicted", "confidence", "decision"]

  public static func table(_ messages: [JudgedMessage]) -> String {
    var table = columns.joined(separator: "\t") + "\n"
    for judged in messages {
      let outcome = judged.outcome
      let cells = [
        judged.message.text, outcome.expected.joined(separator: ","),
        outcome.candidates.first?.entry ?? "", decimal(outcome.confidence, places: 4),
        outcome.action.name,
      ]
      table += cells.map(cell).joined(separator: "\t") + "\n"
    }
    return table
  }

  private static func cell(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { ["\t", "\n", "\r"].contains($0) ? " " : $0 }))
  }
}

extension Outcome.Action {
  var name: String {
    switch self {
    case .answer: "answer"
    case .clarify: "clarify"
    case .fallback: "fallback"
    }
  }
}

/// A number with a point and a fixed number of places, whatever the locale.
func decimal(_ value: Double, places: Int) -> String {
  var scale = 1
  for _ in 0..<places { scale *= 10 }
  let scaled = Int((value * Double(scale)).rounded())
  if places == 0 { return String(scaled) }
  let fraction = String(abs(scaled) % scale)
  let zeros = String(repeating: "0", count: places - fraction.count)
  return "\(scaled < 0 ? "-" : "")\(abs(scaled) / scale).\(zeros)\(fraction)"
}
