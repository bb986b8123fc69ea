import KefuKnowledge
import KefuText

/// Which words mean the same, and what a match through them is worth.
struct SynonymTable: Sendable {
  private var sets: [SynonymSet] = []
  /// Folded word → its set.
  private var setOfWord: [String: Int] = [:]
  /// `[set]` folded words, first spelling first.
  private var words: [[String]] = []

  init(_ sets: [SynonymSet]) {
    self.sets = sets
    for (number, set) in sets.enumerated() {
      var folded: [String] = []
      for word in set.words {
        let key = Normalizer.shared.normalize(word.value).string
        // A word of two sets belongs to the first; the loader has reported it.
        guard !key.isEmpty, setOfWord[key] == nil else { continue }
        setOfWord[key] = number
        folded.append(key)
      }
      words.append(folded)
    }
  }

  var allWords: [String] { words.flatMap { $0 } }

  /// The set a folded word is in and the set's discount, in `0...1`.
  func set(of word: String) -> (number: Int, discount: Float)? {
    setOfWord[word].map { ($0, Float(sets[$0].discount)) }
  }

  /// The word that stands for a set in explanations.
  func name(ofSet number: Int) -> String { words[number].first ?? "" }

  /// What `text` becomes when one of its words, or two, are exchanged for synonyms, with the cost
  /// in characters. At most 48 forms, nearest first by position.
  func forms(of text: [String]) -> [(text: String, cost: Float)] {
    var forms: [([String], Float)] = []
    let limit = 48
    for i in text.indices {
      guard let (number, discount) = set(of: text[i]) else { continue }
      for other in words[number] where other != text[i] {
        var form = text
        form[i] = other
        // One exchanged word of n characters costs its share of the discount.
        forms.append((form, (1 - discount) * Float(text[i].unicodeScalars.count)))
      }
    }
    let single = forms
    for (form, cost) in single where forms.count < limit {
      guard let changed = form.indices.first(where: { form[$0] != text[$0] }) else { continue }
      for i in form.indices where i > changed {
        guard let (number, discount) = set(of: form[i]) else { continue }
        for other in words[number] where other != form[i] && forms.count < limit {
          var next = form
          next[i] = other
          forms.append((next, cost + (1 - discount) * Float(form[i].unicodeScalars.count)))
        }
      }
    }
    return forms.prefix(limit).map { ($0.0.joinedAsText(), $0.1) }
  }
}

extension [String] {
  /// Words put together again: a space only between two Latin ones.
  func joinedAsText() -> String {
    reduce(into: "") { text, word in
      if let last = text.unicodeScalars.last, let first = word.unicodeScalars.first,
        last.isLatin, first.isLatin
      {
        text += " "
      }
      text += word
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isLatin: Bool { value < 0x2E80 && properties.isAlphabetic }
}
