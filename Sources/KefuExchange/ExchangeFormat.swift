/// The formats that knowledge comes in and goes out in.
public enum ExchangeFormat: String, Sendable, CaseIterable {
  case csv, tsv, xlsx
  /// Rasa's training data and responses, as YAML.
  case rasa
  /// The tables QnA Maker exported.
  case qnamaker
  /// The corpora of ChatterBot, as YAML.
  case chatterbot

  /// What a file's name and content point to; nil where they do not tell.
  ///
  /// ```swift
  /// ExchangeFormat(guessing: "faq.csv", content: bytes)  // .csv
  /// ```
  ///
  /// - Parameter content: The file's bytes; empty for one that is yet to be written.
  public init?(guessing name: String, content: [UInt8] = []) {
    if content.starts(with: Array("PK\u{3}\u{4}".utf8)) {
      self = .xlsx
      return
    }
    let suffix = name.lowercased().split(separator: ".").dropFirst().last.map(String.init) ?? ""
    let beginning = (try? TextEncoding.decode(content))?.text ?? ""
    switch suffix {
    case "csv": self = .csv
    case "xlsx", "xlsm", "xls": self = .xlsx
    case "tsv", "tab", "txt": self = Self.isQnAMaker(beginning) ? .qnamaker : .tsv
    case "yml", "yaml":
      guard let format = Self.yaml(beginning, name: name) else { return nil }
      self = format
    default: return nil
    }
  }

  /// Whether the header is that of QnA Maker's tables.
  private static func isQnAMaker(_ text: String) -> Bool {
    let header = text.split(separator: "\n", maxSplits: 1).first ?? ""
    let names = header.split(separator: "\t").map { $0.trimmed.lowercased() }
    return names.starts(with: ["question", "answer"])
      && !Set(names).isDisjoint(with: ["metadata", "qnaid", "source", "suggestedquestions"])
  }

  private static func yaml(_ text: String, name: String) -> ExchangeFormat? {
    for line in text.split(whereSeparator: \.isNewline) {
      if line.hasPrefix("nlu:") || line.hasPrefix("responses:") || line.hasPrefix("intents:") {
        return .rasa
      }
      if line.hasPrefix("conversations:") || line.hasPrefix("categories:") { return .chatterbot }
    }
    // A file yet to be written: names people use.
    let lower = name.lowercased()
    if lower.contains("nlu") || lower.contains("rasa") || lower.contains("domain") { return .rasa }
    return lower.contains("chatterbot") || lower.contains("corpus") ? .chatterbot : nil
  }
}
