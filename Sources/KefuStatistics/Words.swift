/// A sentence in the languages of those who read figures.
public struct Words: Sendable, Equatable {
  public enum Language: String, Sendable, CaseIterable {
    case simplified = "zh-Hans"
    case traditional = "zh-Hant"
    case english = "en"
  }

  private let texts: [String]

  init(_ simplified: String, _ traditional: String, _ english: String) {
    texts = [simplified, traditional, english]
  }

  public func text(in language: Language) -> String {
    switch language {
    case .simplified: texts[0]
    case .traditional: texts[1]
    case .english: texts[2]
    }
  }
}
