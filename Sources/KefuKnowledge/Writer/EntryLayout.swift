/// Which lines of a file of entries belong to what, so that a part can be changed and the rest,
/// comments and order included, stays as it is.
struct FileLayout {
  /// With their line ends.
  let lines: [String]
  /// The line end of the first line, which what is inserted gets as well.
  let lineEnd: String
  /// In the order of the file; nil where entries are not lines of their own, as in `[{id: a}]`.
  let entries: [EntryLayout]?
  /// The line, from 0, that a new entry goes before.
  let end: Int
  /// Spaces before the dashes.
  let indent: Int
  /// Lines, from 0, with a comment.
  let commentLines: Set<Int>

  /// - Parameter text: YAML that the loader takes.
  init(_ text: String, file: String) {
    var diagnostics = Diagnostics()
    lines = Self.lines(of: text)
    lineEnd = lines.first.map { String($0.suffix(while: { $0 == "\r" || $0 == "\n" })) } ?? "\n"
    guard let source = SourceText(Array(text.utf8), file: file, into: &diagnostics) else {
      (entries, end, indent, commentLines) = (nil, lines.count, 0, [])
      return
    }
    var scanner = YAMLScanner(source)
    let comments = scanner.scan().comments
    commentLines = Set(comments.map { $0.line - 1 })
    let root = YAMLNode.document(in: source, into: &diagnostics)
    guard let root else {
      (entries, end, indent) = ([], lines.count, 0)
      return
    }
    let builder = LayoutBuilder(lines: lines, comments: comments)
    entries = builder.entries(root)
    indent = entries?.first?.indent ?? 0
    // "..." ends the document: nothing may follow it.
    let marker = lines.lastIndex { $0.hasPrefix("...") }
    let last = entries?.last?.lines.upperBound ?? 0
    end = if let marker, marker >= last { marker } else { lines.count }
  }

  /// Ends in LF, CRLF or CR, as the loader counts lines.
  static func lines(of text: String) -> [String] {
    var lines: [String] = []
    let scalars = text.unicodeScalars
    var start = scalars.startIndex
    var index = start
    while index < scalars.endIndex {
      let scalar = scalars[index]
      index = scalars.index(after: index)
      guard scalar == "\n" || scalar == "\r" else { continue }
      if scalar == "\r", index < scalars.endIndex, scalars[index] == "\n" {
        index = scalars.index(after: index)
      }
      lines.append(String(scalars[start..<index]))
      start = index
    }
    if start < scalars.endIndex { lines.append(String(scalars[start...])) }
    return lines
  }
}

/// The lines of one entry.
struct EntryLayout {
  struct Field {
    var key: String
    /// From the key to the last line of its value; comments after it are not part of it.
    var lines: Range<Int>
    /// The lines of each item of a list written one below the other.
    var items: [Range<Int>]?
  }

  /// From the dash to the last line of the last value.
  var lines: Range<Int>
  /// Spaces before the dash.
  var indent: Int
  /// Nil where keys do not begin lines of their own, as in `- {id: a}`.
  var fields: [Field]?
  /// From the dash to the first key: 2, unless the trainer leaves more room.
  var keyOffset = 2
}

private struct LayoutBuilder {
  let lines: [String]
  /// Lines that hold a comment and nothing else.
  private let pureComments: Set<Int>

  init(lines: [String], comments: [SourceLocation]) {
    self.lines = lines
    pureComments = Set(
      comments.compactMap { comment in
        let line = comment.line - 1
        guard lines.indices.contains(line) else { return nil }
        let before = lines[line].unicodeScalars.prefix(comment.column - 1)
        return before.allSatisfy { $0 == " " || $0 == "\t" } ? line : nil
      })
  }

  func entries(_ root: YAMLNode) -> [EntryLayout]? {
    guard case .list(let items) = root.content else { return nil }
    let starts = items.map { dash(before: $0.location) }
    var entries: [EntryLayout] = []
    for (index, item) in items.enumerated() {
      guard let start = starts[index] else { return nil }
      let next = index + 1 < items.count ? starts[index + 1]?.line ?? lines.count : lines.count
      guard start.line < next else { return nil }
      let range = start.line..<contentEnd(before: next, after: start.line)
      let isOnDashLine = item.location.line - 1 == start.line
      entries.append(
        EntryLayout(
          lines: range, indent: start.column,
          fields: isOnDashLine ? fields(item, in: range, dash: start.column) : nil,
          keyOffset: item.location.column - 1 - start.column))
    }
    return entries
  }

  /// The dash of the item that begins at `location`; nil where there is none.
  private func dash(before location: SourceLocation) -> (line: Int, column: Int)? {
    var line = location.line - 1
    guard lines.indices.contains(line) else { return nil }
    var prefix = String(lines[line].unicodeScalars.prefix(location.column - 1))
    while prefix.trimmed.isEmpty {
      line -= 1
      guard line >= 0 else { return nil }
      if pureComments.contains(line) || lines[line].trimmed.isEmpty {
        prefix = ""
      } else {
        prefix = lines[line]
      }
    }
    let spaces = prefix.prefix { $0 == " " }.count
    let rest = prefix.dropFirst(spaces)
    guard rest.first == "-" else { return nil }
    let after = rest.dropFirst().drop { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r\n" }
    return after.isEmpty || after.hasPrefix("#") ? (line, spaces) : nil
  }

  /// Where what begins at line `start` ends, empty lines and comments after it left out.
  private func contentEnd(before next: Int, after start: Int) -> Int {
    var end = next
    while end > start + 1 {
      let line = lines[end - 1]
      guard line.trimmed.isEmpty || pureComments.contains(end - 1) || line.hasPrefix("...") else {
        break
      }
      end -= 1
    }
    return end
  }

  private func fields(
    _ node: YAMLNode, in range: Range<Int>, dash: Int
  ) -> [EntryLayout.Field]? {
    guard case .mapping(let pairs) = node.content, let first = pairs.first,
      first.key.location == node.location
    else { return nil }
    let column = first.key.location.column
    for (index, pair) in pairs.enumerated() {
      let line = pair.key.location.line - 1
      guard pair.key.location.column == column, range.contains(line),
        index == 0 || lines[line].unicodeScalars.prefix(column - 1).allSatisfy({ $0 == " " })
      else { return nil }
    }
    return pairs.enumerated().map { index, pair in
      let start = pair.key.location.line - 1
      let next =
        index + 1 < pairs.count ? pairs[index + 1].key.location.line - 1 : range.upperBound
      let lines = start..<contentEnd(before: next, after: start)
      return EntryLayout.Field(
        key: pair.key.value, lines: lines, items: items(pair.value, in: lines))
    }
  }

  private func items(_ node: YAMLNode, in range: Range<Int>) -> [Range<Int>]? {
    guard case .list(let items) = node.content, !items.isEmpty else { return nil }
    let starts = items.map { dash(before: $0.location)?.line }
    var ranges: [Range<Int>] = []
    for (index, start) in starts.enumerated() {
      guard let start, range.contains(start), start > range.lowerBound,
        index == 0 || start > starts[index - 1]!
      else { return nil }
      let next = index + 1 < starts.count ? starts[index + 1] ?? range.upperBound : range.upperBound
      guard start < next else { return nil }
      ranges.append(start..<contentEnd(before: next, after: start))
    }
    return ranges
  }
}

extension String {
  fileprivate func suffix(while predicate: (Unicode.Scalar) -> Bool) -> Substring {
    let scalars = unicodeScalars
    var start = scalars.endIndex
    while start > scalars.startIndex, predicate(scalars[scalars.index(before: start)]) {
      start = scalars.index(before: start)
    }
    return self[start...]
  }
}
