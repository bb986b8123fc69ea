import Synchronization

/// A regular expression of triggers.yaml, shared among tasks.
final class CompiledPattern: @unchecked Sendable {
  // `lock` guards `regex`, which prepares itself at its first use.
  private let lock = Mutex(())
  private let regex: Regex<AnyRegexOutput>

  /// Nil where it does not compile; the loader has said so.
  init?(_ source: String) {
    guard let regex = try? Regex(source) else { return nil }
    self.regex = regex
  }

  /// Ranges in Unicode scalars.
  func matches(in text: String) -> [Range<Int>] {
    let found = lock.withLock { _ in text.ranges(of: regex) }
    let scalars = text.unicodeScalars
    return found.map { range in
      let start = scalars.distance(from: scalars.startIndex, to: range.lowerBound)
      return start..<start + scalars.distance(from: range.lowerBound, to: range.upperBound)
    }
  }
}

/// Words of which every match of a regular expression holds at least one.
///
/// ```swift
/// RequiredWords.of("(真|太)(差|恶心)了?")  // ["真", "太"]
/// RequiredWords.of("a+")                  // []: nothing is known
/// ```
///
/// Reads the expression only as far as it is plain: characters, and groups of plain words, one after
/// another. Of several sets the one whose shortest word is longest is taken.
enum RequiredWords {
  static func of(_ source: String) -> [String] {
    var reader = Reader(rest: Array(source)[...])
    let sets = reader.sets()
    return sets.max { rank($0) < rank($1) } ?? []
  }

  private static func rank(_ set: [String]) -> (Int, Int) {
    (set.map(\.count).min() ?? 0, -set.count)
  }

  private struct Reader {
    var rest: ArraySlice<Character>

    /// Sets of words that stand in every match. Empty where an alternative is at the top level.
    mutating func sets() -> [[String]] {
      var sets: [[String]] = []
      var literal = ""
      func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber }
      }
      func flush() {
        if isWord(literal) { sets.append([literal]) }
        literal = ""
      }
      while let character = rest.popFirst() {
        switch character {
        case "|": return []
        case "(":
          flush()
          let words = group()
          guard let words else { return [] }
          if skipsQuantifier() == .optional { continue }
          if !words.isEmpty, words.allSatisfy(isWord) { sets.append(words) }
        case "[":
          flush()
          while let inner = rest.popFirst(), inner != "]" {
            if inner == "\\" { _ = rest.popFirst() }
          }
          _ = skipsQuantifier()
        case "\\":
          flush()
          _ = rest.popFirst()
          _ = skipsQuantifier()
        case ".", "^", "$":
          flush()
          _ = skipsQuantifier()
        default:
          switch skipsQuantifier() {
          case .none: literal.append(character)
          case .optional: flush()
          case .repeated:
            literal.append(character)
            flush()
          }
        }
      }
      flush()
      return sets
    }

    private enum Quantifier { case none, optional, repeated }

    private mutating func skipsQuantifier() -> Quantifier {
      var result: Quantifier
      switch rest.first {
      case "?", "*": result = .optional
      case "+": result = .repeated
      case "{":
        let inner = rest.dropFirst().prefix { $0 != "}" }
        result = inner.first == "0" || inner.first == "," ? .optional : .repeated
        rest = rest.dropFirst(inner.count + 1)
      default: return .none
      }
      rest = rest.dropFirst()
      // Lazy and possessive.
      if let next = rest.first, next == "?" || next == "+" { rest = rest.dropFirst() }
      return result
    }

    /// The alternatives of a group that holds plain words alone, else no words. Nil where the
    /// parentheses do not match, or do more than group.
    private mutating func group() -> [String]? {
      if rest.first == "?" {
        guard rest.dropFirst().first == ":" else { return nil }
        rest = rest.dropFirst(2)
      }
      var words = [""]
      var isPlain = true
      var depth = 1
      while let character = rest.popFirst() {
        switch character {
        case "(":
          depth += 1
          isPlain = false
        case ")":
          depth -= 1
          if depth == 0 { return isPlain ? words : [] }
        case "|" where depth == 1: words.append("")
        case "\\":
          _ = rest.popFirst()
          isPlain = false
        case "[":
          isPlain = false
          while let inner = rest.popFirst(), inner != "]" {
            if inner == "\\" { _ = rest.popFirst() }
          }
        default:
          if character.isLetter || character.isNumber {
            words[words.count - 1].append(character)
          } else {
            isPlain = false
          }
        }
      }
      return nil
    }
  }
}
