/// Text between the tags of a workbook's parts.
enum XMLText {
  /// Escapes for XML, and for workbooks: what XML cannot hold is written `_xHHHH_`, and so is the
  /// underscore of a text that looks like that.
  static func escape(_ text: String) -> String {
    var result = ""
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "_" where code(at: index, in: scalars) != nil: result += "_x005F_"
      case "\t", "\n": result.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "_x" + String(repeating: "0", count: 4 - digits.count) + digits + "_"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The text that a workbook means: `_xHHHH_` is a character, and line breaks are LF.
  static func unescape(_ text: String) -> String {
    guard text.utf8.contains(0x5F) || text.utf8.contains(0x0D) else { return text }
    var units: [UInt16] = []
    let scalars = Array(text.unicodeScalars)
    var index = 0
    while index < scalars.count {
      if scalars[index] == "_", let unit = code(at: index, in: scalars) {
        units.append(unit)
        index += 7
      } else {
        units += Array(UTF16.encode(scalars[index])!)
        index += 1
      }
    }
    // Halves of a pair may be escaped one by one.
    let joined = String(decoding: units, as: UTF16.self).unicodeScalars
    var result = String.UnicodeScalarView()
    var wasReturn = false
    for scalar in joined {
      if scalar == "\r" {
        result.append("\n")
      } else if scalar != "\n" || !wasReturn {
        result.append(scalar)
      }
      wasReturn = scalar == "\r"
    }
    return String(result)
  }

  /// The unit that `_xHHHH_` stands for.
  private static func code(at index: Int, in scalars: [Unicode.Scalar]) -> UInt16? {
    guard index + 6 < scalars.count, scalars[index + 1] == "x", scalars[index + 6] == "_" else {
      return nil
    }
    var unit: UInt16 = 0
    for scalar in scalars[index + 2..<index + 6] {
      guard scalar.isASCII, let digit = Character(scalar).hexDigitValue else { return nil }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }
}
