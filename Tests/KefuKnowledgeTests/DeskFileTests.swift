// canned.yaml and redlines.yaml.
//
// 1. Canned replies are read with their groups and fields; values come from the agent, then kb.yaml.
// 2. A reply that lacks a value, or that the agent may not use, is refused in words.
// 3. Codes and texts are found by a part of them, codes that begin so first.
// 4. Every problem is named with place and mend, all at once.
// 5. Red lines are read; the shipped files are sound.
// 6. The loader of a knowledge base passes both files over.

import Foundation
import KefuKnowledge
import KefuTestSupport
import Testing

@Suite struct DeskFileTests {
  static let settings = Settings(
    variables: ["shop.name": "小店", "refund.days": "3 天"],
    skillGroups: [
      SkillGroup(id: "presale", name: "售前"), SkillGroup(id: "aftersale", name: "售后"),
    ])

  private func replies(_ text: String) throws -> CannedReplies {
    try CannedReplies(Array(text.utf8), settings: Self.settings)
  }

  private static let sample = """
    # 问候
    - {code: hello, text: "您好，这里是{shop.name}。"}
    - code: refund
      text: 订单 {订单号} 的退款{refund.days}内到账，{{谢谢}}。
      groups: [aftersale]
      fields: [订单号]
    - {code: help, text: 可以帮您退款。, groups: [presale], fields: [原因]}

    """

  @Test("1: rendering") func rendering() throws {
    let replies = try replies(Self.sample)
    #expect(replies.all.map(\.code) == ["hello", "refund", "help"])
    #expect(try replies.render("hello") == "您好，这里是小店。")
    #expect(try replies.render("HELLO", values: ["shop.name": "大店"]) == "您好，这里是大店。")
    #expect(
      try replies.render("refund", values: ["订单号": "{shop.name}"], groups: ["aftersale"])
        == "订单 {shop.name} 的退款3 天内到账，{谢谢}。")
    let preview = replies.preview(of: replies.all[1])
    #expect(preview.text == "订单 {订单号} 的退款3 天内到账，{谢谢}。" && preview.fields == ["订单号"])
    #expect(replies.preview(of: replies.all[0]).text == "您好，这里是小店。")
    #expect(try self.replies("").all == [] && self.replies("# nichts\n").all == [])
    #expect(throws: CannedReplyError.unknownCode("a", nearest: nil)) {
      try CannedReplies().render("a")
    }
  }

  @Test("2: refusals") func refusals() throws {
    let replies = try replies(Self.sample)
    func sentence(_ code: String, _ values: [String: String], _ groups: Set<String>?) -> String {
      do { return try replies.render(code, values: values, groups: groups) } catch {
        return "\(error)"
      }
    }
    #expect(sentence("refund", [:], nil) == "the canned reply refund needs {订单号}")
    #expect(sentence("refund", ["订单号": "  "], nil) == "the canned reply refund needs {订单号}")
    // A field is needed though the text does not use it.
    #expect(sentence("help", [:], nil) == "the canned reply help needs {原因}")
    #expect(
      sentence("helo", [:], nil) == "there is no canned reply helo; did you mean hello?")
    #expect(sentence("refund", [:], ["presale"]) == "there is no canned reply refund")
    #expect(sentence("refnd", [:], ["presale"]) == "there is no canned reply refnd")
  }

  @Test("3: search") func search() throws {
    let replies = try replies(Self.sample)
    #expect(replies.search("he").map(\.code) == ["hello", "help"])
    #expect(replies.search("退款").map(\.code) == ["refund", "help"])
    #expect(replies.search("退款", groups: ["presale"]).map(\.code) == ["help"])
    #expect(replies.search("LP").map(\.code) == ["help"])
    #expect(replies.search("").count == 3)
  }

  @Test("4: problems") func problems() {
    let text = """
      - {code: a, text: "您好{shop.nam}"}
      - {code: A, text: "您好}"}
      - {code: b, txt: 您好}
      - {code: c c, text: 请把验证码发给我, groups: [presal], fields: [x, x]}
      - text: 您好
      - 您好

      """
    let error = #expect(throws: KnowledgeBaseError.self) { try replies(text) }
    let lines = error?.diagnostics.map {
      "\($0.location.line):\($0.location.column) \($0.code)"
    }
    #expect(
      lines == [
        "1:19 KB032", "2:10 KB067", "2:19 KB033", "3:13 KB018", "4:10 KB023", "4:21 KB069",
        "4:40 KB028", "4:61 KB044", "5:3 KB019", "6:3 KB017",
      ])
    #expect(error?.diagnostics.first?.location.file == "canned.yaml")
  }

  @Test("5: red lines") func redLines() throws {
    let lines = try AgentRedLine.read(
      Array("- {id: insult, phrases: [笨蛋], patterns: ['笨{2,3}'], unless: [小笨蛋]}\n".utf8))
    #expect(lines.map(\.id) == ["insult"])
    #expect(lines[0].phrases.map(\.value) == ["笨蛋"] && lines[0].unless.map(\.value) == ["小笨蛋"])
    let error = #expect(throws: KnowledgeBaseError.self) {
      try AgentRedLine.read(
        Array("- {id: a}\n- {id: a, phrases: [笨蛋], patterns: ['(a+)+']}\n".utf8))
    }
    #expect(error?.diagnostics.map(\.code).count == 3)

    let shop = URL(filePath: shippedKnowledge("ecommerce-zh"))
    let kb = try String(contentsOf: shop.appending(path: "kb.yaml"), encoding: .utf8)
    let settings = try #require(
      load(["kb.yaml": kb, "entries/a.yaml": minimalEntries]).knowledgeBase
    ).settings
    let canned = try Data(contentsOf: shop.appending(path: CannedReplies.fileName))
    let replies = try CannedReplies([UInt8](canned), settings: settings)
    #expect(replies.all.count >= 10)
    let red = try Data(contentsOf: shop.appending(path: AgentRedLine.fileName))
    #expect(try AgentRedLine.read([UInt8](red)).count >= 5)
  }

  @Test("6: passed over") func passedOver() {
    let files = [
      "kb.yaml": minimalSettings, "entries/a.yaml": minimalEntries, "canned.yaml": "- {",
      "redlines.yaml": "- {",
    ]
    #expect(load(files).diagnostics == [])
  }
}
