/// A few phrases to be looked for in short texts, byte by byte: upper and lower case differ.
///
/// ```swift
/// let asking: PhraseList = ["吗", "多久", "how "]
/// asking.occurs(in: "多久到账")  // true
/// ```
///
/// - Complexity: Of the text's length and the phrases that begin with one of its bytes.
public struct PhraseList: Sendable, ExpressibleByArrayLiteral {
  /// `[first byte]`
  private var phrases = [[[UInt8]]](repeating: [], count: 256)

  /// Empty phrases are passed over.
  public init(_ phrases: some Sequence<String>) {
    for phrase in phrases {
      let bytes = Array(phrase.utf8)
      if let first = bytes.first { self.phrases[Int(first)].append(bytes) }
    }
  }

  public init(arrayLiteral phrases: String...) { self.init(phrases) }

  /// Whether one of the phrases is part of the text.
  public func occurs(in text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      bytes.indices.contains { start in
        phrases[Int(bytes[start])].contains { phrase in
          phrase.count <= bytes.count - start
            && phrase.indices.allSatisfy { bytes[start + $0] == phrase[$0] }
        }
      }
    }
  }
}

extension String {
  /// Whether another text is part of this one, compared byte by byte; an empty one always is.
  ///
  /// Foundation's `contains` looks for equivalent characters, at many times the cost.
  package func holds(_ part: String) -> Bool {
    var (text, part) = (self, part)
    return text.withUTF8 { text in
      part.withUTF8 { part in
        guard part.count <= text.count else { return false }
        return (0...(text.count - part.count)).contains { start in
          part.indices.allSatisfy { text[start + $0] == part[$0] }
        }
      }
    }
  }
}
