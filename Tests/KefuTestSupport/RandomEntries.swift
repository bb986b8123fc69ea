package import KefuKnowledge

/// Entries with whatever a knowledge base may hold, and texts that break careless writers.
package enum RandomEntries {
  /// A kb.yaml that defines every name such entries use.
  package static let settings = """
    name: 小店
    variables: {shop.name: 小店}
    skillGroups: {aftersale: 售后, presale: 售前}

    """

  private static let pieces = [
    "退款", "多久", "邮费", "a", "B", "7", "0", "  ", " ", "\n", "\t", ",", "，", ";", "；", "、", ":", "：",
    "'",
    "\"", "\"\"", "\\", "\\n", "\\,", "|", "{{", "}}", "[", "]", "=", "+", "-", "@", "#", " #",
    ": ", "- ", "~",
    "?", "%", "&", "*", "!", ">", "<", "`", "^", "_x000D_", "_x0041_", "<b>", "&amp;", "]]>", "😀",
    "👨‍👩‍👧", "🇨🇳",
    "é", "e\u{301}", "\u{3000}", "\u{A0}", "\u{200B}", "Ａ", "１", "null", "true", "1e5",
    "2026-11-01", "007", "12306",
    "%s", "$1", "---", "...", "龘", "𠮷", "\u{E000}", "\\s", "/*", "--", "||", "##",
  ]

  /// Texts that begin in a way some program takes for more than text.
  private static let beginnings = [
    "=SUM(A1)", "+86", "-1", "@you", "\t", " ", "'", "\"", "#", "- ", "007", "1.50", "TRUE", "|",
    ">", "{{a}}",
  ]

  /// At most `length` pieces between two letters or digits, so that blanks at the ends never count.
  package static func text(
    _ length: Int, _ random: inout some RandomNumberGenerator
  ) -> String {
    var text = ""
    if Int.random(in: 0..<4, using: &random) == 0 {
      text = beginnings.randomElement(using: &random)!
    }
    for _ in 0..<Int.random(in: 0...length, using: &random) {
      text += pieces.randomElement(using: &random)!
    }
    return text
  }

  /// Entries that a knowledge base of `settings` may have together.
  package static func entries(
    _ count: Int, _ random: inout some RandomNumberGenerator
  ) -> [Entry] {
    var used = 0
    var ids: [String] = []
    return (0..<count).map { number in
      func own(_ random: inout some RandomNumberGenerator) -> String {
        used += 1
        return trimmed(text(6, &random)) + "第\(used)"
      }
      func words(_ most: Int, _ random: inout some RandomNumberGenerator) -> [Sourced<String>] {
        (0..<Int.random(in: 0...most, using: &random)).map { _ in sourced(own(&random)) }
      }
      let id =
        number == 0
        ? String(repeating: "长a-_.", count: 12)
        : "e\(number).\(["x", "退款", "0", "null"].randomElement(using: &random)!)"
      let question = sourced(own(&random))
      let variants = words(4, &random)
      let keywords = Keywords(
        any: words(2, &random),
        all: Int.random(in: 0..<3, using: &random) == 0
          ? [
            [sourced(own(&random)), sourced(own(&random))],
            words(3, &random) + [sourced(own(&random))],
          ]
          : [],
        none: Int.random(in: 0..<3, using: &random) == 0 ? words(2, &random) : [])
      let answers = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        answer(own(&random), &random)
      }
      let followUps =
        Int.random(in: 0..<3, using: &random) == 0 ? ids.suffix(2).map { sourced($0) } : []
      let weights =
        Int.random(in: 0..<3, using: &random) == 0
        ? [
          own(&random): Double.random(in: 0...10, using: &random), own(&random): 1e-5,
          own(&random): 2,
        ] : [:]
      let entry = Entry(
        id: id, question: question, variants: variants, keywords: keywords, answers: answers,
        followUps: Array(followUps),
        group: [nil, "aftersale", "presale"].randomElement(using: &random)!,
        handoff: HandoffPolicy.allCases.randomElement(using: &random)!, weights: weights,
        tests: InlineTests(reach: words(2, &random), avoid: words(1, &random)),
        location: SourceLocation(file: "entries/a.yaml"))
      ids.append(id)
      return entry
    }
  }

  private static func answer(
    _ text: String, _ random: inout some RandomNumberGenerator
  ) -> Answer {
    var conditions: [String: Set<String>] = [:]
    if Int.random(in: 0..<3, using: &random) == 0 {
      conditions["channel"] = [trimmed(self.text(3, &random)) + "a"]
      conditions["level-2.x_等级"] = ["gold", trimmed(self.text(3, &random)) + "b", "a | b", "a\\|b"]
    }
    let valid =
      Int.random(in: 0..<3, using: &random) == 0
      ? CalendarDate("2026-11-01")!...CalendarDate("2027-02-28")! : nil
    return Answer(text: sourced(text), conditions: conditions, valid: valid)
  }

  private static func sourced(_ text: String) -> Sourced<String> {
    Sourced(text, at: SourceLocation(file: "entries/a.yaml"))
  }

  /// As the loader takes blanks away.
  private static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars.drop { $0.properties.isWhitespace }
    return String(String.UnicodeScalarView(scalars))
  }
}

extension Entry {
  /// The entry without its places, to be compared with one from elsewhere.
  package var placeless: Entry {
    func bare(_ texts: [Sourced<String>]) -> [Sourced<String>] { texts.map { bare($0) } }
    func bare(_ text: Sourced<String>) -> Sourced<String> {
      Sourced(text.value, at: SourceLocation(file: ""))
    }
    var entry = self
    entry.question = bare(question)
    entry.variants = bare(variants)
    entry.keywords = Keywords(
      any: bare(keywords.any), all: keywords.all.map { bare($0) }, none: bare(keywords.none))
    entry.answers = answers.map {
      Answer(text: bare($0.text), conditions: $0.conditions, valid: $0.valid)
    }
    entry.followUps = bare(followUps)
    entry.tests = InlineTests(reach: bare(tests.reach), avoid: bare(tests.avoid))
    entry.location = SourceLocation(file: "")
    return entry
  }
}
