// The command as its users meet it: processes, pipes and exit codes.
//
// 1. chat answers one line per line, plainly or as JSON with the fixed keys.
// 2. Whatever bytes come in, chat answers or refuses in words.
// 3. Exit codes: 0 good, 1 the input was wrong, 2 wrong use.
// 4. init makes a shop that check finds nothing wrong with, and never overwrites.
// 5. Nothing is coloured unless on a terminal.
// 6. explain prints the tree, or its JSON.

import Foundation
import Testing

@Suite struct KefuCommandTests {
  /// 1
  @Test func chatAnswersEachLine() throws {
    let shop = try Shop()
    let result = try kefu(["chat", "--kb", shop.path], input: "退货邮费谁出\n今天天气怎么样\n\n")
    #expect(result.code == 0)
    let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 4)
    #expect(lines[0].hasPrefix("质量问题或发错货"))
    #expect(lines[1].hasPrefix("抱歉"))
    #expect(lines[2].hasPrefix("抱歉"))
  }

  /// 1
  @Test func jsonHasTheFixedKeys() throws {
    let shop = try Shop()
    let result = try kefu(["chat", "--json", "--kb", shop.path], input: "退货邮费谁出\n?\n")
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 2)
    let keys: Set = [
      "text", "decision", "entry", "entries", "confidence", "stage", "runnerUp", "reply", "micros",
    ]
    let answer = try #require(object(lines[0]))
    #expect(Set(answer.keys) == keys.union(["state"]))
    #expect(answer["decision"] as? String == "answer")
    #expect(answer["entry"] as? String == "return.freight")
    #expect(answer["entries"] as? [String] == ["return.freight"])
    #expect(answer["confidence"] as? Double == 1)
    #expect(answer["stage"] as? String == "keyword")
    #expect(answer["text"] as? String == "退货邮费谁出")
    let refusal = try #require(object(lines[1]))
    #expect(Set(refusal.keys) == keys.union(["state"]))
    #expect(refusal["decision"] as? String == "fallback")
    #expect(refusal["entry"] is NSNull)
    #expect(refusal["entries"] as? [String] == [])
  }

  /// 1
  @Test func stagesCanBeSwitchedOff() throws {
    let shop = try Shop()
    let alone = try kefu(
      ["chat", "--json", "--stages", "keyword", "--kb", shop.path], input: "退货油费谁出\n")
    #expect(object(alone.output)?["decision"] as? String == "fallback")
    let both = try kefu(
      ["chat", "--json", "--stages", "keyword,fuzzy,weighted", "--kb", shop.path],
      input: "退货油费谁出\n")
    #expect(object(both.output)?["entry"] as? String == "return.freight")
  }

  /// 2
  @Test func anyBytesAreAnsweredOrRefused() throws {
    let shop = try Shop()
    let long = Data(repeating: 0x61, count: 10 << 20)
    let inputs: [(String, Data)] = [
      ("invalid UTF-8", Data([0xFF, 0xC0, 0x80, 0xE9, 0x80, 0x0A])),
      ("NUL", Data([0x00, 0xE9, 0x80, 0x80, 0x00, 0x0A])), ("a 10 MB line", long + [0x0A]),
      ("no end of line", Data("人工".utf8)), ("carriage return", Data("人工\r\n".utf8)),
      ("many combining marks", Data(("e" + String(repeating: "\u{301}", count: 5000)).utf8)),
    ]
    for (name, input) in inputs {
      let result = try kefu(["chat", "--json", "--kb", shop.path], bytes: input)
      #expect(result.code == 0, "\(name): \(result.complaint)")
      let reply = object(result.output)?["reply"] as? String
      #expect(reply?.isEmpty == false, "\(name)")
    }
    let refused = try kefu(["chat", "--kb", shop.path], bytes: long + [0x0A] + Data("人工\n".utf8))
    let lines = refused.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first == "这条消息太长，我没有读完。请把问题缩短到几句话再发一次。")
    #expect(lines.last?.hasPrefix("好的，正在为您转接人工客服") == true)
  }

  /// 3
  @Test func exitCodesSayWhoseFaultItIs() throws {
    let shop = try Shop()
    #expect(try kefu(["--help"]).code == 0)
    #expect(try kefu(["chat", "--help"]).code == 0)
    #expect(try kefu(["chat", "--kb", shop.path]).code == 0)
    #expect(try kefu(["chat", "--nonsense"]).code == 2)
    #expect(try kefu(["nonsense"]).code == 2)
    #expect(try kefu(["explain"]).code == 2)
    #expect(try kefu(["chat", "--stages", "magic", "--kb", shop.path]).code == 2)
    #expect(try kefu(["chat", "--today", "2026-02-30", "--kb", shop.path]).code == 2)
    #expect(try kefu(["chat", "--kb", shop.path + "/missing"]).code == 1)
    try shop.write("entries/presale.yaml", "- id: a\n  question: [\n")
    let broken = try kefu(["check", "--kb", shop.path])
    #expect(broken.code == 1)
    #expect(broken.output.contains("entries/presale.yaml:"))
    #expect(try kefu(["chat", "--kb", shop.path], input: "人工\n").code == 1)
  }

  /// 3
  @Test func checkFailsOnAFailingInlineTest() throws {
    let shop = try Shop()
    try shop.write(
      "entries/extra.yaml",
      "- id: a.b\n  question: 月亮有多远\n  variants: [月球距离, 到月亮多远, 月亮离我们远不远, 月亮几公里, 飞到月亮多久]\n  answers: [很远。]\n  tests: {reach: [完全没有关系的话]}\n"
    )
    let result = try kefu(["check", "--kb", shop.path])
    #expect(result.code == 1)
    #expect(
      result.output.contains(
        "entries/extra.yaml:5:19: error[KB071]: \"完全没有关系的话\" does not reach a.b: the bot does not know\n  help: add a variant or keyword that says it this way; `kefu explain` shows the numbers\n"
      ))
  }

  /// 4
  @Test func initMakesAShopAndOverwritesNothing() throws {
    let shop = try Shop()
    let check = try kefu(["check", "--strict", "--kb", shop.path])
    #expect(check.code == 0, "\(check.output)")
    #expect(check.output.contains("no problems"))
    let again = try kefu(["init", shop.path])
    #expect(again.code == 1)
    #expect(again.complaint.contains("this directory is not empty"))
    let file = shop.path + "/kb.yaml"
    #expect(try kefu(["init", file]).complaint.contains("a file of this name exists"))
    #expect(try kefu(["init", shop.path + "/kb.yaml/x"]).code == 1)
  }

  /// 5
  @Test func nothingIsColouredInAPipe() throws {
    let shop = try Shop()
    try shop.write("entries/extra.yaml", "- id: a.b\n  question: 月亮\n  answers: [远]\n")
    for arguments in [["check"], ["explain", "人工"], ["chat"]] {
      let result = try kefu(arguments + ["--kb", shop.path], input: "人工\n")
      #expect(!result.output.contains("\u{1B}"))
      #expect(!result.complaint.contains("\u{1B}"))
    }
  }

  /// 6
  @Test func explainPrintsATree() throws {
    let shop = try Shop()
    let result = try kefu(["explain", "--kb", shop.path, "退货油费谁出"])
    #expect(result.code == 0)
    for part in ["answer return.freight", "├─ keyword:", "├─ fuzzy:", "退货邮费", "└─ thresholds"] {
      #expect(result.output.contains(part), "\(part)")
    }
    let json = try kefu(["explain", "--json", "--kb", shop.path, "退货油费谁出"])
    #expect((object(json.output)?["label"] as? String)?.hasPrefix("answer return.freight") == true)
  }
}
