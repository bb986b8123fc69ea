public import KefuKnowledge

/// What reaches the bot in a conversation.
public enum DialogueInput: Sendable, Equatable {
  case message(Utterance)
  /// One of the options last offered, counted from 1: a button rather than words.
  case option(Int)
  /// A person is wanted, by a button or a command rather than words.
  case human
  /// Stars, 1 to 5.
  case rating(Int)
  /// Something happened in the shop. Attributes such as `order` fill slots of that name.
  case event(ShopEvent, attributes: [String: String])
  /// What became of a `LookupRequest`.
  case lookup(id: Int, LookupOutcome)
}

/// What a customer sent.
///
/// ```swift
/// Utterance("能开发票吗")
/// Utterance("这里破了", photos: 1)
/// ```
public struct Utterance: Sendable, Equatable {
  public var text: String
  /// Pictures sent along; the bot does not look at them, flows may have asked for one.
  public var photos: Int

  public init(_ text: String, photos: Int = 0) {
    self.text = text
    self.photos = photos
  }
}
