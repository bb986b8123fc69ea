// `kefu evaluate --html` and `--cross-validate` as their users meet them:
//  1. The page has the figures; messages are in it on request only.
//  2. A knowledge base, or a training file, is asked its own phrasings, and reports like a test.
//  3. Wrong use is 2; knowledge without variants is 1.
import Foundation
import Testing

@Suite struct ReportCommandTests {
  private static let train = """
    怎么退款\trefund
    我要退款\trefund
    什么时候发货\tship
    几号能发货\tship
    电子发票怎么开\tinvoice

    """

  /// 1
  @Test func aPage() throws {
    let files = try Files(["train.tsv": Self.train, "test.tsv": "发票抬头错了\tship\n"])
    let arguments = [
      "evaluate", "--train", files["train.tsv"], "--test", files["test.tsv"], "--stages",
      "keyword,weighted", "--html", files["out.html"],
    ]
    #expect(try kefu(arguments).code == 0)
    let page = try files.read("out.html")
    #expect(page.hasPrefix("<!DOCTYPE html>\n<html"))
    #expect(page.hasSuffix("</html>\n"))
    #expect(page.contains("<li>\(files["test.tsv"]):1</li>"))
    #expect(!page.contains("抬头错了"))
    let result = try kefu(arguments + ["--html-messages"])
    #expect(result.code == 0)
    #expect(!result.output.contains("抬头错了"))
    let quoting = try files.read("out.html")
    #expect(quoting.contains("<q>发票抬头错了</q><small> matched: "))
    #expect(quoting.contains("发票</small>") || quoting.contains("发票,"))
  }

  /// 2
  @Test func crossValidation() throws {
    let files = try Files(["train.tsv": Self.train, "oos.tsv": "今天天气怎么样\n月亮有多远\n"])
    let result = try kefu([
      "evaluate", "--train", files["train.tsv"], "--cross-validate", "2", "--oos",
      files["oos.tsv"], "--stages", "keyword,weighted", "--json", files["out.json"],
    ])
    #expect(result.code == 0, "\(result.complaint)")
    #expect(result.complaint == "")
    #expect(result.output.contains("\n4 messages in scope, 2 out of scope\n"))
    let messages = object(try files.read("out.json"))?["perMessage"] as? [[String: Any]]
    #expect(messages?.map { $0["line"] as? Int } == [1, 2, 3, 4, 1, 2])
    let again = try kefu([
      "evaluate", "--train", files["train.tsv"], "--cross-validate", "2", "--oos",
      files["oos.tsv"], "--stages", "keyword,weighted", "--baseline", files["out.json"], "--gate",
    ])
    #expect(again.code == 0, "\(again.complaint)")
    #expect(again.output.hasSuffix("\ngate: passed\n"))

    let one = try kefu([
      "evaluate", "--train", files["train.tsv"], "--leave-one-out", "--stages", "keyword,weighted",
      "--quiet", "--json", files["one.json"],
    ])
    #expect(one.code == 0 && one.output == "", "\(one.complaint)")
    let asked = object(try files.read("one.json"))?["messages"] as? [String: Int]
    #expect(asked?["inScope"] == 4)

    let shop = try Shop()
    let ofShop = try kefu(["evaluate", "--kb", shop.path, "--cross-validate", "3"])
    #expect(ofShop.code == 0, "\(ofShop.complaint)")
    #expect(ofShop.output.contains("messages in scope, 0 out of scope\n"))
  }

  /// 3
  @Test func wrongUse() throws {
    let files = try Files(["train.tsv": "怎么退款\trefund\n几号能发\tship\n"])
    let train = files["train.tsv"]
    let uses: [([String], String)] = [
      ([], "name messages by --test, or ask the phrasings by --cross-validate or --leave-one-out"),
      (["--test", train, "--leave-one-out"], "--test and --leave-one-out exclude"),
      (
        ["--cross-validate", "3", "--leave-one-out"],
        "--cross-validate and --leave-one-out exclude"
      ),
      (["--test", train, "--cross-validate", "3"], "--test and --cross-validate exclude"),
      (["--cross-validate", "1"], "--cross-validate: 1 is not in 2 to 100"),
      (["--cross-validate", "2", "--html-messages"], "--html-messages needs --html"),
      (["--test", train, "--html", train], "--html would overwrite the file of --train"),
      (
        ["--test", train, "--html", files["a"], "--json", files["a"]],
        "--json and --html name the same file"
      ),
    ]
    for (arguments, complaint) in uses {
      let result = try kefu(["evaluate", "--train", train] + arguments)
      #expect(result.code == 2, "\(arguments)")
      #expect(result.complaint.contains(complaint), "\(result.complaint)")
    }
    let none = try kefu(["evaluate", "--train", train, "--cross-validate", "2"])
    #expect(none.code == 1)
    #expect(
      none.complaint
        == "\(train): error: no entry has a variant to leave out\n  help: write variants, or name messages by --test\n"
    )
  }
}
