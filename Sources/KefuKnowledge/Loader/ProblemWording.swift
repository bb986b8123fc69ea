// The parts that sentences about problems are made of.

extension AnswerTemplate.SyntaxError {
  var message: String {
    switch self {
    case .unclosedBrace: "a { is not closed by a }"
    case .strayBrace: "a } without a { before it"
    case .emptyName: "{} names no variable"
    }
  }
}

/// The text between quotes, cut after 40 characters, with invisible characters as escapes.
package func quoted(_ text: String) -> String { "\"\(plain(text))\"" }

package func plain(_ text: String, limit: Int = 40) -> String {
  var shown = ""
  for (index, scalar) in text.unicodeScalars.enumerated() {
    if index == limit { return shown + "…" }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned:
      shown += scalar.escaped(asASCII: true)
    default: shown.unicodeScalars.append(scalar)
    }
  }
  return shown
}

/// How the first of two phrasings is written, where it only folds to the same key.
func written(_ first: Sourced<String>, _ text: String) -> String {
  first.value == text ? "" : ", written \(quoted(first.value))"
}

/// "a, b or c"
func alternatives(_ words: [String]) -> String {
  let shown = words.map { plain($0) }
  guard let last = shown.last, shown.count > 1 else { return shown.joined() }
  return shown.dropLast().joined(separator: ", ") + " or " + last
}

func article(_ shape: Problem.Shape) -> String {
  shape == .text ? "text" : "a \(shape.rawValue)"
}

func hex(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16, uppercase: true)
  return "0x" + (digits.count == 1 ? "0" : "") + digits
}

func unicode(_ scalar: UInt32) -> String {
  let digits = String(scalar, radix: 16, uppercase: true)
  return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}

func number(_ value: Double) -> String {
  value == value.rounded() ? String(Int(value)) : String(value)
}
