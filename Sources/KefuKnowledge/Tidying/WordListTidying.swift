import KefuText

/// Tidies lexicon.txt or stopwords.txt line by line.
struct WordListTidying {
  /// Whether a number after a word is its frequency.
  var hasFrequencies: Bool
  var sorts: Bool

  private struct Line {
    var text: String
    var end: String
    /// Of the word; empty for a comment or an empty line.
    var key = ""
    var frequency = 0
    var hasComment = false
  }

  func tidied(_ text: String) -> String {
    var lines = FileLayout.lines(of: text).map(line)
    removeRepeated(&lines)
    if sorts {
      var start = 0
      while start < lines.count {
        let end = lines[start...].firstIndex { $0.key.isEmpty } ?? lines.count
        sort(&lines, start..<end)
        start = end + 1
      }
    }
    return lines.map { $0.text + $0.end }.joined()
  }

  private func line(_ raw: String) -> Line {
    let scalars = raw.unicodeScalars
    let end = scalars.reversed().prefix { $0 == "\n" || $0 == "\r" }.count
    let body = String(scalars.dropLast(end))
    let lineEnd = String(scalars.suffix(end))
    let (words, comment) = Self.parted(body)
    let tidied = words.tidiedLine
    guard !tidied.isEmpty else { return Line(text: body, end: lineEnd) }
    var word = tidied
    var frequency = 0
    if hasFrequencies {
      let fields = tidied.unicodeScalars.split { $0.properties.isWhitespace }.map { String($0) }
      word = fields[0]
      frequency = fields.count > 1 ? Int(fields[1]) ?? 0 : 0
    }
    return Line(
      text: comment.isEmpty ? tidied : tidied + " " + comment, end: lineEnd, key: word.tidyKey,
      frequency: frequency, hasComment: !comment.isEmpty)
  }

  /// What stands before the comment, and the comment.
  private static func parted(_ body: String) -> (words: String, comment: String) {
    let scalars = body.unicodeScalars
    var isAfterBlank = true
    for index in scalars.indices {
      if scalars[index] == "#", isAfterBlank {
        return (String(scalars[..<index]), String(scalars[index...]))
      }
      isAfterBlank = scalars[index].properties.isWhitespace
    }
    return (body, "")
  }

  /// Of words that fold to the same the first stays, with the highest frequency: that is the one which
  /// counts. A line with a comment stays.
  private func removeRepeated(_ lines: inout [Line]) {
    var highest: [String: Int] = [:]
    for line in lines { highest[line.key] = max(highest[line.key] ?? 0, line.frequency) }
    var kept: Set<String> = []
    lines.removeAll { line in
      guard !line.key.isEmpty, !line.hasComment else { return false }
      guard line.frequency == highest[line.key] else { return true }
      return !kept.insert(line.key).inserted
    }
  }

  private func sort(_ lines: inout [Line], _ range: Range<Int>) {
    let sorted = lines[range].map { ($0, SoundOrder($0.key)) }.sorted { $0.1 < $1.1 }.map(\.0)
    for (index, line) in zip(range, sorted) {
      // Line ends stay where they are: the last line may have none.
      let end = lines[index].end
      lines[index] = line
      lines[index].end = end
    }
  }
}

/// The order of a Chinese dictionary: by the sound of each character, then by the characters.
struct SoundOrder: Comparable {
  private let sounds: [String]
  private let scalars: [UInt32]

  init(_ word: String) {
    scalars = word.unicodeScalars.map(\.value)
    sounds = scalars.map {
      PinyinTable.shared.firstReading(of: $0)?.description ?? String(Unicode.Scalar($0)!)
    }
  }

  static func < (a: SoundOrder, b: SoundOrder) -> Bool {
    if a.sounds != b.sounds { return a.sounds.lexicographicallyPrecedes(b.sounds) }
    return a.scalars.lexicographicallyPrecedes(b.scalars)
  }
}

extension String {
  /// Plain width, without blanks at the ends; a tab before a frequency stays.
  fileprivate var tidiedLine: String {
    trimmed.unicodeScalars.split(separator: "\t", omittingEmptySubsequences: false)
      .map { String($0).tidied }.joined(separator: "\t")
  }
}
