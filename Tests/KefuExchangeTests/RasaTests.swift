// Rasa's training data and responses.
//
// 1. Intents, examples of both shapes, marks of entities, synonyms and responses are read.
// 2. What is not taken over is reported with its line; an invalid pattern does not end the import.
// 3. Entries are written as Rasa reads them, and come back; what does not fit is counted.
// 4. Marks are taken away as Rasa does.

@testable import KefuExchange
import KefuKnowledge
import KefuTestSupport
import Testing

@Suite struct RasaTests {
  static let sample = """
    version: "3.1"
    nlu:
    - intent: faq/refund_time
      examples: |
        - 退款多久到账
        - 我[昨天](date)退的[信用卡]{"entity": "account", "value": "credit"}几天到
        - 退款多久到账
    - intent: greet
      examples:
        - text: |
            你好
          metadata: {sentiment: neutral}
        - text: 您好
        - 嗨
    - intent: deny
      examples: |
        - 不要
    - synonym: credit
      examples: |
        - 贷记卡
    - regex: account_number
      examples: |
        - \\d{10:12}
    - lookup: country
      examples: |
        - 法国
    responses:
      utter_faq/refund_time:
      - text: "1–7 天"
        condition: [{type: slot, name: level, value: gold}]
      - text: "7 天"
      - text: "一周"
      utter_greet:
      - text: 你好呀
        channel: wechat
      - text: 您好
        buttons: [{title: a, payload: b}]
    rules: []
    """

  /// 1, 2
  @Test func read() throws {
    let imported = imported("nlu.yml", Self.sample)
    #expect(
      imported.report == [
        "nlu.yml:23:1: warning: the pattern of regex \"account_number\" is not valid: a range of repetitions is written {10,12}",
        "nlu.yml:21:10: note: regex \"account_number\" is not taken over: entities are recognised by Kefu itself",
        "nlu.yml:24:11: note: lookup \"country\" is not taken over",
        "nlu.yml:38:1: note: the section rules is not taken over: Kefu has another way to say it, or none",
        "nlu.yml:12:7: note: the metadata of 1 intent or example is not taken over",
        "nlu.yml:32:5: note: \"utter_faq/refund_time\" has further texts to choose from by chance: only the first is taken over",
        "nlu.yml:34:5: note: \"utter_greet\" has buttons, images or a custom part: only its text is taken over",
      ])
    let plan = ImportPlan(imported, into: files())
    #expect(
      plan.problems.last?.description == """
        nlu.yml:15:11: warning: 1 intent has no response and no entry in the knowledge base: left out: deny
          help: give the domain with their responses as a second file
        """)
    #expect(
      plan.edits.map(\.after) == [
        """
        - id: faq.refund_time
          question: 退款多久到账
          variants:
            - 我昨天退的信用卡几天到
          answers:
            - text: "1–7 天"
              when: {level: gold}
            - text: "7 天"

        - id: greet
          question: 你好
          variants:
            - 您好
            - 嗨
          answers:
            - text: "你好呀"
              when: {channel: wechat}
            - text: "您好"

        """, "- [credit, 信用卡, 贷记卡]\n",
      ])
    #expect(plan.isSound && plan.newSynonymSets == 1)
  }

  static let english = """
    version: "3.1"
    nlu:
    - intent: pay_bill
      metadata: {team: billing}
      examples: |
        - pay my [store card]{"entity":"account","value":"store"} bill
        - can I pay from [Leeds](city)?
    - intent: help/opening_hours
      examples:
        - text: |
            - when do you open
          metadata: {channel: web}
        - text: are you open on [Sunday](day)
    - synonym: store
      examples: |
        - shop card
        - charge card
    - regex: order_number
      examples: |
        - [A-Z]{2}\\d{8}
        - \\d{8:10}
    - lookup: city
      examples: |
        - Leeds
        - York
    responses:
      utter_pay_bill: [{text: "Open your account and choose Pay."}]
      utter_help/opening_hours: [{text: "From nine to five."}]
    """

  /// 1, 2
  @Test func allItemsOfAnEnglishFile() {
    let imported = imported("nlu.yml", Self.english)
    #expect(
      imported.report == [
        "nlu.yml:21:1: warning: the pattern of regex \"order_number\" is not valid: a range of repetitions is written {10,12}",
        "nlu.yml:18:10: note: regex \"order_number\" is not taken over: entities are recognised by Kefu itself",
        "nlu.yml:22:11: note: lookup \"city\" is not taken over",
        "nlu.yml:4:3: note: the metadata of 2 intents and examples is not taken over",
      ])
    #expect(
      imported.entries.map { $0.entry.phrasings.map(\.value) } == [
        ["pay my store card bill", "can I pay from Leeds?"],
        ["when do you open", "are you open on Sunday"],
      ])
    #expect(imported.entries.map(\.entry.id) == ["pay_bill", "help.opening_hours"])
    #expect(
      imported.synonyms.map { $0.words.map(\.value) } == [
        ["store", "store card", "shop card", "charge card"]
      ])
    #expect(ImportPlan(imported, into: files()).isSound)
  }

  /// 1
  @Test func domainInASecondFile() {
    let nlu = "nlu:\n- intent: ask/fee\n  examples: |\n    - 运费多少\n"
    let domain = "responses:\n  utter_ask/fee:\n  - text: 十元\n"
    let imported = Importer.read([
      ImportFile(name: "nlu.yml", bytes: Array(nlu.utf8)),
      ImportFile(name: "domain.yml", bytes: Array(domain.utf8)),
    ])
    #expect(imported.report == [])
    #expect(imported.entries[0].entry.answers.map(\.text.value) == ["十元"])
    #expect(
      imported.place(of: imported.entries[0].entry.answers[0].text.location) == "domain.yml:3:11")
  }

  /// 2
  @Test func problems() {
    let table: [(String, [String])] = [
      (
        "a: b",
        [
          "f.yml:1:1: error: there is neither nlu nor responses\n  help: give a Rasa file of training data (nlu:) or a domain (responses:)"
        ]
      ),
      ("nlu: x", ["f.yml:1:6: error: a list of intents was expected here"]),
      (
        "nlu: [x]",
        ["f.yml:1:7: error: an intent, a synonym, a regex or a lookup was expected here"]
      ),
      (
        "nlu:\n- intent: a\n  examples: |\n    - b\n    c\n",
        ["f.yml:5:1: error: an example after \"- \" was expected here"]
      ),
      (
        "nlu:\n- intent: a\n  examples: [b, [c], {metadata: d}]\n",
        [
          "f.yml:3:17: error: an example was expected here",
          "f.yml:3:22: error: an example was expected here",
        ]
      ),
      (
        "nlu:\n- intent: a\n  examples: {b: c}\n",
        [
          "f.yml:3:13: error: examples was expected here",
          "f.yml:2:11: warning: intent \"a\" has no examples: left out",
        ]
      ),
      ("responses: []", ["f.yml:1:12: error: a mapping of responses was expected here"]),
      ("responses: {a: b}", ["f.yml:1:16: error: a list of texts was expected here"]),
      (
        "nlu:\n- story: a\n",
        [
          "f.yml:2:3: note: story is not taken over: it is no intent and no synonym",
          "f.yml: error: there is nothing in it to import\n  help: check that it is the right file",
        ]
      ),
      (
        "nlu: [",
        [
          "f.yml:2:1: error: a value was expected here\n  help: write one, or delete the comma before it"
        ]
      ),
      (
        "nlu: &a []",
        [
          "f.yml:1:6: error: YAML anchors (&name) are not used here\n  help: put text that begins with & between quotes"
        ]
      ),
    ]
    for (text, report) in table { #expect(imported("f.yml", text, as: .rasa).report == report) }
  }

  /// 3
  @Test func written() throws {
    var knowledgeBase = try #require(
      files(
        """
        - id: a.b
          question: 退款
          variants: [退钱, "[x](y)"]
          keywords: {any: [退款]}
          answers:
            - {text: 京东, when: {channel: jd, level: gold}}
            - {text: 两个, when: {level: [a, b]}}
            - {text: 节日, valid: 2026-11-01..2026-11-12}
            - "{shop.name}\\n好"
        - id: "12"
          question: "多\\n行"
          answers: [好]
        """
      ).load().knowledgeBase)
    knowledgeBase.synonyms = [SynonymSet(words: [sourced("运费"), sourced("邮费")], discount: 0.8)]
    let exported = Exporter.write(knowledgeBase, as: .rasa)
    #expect(
      String(decoding: exported.bytes, as: UTF8.self) == """
        version: "3.1"

        nlu:
        - intent: a.b
          examples: |
            - 退款
            - 退钱
            - [x](y)
        - intent: "12"
          examples:
            - text: "多\\n行"
        - synonym: 运费
          examples: |
            - 邮费

        responses:
          utter_a.b:
            - text: 京东
              channel: jd
              condition:
                - type: slot
                  name: level
                  value: gold
            - text: "{shop.name}\\n好"
          utter_12:
            - text: 好

        """)
    #expect(
      exported.leftOut.items.map { "\($0.count) \($0.kind)" } == [
        "1 keywords.any", "1 brackets that Rasa takes for entities",
        "1 answers with conditions of several values", "1 answers with dates",
        "1 discounts of synonym sets",
      ])
    let again = Importer.read([ImportFile(name: "nlu.yml", bytes: exported.bytes)])
    #expect(again.entries.map(\.entry.id) == ["a.b", "12"])
    #expect(again.entries[0].entry.answers.map(\.text.value) == ["京东", "{shop.name}\n好"])
    #expect(again.entries[1].entry.question.value == "多\n行")
    #expect(again.synonyms.map { $0.words.map(\.value) } == [["运费", "邮费"]])
  }

  /// 4
  @Test func marks() {
    let table: [(String, String, [RasaMarkup.Entity])] = [
      ("从[北京](city)到[上海](city)", "从北京到上海", [.init(text: "北京"), .init(text: "上海")]),
      ("[卡]{\"entity\": \"a\", \"value\": \"credit\"}", "卡", [.init(text: "卡", value: "credit")]),
      (
        "去[纽约][{\"entity\": \"city\"}, {\"entity\": \"state\", \"value\": \"NY\"}]吧", "去纽约吧",
        [.init(text: "纽约", value: "NY")]
      ),
      ("[a][b]", "[a][b]", []), ("[a][]", "[a][]", []), ("[a][{\"x\"", "[a][{\"x\"", []),
      ("[a]{\"entity\": \"c\", \"role\": \"from\", \"group\": 1}", "a", [.init(text: "a")]),
      ("[卡](a:credit)", "卡", [.init(text: "卡", value: "credit")]), ("[卡]{bad}", "[卡]{bad}", []),
      ("[卡] (x)", "[卡] (x)", []), ("[](x)", "[](x)", []), ("[a[b](c)", "[ab", [.init(text: "b")]),
      ("a]b[c", "a]b[c", []), ("[a](", "[a](", []),
    ]
    for (example, text, entities) in table {
      let found = RasaMarkup.strip(example)
      #expect(found.text == text && found.entities == entities)
    }
  }
}
