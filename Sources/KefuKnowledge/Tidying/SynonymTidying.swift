/// Tidies synonyms.yaml scalar by scalar, so that its comments and layout stay.
struct SynonymTidying {
  private var lines: [[Unicode.Scalar]]

  /// - Parameter text: YAML that the loader takes.
  init(_ text: String) {
    lines = FileLayout.lines(of: text).map { Array($0.unicodeScalars) }
  }

  /// The text with the words of `sets`, which were read from it, in plain width and each once in its
  /// set. A word not found as it was read, such as one with escapes, stays.
  func tidied(_ sets: [SynonymSet]) -> String {
    var copy = self
    // From the end, so that places before stay true.
    for set in sets.reversed() {
      var firsts: Set<String> = []
      let repeated = set.words.map { word in
        let key = word.value.tidyKey
        return !key.isEmpty && !firsts.insert(key).inserted
      }
      for (word, isRepeated) in zip(set.words, repeated).reversed() {
        guard let range = copy.range(of: word) else { continue }
        if isRepeated {
          // A set of one word is another problem.
          guard firsts.count > 1 else { continue }
          copy.remove(range, line: word.location.line - 1)
        } else if word.value.tidied != word.value {
          let written = YAMLText.inFlow(word.value.tidied)
          copy.lines[word.location.line - 1]
            .replaceSubrange(range, with: Array(written.unicodeScalars))
        }
      }
    }
    return String(String.UnicodeScalarView(copy.lines.joined()))
  }

  /// Where a word stands in its line, quotes included; nil where it is written in another way.
  private func range(of word: Sourced<String>) -> Range<Int>? {
    let line = word.location.line - 1
    guard lines.indices.contains(line) else { return nil }
    let start = word.location.column - 1
    for written in [word.value, "\"\(word.value)\"", "'\(word.value)'"] {
      let scalars = Array(written.unicodeScalars)
      let end = start + scalars.count
      if end <= lines[line].count, lines[line][start..<end].elementsEqual(scalars) {
        return start..<end
      }
    }
    return nil
  }

  /// Takes an item out of a list between brackets, or with its line where it stands alone in it.
  private mutating func remove(_ range: Range<Int>, line: Int) {
    let scalars = lines[line]
    func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }
    let next = scalars[range.upperBound...].firstIndex { !isBlank($0) } ?? scalars.count
    let before = scalars[..<range.lowerBound].lastIndex { !isBlank($0) }
    if next < scalars.count, scalars[next] == "," {
      let end = scalars[(next + 1)...].firstIndex { !isBlank($0) } ?? scalars.count
      if end < scalars.count {
        lines[line].removeSubrange(range.lowerBound..<end)
      } else {
        // The last of its line: the blanks before it go, the line end stays.
        lines[line].removeSubrange((before.map { $0 + 1 } ?? range.lowerBound)..<(next + 1))
      }
    } else if let before, scalars[before] == "," {
      lines[line].removeSubrange(before..<range.upperBound)
    } else if let before, scalars[before] == "-", next == scalars.count,
      scalars[..<before].allSatisfy(isBlank)
    {
      lines[line] = []
    }
  }
}
