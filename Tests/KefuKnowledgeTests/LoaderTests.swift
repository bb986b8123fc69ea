// Loading what is sound.
//
// 1. Every part of the format reaches the model, with the place it was written at.
// 2. Scalars that YAML reads as numbers, booleans or dates are the text they are written as.
// 3. Line breaks of any system and a byte order mark change nothing.
// 4. The order of keys changes nothing but places.
// 5. A directory loads as its files do; links, pipes and large files do no harm.
// 6. An error in one part hides no error in another, and causes none.
// 7. Lines of tests/oos.tsv are messages about nothing, those of all other tables messages kept apart,
//    file by file, each with its places.

import Foundation
import KefuKnowledge
import KefuTestSupport
import Testing

@Suite struct LoaderTests {
  @Test("1, 2: the full example")
  func fullModel() throws {
    let (loaded, diagnostics) = load(fullExample)
    #expect(diagnostics == [])
    let knowledgeBase = try #require(loaded)

    let freight = "entries/return.yaml"
    let weekday = [540..<720, 810..<1080]
    let expected = KnowledgeBase(
      settings: Settings(
        name: "小店客服", locale: "zh-Hans", risk: 0.05,
        variables: ["shop.name": "小店", "return.days": "7"],
        businessHours: BusinessHours(
          timeZone: "Asia/Shanghai",
          shifts: [weekday, weekday, weekday, weekday, weekday, [600..<1440], []]),
        skillGroups: [
          SkillGroup(id: "aftersale", name: "售后"), SkillGroup(id: "presale", name: "售前"),
        ],
        fallback: "{shop.name}没有听懂",
        thresholds: Thresholds(answer: 0.8, clarify: 0.4, margin: 0.1)),
      entries: [
        Entry(
          id: "invoice.how",
          question: Sourced("怎么开发票", at: place("entries/invoice.yml", 2, 13)),
          answers: [
            Answer(
              text: Sourced("在订单里申请。\n需要的话回复\"转人工\"", at: place("entries/invoice.yml", 4, 7)))
          ],
          location: place("entries/invoice.yml", 1, 3)),
        Entry(
          id: "return.freight",
          question: Sourced("退货运费谁承担", at: place(freight, 3, 13)),
          variants: [
            Sourced("退货邮费谁出", at: place(freight, 5, 7)),
            Sourced("寄回去: 快递费算谁的", at: place(freight, 6, 7)),
            Sourced("88", at: place(freight, 7, 7)),
            Sourced("yes", at: place(freight, 8, 7)),
          ],
          keywords: Keywords(
            any: [Sourced("退货运费", at: place(freight, 9, 20))],
            all: [
              [Sourced("退货", at: place(freight, 9, 34)), Sourced("邮费", at: place(freight, 9, 38))],
              [Sourced("寄回", at: place(freight, 9, 44)), Sourced("运费", at: place(freight, 9, 48))],
            ],
            none: [Sourced("换货", at: place(freight, 9, 61))]),
          answers: [
            Answer(
              text: Sourced("双11{shop.name}包运费", at: place(freight, 11, 14)),
              conditions: ["channel": ["tmall", "88"]],
              valid: CalendarDate("2026-11-01")!...CalendarDate("2026-11-12")!),
            Answer(text: Sourced("请在{return.days}天内寄回", at: place(freight, 12, 13))),
          ],
          followUps: [Sourced("invoice.how", at: place(freight, 13, 15))],
          group: "aftersale", handoff: .offer, weights: ["运费": 2, "退货": 0.5],
          tests: InlineTests(
            reach: [Sourced("不合适寄回去谁掏邮费", at: place(freight, 17, 19))],
            avoid: [Sourced("换货运费谁出", at: place(freight, 17, 40))]),
          location: place(freight, 2, 3)),
        Entry(
          id: "chat.greet", question: Sourced("你好", at: place("smalltalk.yaml", 2, 13)),
          answers: [Answer(text: Sourced("您好", at: place("smalltalk.yaml", 3, 13)))],
          isSmallTalk: true, location: place("smalltalk.yaml", 1, 3)),
      ],
      synonyms: [
        SynonymSet(words: [
          Sourced("运费", at: place("synonyms.yaml", 1, 4)),
          Sourced("邮费", at: place("synonyms.yaml", 1, 8)),
        ]),
        SynonymSet(
          words: [
            Sourced("券", at: place("synonyms.yaml", 2, 12)),
            Sourced("优惠券", at: place("synonyms.yaml", 2, 15)),
          ], discount: 0.8),
      ],
      lexicon: [
        LexiconWord(word: Sourced("双十一", at: place("lexicon.txt", 2, 1)), frequency: 100),
        LexiconWord(word: Sourced("运费险", at: place("lexicon.txt", 3, 1))),
      ],
      stopWords: ["的", "of course"],
      outOfScope: [
        Sourced("今天天气怎么样", at: place("tests/oos.tsv", 1, 1)),
        Sourced("我饿了", at: place("tests/oos.tsv", 2, 1)),
      ],
      heldOut: [
        HeldOutMessage(
          message: Sourced("寄回去的钱谁出", at: place("tests/dev.tsv", 1, 1)),
          entry: Sourced("return.freight", at: place("tests/dev.tsv", 1, 9)))
      ],
      triggers: Triggers(
        thresholds: HandoffThresholds(misses: 3, repeats: 4, lowRating: 1),
        all: [
          Trigger(
            id: "person", reason: .askedForPerson,
            phrases: [Sourced("人工", at: place("triggers.yaml", 5, 15))],
            patterns: [Sourced("换个?人", at: place("triggers.yaml", 6, 16))],
            unless: [Sourced("人工费", at: place("triggers.yaml", 7, 14))],
            say: Sourced("好的,{shop.name}的同事马上来", at: place("triggers.yaml", 8, 10)),
            location: place("triggers.yaml", 3, 5)),
          Trigger(
            id: "diamond", reason: .vip, priority: .urgent, group: "presale",
            conditions: ["level": ["diamond"]], location: place("triggers.yaml", 9, 5)),
        ]),
      flows: [
        Flow(
          id: "flow.return", title: "退货",
          entries: [Sourced("return.freight", at: place("flows.yaml", 3, 25))],
          events: [.unpaid], expiresAfterTurns: 8,
          cancel: [Sourced("算了", at: place("flows.yaml", 5, 12))], group: "aftersale",
          windows: ContactWindows(
            notBefore: 510, afternoonFrom: 780, holidaysFrom: 660,
            quiet: [1260..<1440, 0..<480, 720..<750], perOrder: 2, perDay: 3),
          steps: [
            FlowStep(
              id: "order", say: Sourced("抱歉", at: place("flows.yaml", 10, 12)),
              ask: SlotRequest(
                slot: "order", type: .orderNumber,
                prompt: Sourced("订单号?", at: place("flows.yaml", 11, 53)),
                invalid: Sourced("没认出来", at: place("flows.yaml", 11, 68)), retries: 1,
                isOptional: true,
                otherwise: Sourced("未提供", at: place("flows.yaml", 11, 113))),
              branches: [
                FlowStep.Branch(
                  conditions: ["order": ["declined"]],
                  next: Sourced("done", at: place("flows.yaml", 12, 48)))
              ],
              exit: .step(Sourced("reason", at: place("flows.yaml", 13, 11))),
              location: place("flows.yaml", 9, 7)),
            FlowStep(
              id: "reason",
              ask: SlotRequest(
                slot: "reason", type: .choice,
                prompt: Sourced("原因?", at: place("flows.yaml", 17, 17)),
                options: [
                  SlotRequest.Option(
                    label: "不喜欢", value: "dislike",
                    words: [Sourced("不合适", at: place("flows.yaml", 18, 56))]),
                  SlotRequest.Option(label: "坏了", value: "broken"),
                ]),
              exit: .step(Sourced("done", at: place("flows.yaml", 19, 13))),
              location: place("flows.yaml", 13, 7)),
            FlowStep(
              id: "done", say: Sourced("{slot.order}已登记", at: place("flows.yaml", 20, 23)),
              exit: .end(FlowEnd(outcome: .handoff, reason: "退货", group: "presale")),
              location: place("flows.yaml", 20, 7)),
          ],
          location: place("flows.yaml", 1, 3))
      ])
    #expect(knowledgeBase.triggers == expected.triggers)
    #expect(knowledgeBase.flows == expected.flows)
    #expect(knowledgeBase.settings == expected.settings)
    #expect(knowledgeBase.entries == expected.entries)
    #expect(knowledgeBase == expected)
  }

  @Test("7: messages kept apart")
  func testTables() throws {
    let (loaded, diagnostics) = load([
      "kb.yaml": "name: x", "entries/a.yaml": "- {id: a.b, question: 退款, answers: [好]}\n",
      "tests/b.tsv": "退我的钱\ta.b\t还有别的\n\n \t \n把钱还来 \t a.b \r\n",
      "tests/a.tsv": "钱呢\ta.b", "tests/oos.tsv": "天气如何\n\n笑话\ta.b\n",
    ])
    #expect(diagnostics == [])
    let knowledgeBase = try #require(loaded)
    func row(_ message: String, _ file: String, _ line: Int, _ column: Int) -> HeldOutMessage {
      HeldOutMessage(
        message: Sourced(message, at: place(file, line, 1)),
        entry: Sourced("a.b", at: place(file, line, column)))
    }
    #expect(
      knowledgeBase.heldOut == [
        row("钱呢", "tests/a.tsv", 1, 4), row("退我的钱", "tests/b.tsv", 1, 6),
        row("把钱还来", "tests/b.tsv", 4, 7),
      ])
    #expect(
      knowledgeBase.outOfScope == [
        Sourced("天气如何", at: place("tests/oos.tsv", 1, 1)),
        Sourced("笑话", at: place("tests/oos.tsv", 3, 1)),
      ])
    let none = try #require(load(["kb.yaml": "name: x"]).knowledgeBase)
    #expect(none.heldOut.isEmpty && none.outOfScope.isEmpty)
  }

  @Test(
    "2: written text", arguments: ["88", "1.50", "yes", "2026-11-01", "0x1F", "1_000", "Null?"])
  func writtenText(text: String) throws {
    let yaml = "- {id: a, question: \(text), answers: [\(text)]}"
    let entry = try #require(load(["kb.yaml": "", "entries/a.yaml": yaml]).knowledgeBase).entries[0]
    #expect(entry.question.value == text)
    #expect(entry.answers[0].text.value == text)
  }

  @Test("3: line breaks", arguments: ["\r\n", "\r"])
  func lineBreaks(lineBreak: String) throws {
    let files = fullExample.mapValues { $0.replacing("\n", with: lineBreak) }
    let loaded = try #require(load(files).knowledgeBase)
    #expect(loaded == load(fullExample).knowledgeBase)
  }

  @Test("3: byte order marks")
  func byteOrderMarks() throws {
    let (loaded, diagnostics) = load(fullExample.mapValues { "\u{FEFF}" + $0 })
    #expect(loaded == load(fullExample).knowledgeBase)
    #expect(
      diagnostics.first?.description == """
        entries/invoice.yml:1:1: warning[KB007]: the file begins with a byte order mark
          help: save it as "UTF-8 without BOM", or run: \
        sed -i '1s/^\\xEF\\xBB\\xBF//' entries/invoice.yml
        """)
    #expect(diagnostics.allSatisfy { $0.severity == .warning })
  }

  @Test("4: keys in any order", arguments: 0..<50)
  func keyOrder(seed: UInt64) throws {
    let written = ShuffledExample.files(reversed: seed == 0, random: SeededRandom(seed: seed))
    let (loaded, diagnostics) = load(written)
    #expect(diagnostics == [])
    let plain = load(ShuffledExample.files()).knowledgeBase
    #expect(loaded?.withoutPlaces == plain?.withoutPlaces)
  }

  @Test("5: a directory")
  func directory() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "kefu-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    try write(fullExample, to: root)
    #expect(KnowledgeLoader.load(directory: root).diagnostics == [])
    #expect(try KnowledgeBase(contentsOf: root) == load(fullExample).knowledgeBase)

    try write(["pictures/a.png": "", "entries/more/a.yaml": "", "prices": ""], to: root)
    let large = root.appending(path: "lexicon.txt")
    try Data(count: 16 * 1024 * 1024 + 1).write(to: large)
    try FileManager.default.removeItem(at: root.appending(path: "stopwords.txt"))
    try FileManager.default.createDirectory(
      at: root.appending(path: "stopwords.txt"), withIntermediateDirectories: false)
    try FileManager.default.removeItem(at: root.appending(path: "synonyms.yaml"))
    try FileManager.default.createSymbolicLink(
      atPath: root.appending(path: "synonyms.yaml").path(percentEncoded: false),
      withDestinationPath: "/dev/zero")
    try FileManager.default.removeItem(at: root.appending(path: "smalltalk.yaml"))
    try FileManager.default.createSymbolicLink(
      atPath: root.appending(path: "smalltalk.yaml").path(percentEncoded: false),
      withDestinationPath: "nowhere")
    let expected = """
      entries/more:1:1: warning[KB008]: only *.yaml files of entries/ are read
        help: rename it, or move it elsewhere
      lexicon.txt:1:1: error[KB003]: the file has 16777217 bytes; the limit is 16 MiB \
      (16777216 bytes)
        help: split it into several files
      pictures:1:1: warning[KB008]: this folder is not part of a knowledge base
        help: move it out of the directory, or put a dot before its name to keep it
      prices:1:1: warning[KB008]: this file is not part of a knowledge base
        help: move it out of the directory, or put a dot before its name to keep it
      smalltalk.yaml:1:1: error[KB001]: cannot be read: it does not exist
        help: check the path and its permissions
      stopwords.txt:1:1: error[KB001]: cannot be read: it is a folder
        help: check the path and its permissions
      synonyms.yaml:1:1: error[KB001]: cannot be read: it is not a regular file
        help: check the path and its permissions
      """
    let error = #expect(throws: KnowledgeBaseError.self) { try KnowledgeBase(contentsOf: root) }
    #expect(error?.description == expected)
  }

  @Test("5: no directory")
  func noDirectory() throws {
    let missing = URL(filePath: "no-such-folder")
    #expect(
      KnowledgeLoader.load(directory: missing).diagnostics.map(\.description) == [
        """
        no-such-folder:1:1: error[KB001]: cannot be read: it does not exist
          help: check the path and its permissions
        """
      ])
    let file = FileManager.default.temporaryDirectory.appending(path: "kefu-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data().write(to: file)
    let diagnostics = KnowledgeLoader.load(directory: file).diagnostics
    #expect(diagnostics.map(\.message) == ["cannot be read: it is not a directory"])
  }

  @Test("6: without kb.yaml and one file of entries, what they would define is not missed")
  func unreadParts() {
    let files = [
      "kb.yaml": "name: [\n",
      "entries/a.yaml": "\tbroken",
      "entries/b.yaml": """
      - id: b
        question: 怎么退款
        answers: ["{shop.name}", "{"]
        group: aftersale
        followUps: [a]
      """,
      "tests/dev.tsv": "退钱\ta\n",
    ]
    #expect(load(files).diagnostics.map(\.code) == ["KB010", "KB047", "KB033", "KB010"])
  }

  @Test("6: a large file in memory")
  func largeFile() {
    let (_, diagnostics) = KnowledgeLoader.load(files: [
      "kb.yaml": [], "entries/a.yaml": Array(minimalEntries.utf8),
      "lexicon.txt": Array(repeating: 0x61, count: 16 * 1024 * 1024 + 1),
    ])
    #expect(diagnostics.map(\.code) == ["KB009", "KB003"])
  }

  private func write(_ files: [String: String], to root: URL) throws {
    for (path, text) in files {
      let url = root.appending(path: path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
  }
}

/// The full example as values whose keys can be written in any order.
private enum ShuffledExample {
  indirect enum Value {
    case text(String)
    case list([Value])
    case mapping([(String, Value)])
  }

  /// The keys as written below, reversed, or shuffled with `random`.
  static func files(reversed: Bool = false, random: SeededRandom? = nil) -> [String: String] {
    var random = random
    return values.mapValues { write($0, reversed, &random) }
  }

  private static func write(_ value: Value, _ reversed: Bool, _ random: inout SeededRandom?)
    -> String
  {
    switch value {
    case .text(let text): return "\"\(text)\""
    case .list(let items):
      return "[" + items.map { write($0, reversed, &random) }.joined(separator: ", ") + "]"
    case .mapping(var pairs):
      if reversed {
        pairs.reverse()
      } else if var generator = random {
        pairs.shuffle(using: &generator)
        random = generator
      }
      let written = pairs.map { "\($0): \(write($1, reversed, &random))" }
      return "{" + written.joined(separator: ", ") + "}"
    }
  }

  private static let values: [String: Value] = [
    "kb.yaml": .mapping([
      ("name", .text("小店")), ("risk", .text("0.05")), ("locale", .text("en")),
      ("variables", .mapping([("shop.name", .text("小店")), ("return.days", .text("7"))])),
      (
        "businessHours",
        .mapping([
          ("timeZone", .text("Asia/Shanghai")), ("mon-fri", .text("09:00-18:00")),
          ("sun", .list([])),
        ])
      ),
      ("skillGroups", .mapping([("aftersale", .text("售后")), ("presale", .text("售前"))])),
      ("thresholds", .mapping([("answer", .text("0.8")), ("margin", .text("0.1"))])),
      ("fallback", .text("{shop.name}")),
    ]),
    "triggers.yaml": .mapping([
      ("thresholds", .mapping([("misses", .text("3")), ("repeats", .text("1"))])),
      (
        "triggers",
        .list([
          .mapping([
            ("id", .text("person")), ("reason", .text("askedForPerson")),
            ("phrases", .list([.text("人工")])), ("unless", .list([.text("人工费")])),
          ])
        ])
      ),
    ]),
    "flows.yaml": .list([
      .mapping([
        ("id", .text("flow")), ("title", .text("退款")),
        ("startedBy", .mapping([("entries", .list([.text("a")])), ("events", .list([]))])),
        (
          "steps",
          .list([
            .mapping([
              ("id", .text("one")), ("say", .text("好")),
              (
                "ask",
                .mapping([
                  ("slot", .text("order")), ("type", .text("orderNumber")),
                  ("prompt", .text("订单号?")), ("retries", .text("1")),
                ])
              ),
              ("end", .mapping([("outcome", .text("solved")), ("reason", .text("完"))])),
            ])
          ])
        ),
      ])
    ]),
    "entries/a.yaml": .list([
      .mapping([
        ("id", .text("a")), ("question", .text("怎么退款")), ("variants", .list([.text("退钱")])),
        (
          "keywords",
          .mapping([
            ("any", .list([.text("退款")])), ("none", .list([.text("换货")])),
            ("all", .list([.list([.text("钱款"), .text("退回来")])])),
          ])
        ),
        (
          "answers",
          .list([
            .mapping([
              ("text", .text("好")), ("valid", .text("2026-11-01..2026-11-12")),
              (
                "when",
                .mapping([("channel", .text("jd")), ("level", .list([.text("gold")]))])
              ),
            ]),
            .text("行"),
          ])
        ),
        ("followUps", .list([.text("b")])), ("group", .text("aftersale")),
        ("handoff", .text("always")),
        ("weight", .mapping([("运费", .text("2")), ("退货", .text("3"))])),
        (
          "tests",
          .mapping([("reach", .list([.text("退我钱")])), ("avoid", .list([.text("换一个")]))])
        ),
      ]),
      .mapping([
        ("answers", .list([.text("好")])), ("id", .text("b")), ("question", .text("多久")),
      ]),
    ]),
  ]
}
