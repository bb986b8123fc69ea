import KefuKnowledge

extension DialogueInput {
  /// A command that cannot be read.
  public struct CommandError: Error, Equatable, CustomStringConvertible {
    public var description: String
  }

  /// Reads a line as a customer's client sends it: a command after a slash, else a message.
  ///
  /// ```swift
  /// try DialogueInput(line: "/rate 5")  // .rating(5)
  /// try DialogueInput(line: "/event unpaid order=2026111100001")
  /// ```
  public init(line: String) throws(CommandError) {
    let words = line.split(separator: " ").map(String.init)
    switch words.first {
    case "/human": self = .human
    case "/photo": self = .message(Utterance("[图片]", photos: 1))
    case "/rate":
      let stars = words.count == 2 ? Int(words[1]) : nil
      guard let stars, (1...5).contains(stars) else {
        throw CommandError(description: "write /rate and a number from 1 to 5")
      }
      self = .rating(stars)
    case "/choose":
      guard words.count == 2, let number = Int(words[1]), number > 0 else {
        throw CommandError(description: "write /choose and the number of an option")
      }
      self = .option(number)
    case "/event":
      guard words.count > 1, let event = ShopEvent(rawValue: words[1]) else {
        let known = ShopEvent.allCases.map(\.rawValue).joined(separator: ", ")
        throw CommandError(description: "write /event and one of \(known)")
      }
      self = .event(event, attributes: Self.attributes(words.dropFirst(2)))
    default: self = .message(Utterance(line))
    }
  }

  /// `name=value` pairs; words of another shape are passed over.
  static func attributes(_ words: some Sequence<String>) -> [String: String] {
    var attributes: [String: String] = [:]
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2 { attributes[parts[0]] = parts[1] }
    }
    return attributes
  }
}
