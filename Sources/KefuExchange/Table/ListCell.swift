/// Several texts in one cell.
///
/// ```swift
/// ListCell.lines.encode(["退款多久", "钱呢"])  // "退款多久\n钱呢"
/// ListCell.words.decode("退款, 退货；换货")  // ["退款", "退货", "换货"]
/// ```
///
/// One text a line; empty lines do not count. Words may also stand behind one another, with commas
/// or semicolons between. Where a text has a line break or a separator of its own, it is written
/// `\n`, or with a backslash before it, and a backslash that could be taken for that is doubled.
struct ListCell: Sendable {
  /// Phrasings and sample messages: one a line.
  static let lines = ListCell(separators: [])
  /// Keywords and ids: lines or separators.
  static let words = ListCell(separators: [",", "，", "、", ";", "；"])
  /// The words of a group of keywords.
  static let group = ListCell(separators: ["+", "＋"], joint: " + ")
  /// The values of a condition.
  static let alternatives = ListCell(separators: ["|", "｜"], joint: " | ")

  let separators: Set<Unicode.Scalar>
  /// What is written between two texts.
  var joint = "\n"

  func encode(_ texts: [String]) -> String {
    texts.map(escape).joined(separator: joint)
  }

  func decode(_ cell: String) -> [String] {
    pieces(of: cell).map { separators.isEmpty ? unescape($0) : unescape($0.trimmed) }
  }

  /// The parts as they are written, blank ones left out.
  private func pieces(of cell: String) -> [String] {
    var pieces: [String.UnicodeScalarView] = [.init()]
    var isEscaped = false
    for scalar in cell.unicodeScalars {
      if scalar == "\n" || (!isEscaped && separators.contains(scalar)) {
        pieces.append(.init())
        isEscaped = false
        continue
      }
      isEscaped = scalar == "\\" && !isEscaped
      pieces[pieces.count - 1].append(scalar)
    }
    return pieces.map { String($0) }.filter { !$0.isBlank }
  }

  // MARK: Backslashes

  private func escape(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "\n": result.append(contentsOf: "\\n".unicodeScalars)
      case "\\":
        let isTelling =
          index + 1 == scalars.count || scalars[index + 1] == "\n"
          || means(scalars[index + 1])
        result.append(contentsOf: (isTelling ? "\\\\" : "\\").unicodeScalars)
      case _ where separators.contains(scalar):
        result.append("\\")
        result.append(scalar)
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  private func unescape(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      guard scalar == "\\", let next = rest.first, means(next) else {
        result.append(scalar)
        continue
      }
      rest.removeFirst()
      result.append(next == "n" ? "\n" : next)
    }
    return String(result)
  }

  /// Whether a backslash before it stands for something else.
  private func means(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "n" || scalar == "\\" || separators.contains(scalar)
  }
}
