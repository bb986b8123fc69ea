// `kefu mine` and `kefu replay` as their users meet them:
//  1. A log gives groups with figures, examples and a suggestion; masked unless --unmasked.
//  2. --json has the same; standard input is a log too.
//  3. A trainer's day: --write-decisions, edit, --apply --yes; then the bot answers, the file
//     remembers, and nothing is left to do. Without --yes the diff is shown and nothing written.
//  4. Bad lines are named on standard error; too many of them, or wrong decisions, are exit code 1.
//  5. Wrong use is exit code 2; outputs over inputs are refused.
//  6. replay lists differences; exit code 0.
import Foundation
import Testing

@Suite struct MineCommandTests {
  private static let log = """
    {"conversation":"1","seq":1,"from":"customer","text":"相机租一天多少钱"}
    {"conversation":"1","seq":2,"from":"bot","text":"…","decision":"fallback"}
    {"conversation":"1","seq":3,"event":"handoff","reason":"misses"}
    {"conversation":"1","seq":4,"from":"agent","text":"一天 80 元"}
    {"conversation":"2","seq":1,"from":"customer","text":"租相机多少钱一天"}
    {"conversation":"3","seq":1,"from":"customer","text":"相机短租一天多少钱，打13800138000"}
    {"conversation":"4","seq":1,"from":"customer","text":"什么时候发货"}

    """

  /// 1
  @Test func list() throws {
    let shop = try Shop()
    let files = try Files(["log.jsonl": Self.log])
    let mine = ["mine", "--kb", shop.path, "--log", files["log.jsonl"]]
    let result = try kefu(mine)
    #expect(result.code == 0, "\(result.complaint)")
    #expect(result.complaint.hasPrefix("note: not trained"))
    #expect(result.output.contains("4 messages, 4 distinct\n1 known; 3 in 1 cluster\n"))
    #expect(result.output.contains("1. new entry: “"))
    #expect(result.output.contains("3 conversations; handed over 33 %, rated low 0 %"))
    #expect(result.output.contains("a person answered: “一天 80 元”"))
    #expect(result.output.contains("line 6       相机短租一天多少钱，打[phone]"))
    #expect(!(result.output + result.complaint).contains("13800138000"))
    #expect(try kefu(mine + ["--unmasked"]).output.contains("13800138000"))
    #expect(try kefu(mine + ["--min-count", "4"]).output.contains("0 in 0 clusters"))
  }

  /// 2
  @Test func json() throws {
    let shop = try Shop()
    let files = try Files([:])
    let result = try kefu(
      ["mine", "--kb", shop.path, "--log", "-", "--json", files["out.json"], "--no-rerun"],
      input: Self.log)
    #expect(result.code == 0, "\(result.complaint)")
    let json = try #require(object(try files.read("out.json")))
    #expect((json["counts"] as? [String: Int])?["listed"] == 3)
    let clusters = try #require(json["clusters"] as? [[String: Any]])
    #expect(clusters.count == 1)
    #expect(clusters[0]["suggestion"] as? String == "entry")
    #expect(clusters[0]["agentReply"] as? String == "一天 80 元")
    #expect(!(try files.read("out.json")).contains("13800138000"))
  }

  /// 3
  @Test func trainersDay() throws {
    let shop = try Shop()
    let files = try Files(["log.jsonl": Self.log])
    let mine = ["mine", "--kb", shop.path, "--log", files["log.jsonl"]]
    let written = try kefu(mine + ["--write-decisions"])
    #expect(written.code == 0, "\(written.complaint)")
    #expect(written.output.hasSuffix("mine.decisions.yaml: 1 group added, undecided\n"))
    let path = shop.path + "/mine.decisions.yaml"
    var text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("打[phone]") && text.contains("#   answer: 一天 80 元"))
    #expect(try kefu(mine).output.contains("(in the decisions file, undecided)"))
    #expect(
      try kefu(mine + ["--write-decisions"]).output.hasSuffix(": 0 groups added, undecided\n"))
    let nothing = try kefu(["mine", "--kb", shop.path, "--apply"])
    #expect(nothing.code == 0 && nothing.output.contains("nothing is decided"))

    text = text.replacingOccurrences(of: "  # entry:", with: "  entry:")
      .replacingOccurrences(of: "  #   id:", with: "    id: rent.price")
      .replacingOccurrences(of: "  #   question:", with: "    question:")
      .replacingOccurrences(of: "  #   answer:", with: "    answer:")
    try shop.write("mine.decisions.yaml", text)
    let shown = try kefu(["mine", "--kb", shop.path, "--apply"])
    #expect(shown.code == 0, "\(shown.complaint)")
    #expect(shown.output.contains("+- id: rent.price"))
    #expect(shown.complaint.contains("is left out: it has something masked in it"))
    #expect(shown.complaint.hasSuffix("nothing was written; --yes writes it\n"))
    #expect(!FileManager.default.fileExists(atPath: shop.path + "/entries/rent.yaml"))

    let applied = try kefu(["mine", "--kb", shop.path, "--apply", "--yes"])
    #expect(applied.code == 0, "\(applied.complaint)")
    #expect(applied.output.hasPrefix(shown.output))
    #expect(applied.output.contains("1 decision written to 1 file; run kefu train --kb "))
    #expect(try kefu(["check", "--kb", shop.path]).code == 0)
    let answer = try kefu(["chat", "--kb", shop.path], input: "租相机多少钱一天\n")
    #expect(answer.output == "一天 80 元\n")
    #expect(try String(contentsOfFile: path, encoding: .utf8).contains("applied: 2"))
    #expect(
      try kefu(["mine", "--kb", shop.path, "--apply", "--yes"]).output.contains(
        "nothing is decided"))
    #expect(try kefu(mine + ["--min-count", "1"]).output.contains("0 in 0 clusters"))
  }

  /// 3
  @Test func decisionsElsewhere() throws {
    let shop = try Shop()
    let files = try Files([
      "d.yaml": "- {messages: [拍下后多久能寄走], variant: order.ship-time}\n"
    ])
    let result = try kefu([
      "mine", "--kb", shop.path, "--apply", "--yes", "--decisions", files["d.yaml"],
    ])
    #expect(result.code == 0, "\(result.complaint)")
    #expect(try files.read("d.yaml").hasPrefix("- {applied: 2"))
    #expect(
      try String(contentsOfFile: shop.path + "/entries/presale.yaml", encoding: .utf8).contains(
        "    - 拍下后多久能寄走\n"))
  }

  /// 4
  @Test func problems() throws {
    let shop = try Shop()
    let good = String(repeating: "{\"from\":\"customer\",\"text\":\"什么时候发货\"}\n", count: 20)
    let files = try Files([
      "one.jsonl": good + "{oops\n", "many.jsonl": "{oops\n{oops\n", "d.yaml": "- {messages: [a]}",
      "wrong.yaml": "- {messages: [a], variant: order.shiptime}",
    ])
    let one = try kefu(["mine", "--kb", shop.path, "--log", files["one.jsonl"]])
    #expect(one.code == 0)
    #expect(one.complaint.contains("one.jsonl:21: warning: this line is no JSON object\n"))
    #expect(one.complaint.contains("one.jsonl: warning: 1 of 21 lines passed over\n"))
    let many = try kefu(["mine", "--kb", shop.path, "--log", files["many.jsonl"]])
    #expect(many.code == 1)
    #expect(many.complaint.contains("many.jsonl:2: error: "))
    let wrong: [([String], String)] = [
      (["--log", files["one.jsonl"], "--decisions", files["d.yaml"]], "d.yaml:1:3: error[KB019]"),
      (
        ["--apply", "--decisions", files["wrong.yaml"]], "wrong.yaml:1:28: error: there is no entry"
      ),
      (["--log", files["none"]], "there is no such file"),
      (["--log", files["one.jsonl"], "--decisions", files["none"]], "there is no such file"),
      (["--apply"], "there is no such file"),
    ]
    for (arguments, message) in wrong {
      let result = try kefu(["mine", "--kb", shop.path] + arguments)
      #expect(result.code == 1, "\(arguments)")
      #expect(result.complaint.contains(message), "\(result.complaint)")
    }
    #expect(
      try kefu(["replay", "--kb", shop.path, "--against", shop.path, "--log", "none"]).code == 1)
  }

  /// 5
  @Test func usage() throws {
    let shop = try Shop()
    let files = try Files(["log.jsonl": Self.log])
    let log = ["--log", files["log.jsonl"]]
    let wrong = [
      ["mine"], ["mine", "--apply"] + log, ["mine", "--apply", "--write-decisions"],
      ["mine", "--apply", "--json", "x"], ["mine", "--yes"] + log, ["mine", "--top", "0"] + log,
      ["mine", "--min-count", "0"] + log,
      ["mine", "--json", files["log.jsonl"]] + log, ["replay"] + log,
      ["replay", "--against", shop.path, "--top", "0"] + log,
      ["replay", "--against", shop.path, "--json", files["log.jsonl"]] + log,
    ]
    for arguments in wrong {
      let result = try kefu(arguments + ["--kb", shop.path])
      #expect(result.code == 2, "\(arguments): \(result.code) \(result.complaint)")
    }
    #expect(try files.read("log.jsonl") == Self.log)
  }

  /// 6
  @Test func replay() throws {
    let (shop, other) = (try Shop(), try Shop())
    let files = try Files(["log.jsonl": Self.log])
    let path = other.path + "/entries/presale.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try other.write(
      "entries/presale.yaml",
      text.replacingOccurrences(of: "您好，付款后", with: "亲，付款后")
        + "\n- {id: rent, question: 相机租一天多少钱, answers: [一天 80 元]}\n")
    let result = try kefu([
      "replay", "--kb", shop.path, "--against", other.path, "--log", files["log.jsonl"],
      "--json", files["out.json"],
    ])
    #expect(result.code == 0, "\(result.complaint)")
    #expect(
      result.output.contains(
        "answered in other words: 1 message\n  order.ship-time: 1 message, 1 phrasing\n"))
    #expect(result.output.contains("newly answered: "))
    #expect(result.output.contains("    after:  一天 80 元\n"))
    #expect(!result.output.contains("13800138000"))
    let json = try #require(object(try files.read("out.json")))
    #expect((json["totals"] as? [String: Any])?["messages"] as? Int == 4)
    let same = try kefu([
      "replay", "--kb", shop.path, "--against", shop.path, "--log", files["log.jsonl"],
    ])
    #expect(same.code == 0 && same.output.contains("; 0 get another reply\n"))
  }
}
