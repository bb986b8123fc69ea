import KefuText

/// Makes readable ids of questions.
///
/// ```swift
/// EntrySlug.slug(of: "退款多久到账？")  // "tui-kuan-duo-jiu-dao-zhang"
/// EntrySlug.slug(of: "iPhone15 有货吗")  // "iphone15-you-huo-ma"
/// ```
enum EntrySlug {
  /// Parts of a slug: syllables and words.
  static let maximumParts = 8

  /// Lower-case letters, digits and dashes; `entry` where a question has none.
  static func slug(of question: String) -> String {
    var parts: [String] = []
    var word = ""
    func endWord() {
      if !word.isEmpty { parts.append(String(word.prefix(20))) }
      word = ""
    }
    for scalar in question.lowercased().unicodeScalars {
      switch scalar {
      case "a"..."z", "0"..."9": word.unicodeScalars.append(scalar)
      default:
        endWord()
        if let syllable = PinyinTable.shared.readings(of: scalar).first {
          parts.append(syllable.description)
        }
      }
    }
    endWord()
    return parts.isEmpty ? "entry" : parts.prefix(maximumParts).joined(separator: "-")
  }

  /// The slug, with a number where it is taken: the same questions in the same order get the same
  /// ids.
  static func id(for question: String, taken: inout Set<String>) -> String {
    let slug = slug(of: question)
    var id = slug
    var number = 2
    while !taken.insert(id).inserted {
      id = "\(slug)-\(number)"
      number += 1
    }
    return id
  }
}
