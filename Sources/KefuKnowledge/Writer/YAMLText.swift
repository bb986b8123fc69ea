/// A text as YAML writes it on one line: plain where it may be, else between double quotes.
///
/// ```swift
/// YAMLText.inBlock("怎么退款")  // 怎么退款
/// YAMLText.inFlow("退款,多久")  // "退款,多久"
/// YAMLText.inBlock("12306")  // "12306"
/// ```
///
/// Every text comes back as it was. What other programs would take for a number, a date or a truth
/// value is quoted, and so is what cannot be seen.
enum YAMLText {
  /// An item or a value on a line of its own.
  static func inBlock(_ text: String) -> String {
    isPlain(text, allowing: ",") ? text : quoted(text)
  }

  /// Between brackets or braces, or as a key.
  static func inFlow(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default:
        if isVisible(scalar) || scalar == " " {
          result.unicodeScalars.append(scalar)
        } else {
          result += escape(scalar)
        }
      }
    }
    return result + "\""
  }

  /// The lines of a literal block (`|-`); nil where the text has one line, or a block would not
  /// give it back.
  static func literalLines(_ text: String) -> [String]? {
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count > 1, let first = lines.first?.first, first != " ",
      lines.last?.isEmpty == false,
      lines.allSatisfy({ line in
        line.allSatisfy { isVisible($0) || $0 == " " } && line.last != " "
      })
    else { return nil }
    return lines.map { String($0) }
  }

  // MARK: What may be plain

  private static func isPlain(_ text: String, allowing extra: Unicode.Scalar? = nil) -> Bool {
    let scalars = text.unicodeScalars
    guard let first = scalars.first, let last = scalars.last, last != " ",
      first.value >= 0x80 || isLetterOrDigit(first)
    else { return false }
    let isSafe = scalars.allSatisfy { scalar in
      guard scalar.value < 0x80 else { return isVisible(scalar) }
      return isLetterOrDigit(scalar) || scalar == extra || plainMarks.contains(scalar)
    }
    return isSafe && !meansSomethingElse(text)
  }

  /// Never at the beginning; never what could end a plain text.
  private static let plainMarks = Set(" -_./+?!%()$~=*&@;<>^|".unicodeScalars)

  private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9": true
    default: false
    }
  }

  /// Whether a reader of YAML would take it for a number, a date, a truth value or nothing.
  private static func meansSomethingElse(_ text: String) -> Bool {
    let words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "inf", "nan"]
    if words.contains(text.lowercased()) { return true }
    guard let first = text.utf8.first, (0x30...0x39).contains(first) else { return false }
    return text.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x3A, 0x5F, 0x20, 0x54, 0x5A: true  // + - . : _ space T Z
      case 0x41...0x46, 0x61...0x66, 0x78, 0x6F: true  // hexadecimal digits, x, o
      default: false
      }
    } && !text.contains("..")
  }

  /// Whether a reader sees something: no control, no line separator, nothing of no width but what
  /// joins emoji.
  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x200D: return true
    case 0x20, 0xFEFF, 0xFFFE, 0xFFFF: return false
    case 0x21...0x7E, 0x4E00...0x9FFF: return true
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: return false
    // The full-width space is seen inside a text; others are taken for a plain one.
    case .spaceSeparator: return scalar == "\u{3000}"
    default: return true
    }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let (letter, width) =
      switch scalar.value {
      case ...0xFF: ("x", 2)
      case ...0xFFFF: ("u", 4)
      default: ("U", 8)
      }
    return "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
  }
}
