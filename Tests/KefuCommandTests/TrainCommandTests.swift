// `kefu train`, and what the other commands make of its model:
//  1. It writes trained.kefu, and says what it learnt and what the evidence shows, word for word; where
//     nothing can be certified, why and what helps.
//  2. The same seed gives the same file, another seed another; --if-needed leaves a file alone that is
//     of this knowledge and seed.
//  3. What cannot be written is refused before the work, exit code 1; a damaged model is overwritten.
//  4. chat and explain note on standard error that a knowledge base is not trained, or has changed
//     since.
//  5. chat, explain, check and evaluate refuse a damaged model in words, exit code 1; where the
//     classifier is switched off, evaluate does not look at it.
import Foundation
import Testing

@Suite struct TrainCommandTests {
  /// Three entries, quickly learnt.
  private final class SmallShop {
    let path: String

    init() throws {
      path =
        FileManager.default.temporaryDirectory.appending(path: "kefu-train-\(UUID().uuidString)")
        .path
      try write("kb.yaml", "name: 小店\nfallback: 不会\n")
      try write(
        "entries/all.yaml",
        """
        - {id: refund, question: 怎么退款, variants: [我要退款, 申请退款], answers: [点退款]}
        - {id: ship, question: 什么时候发货, variants: [几号能发, 催发货], answers: [明天]}
        - {id: invoice, question: 怎么开发票, variants: [要发票, 电子发票], answers: [点发票]}

        """)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ file: String, _ text: String) throws {
      let url = URL(filePath: path).appending(path: file)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }

    var model: URL { URL(filePath: path).appending(path: "trained.kefu") }

    func train(_ options: String...) throws -> CommandResult {
      try kefu(["train", "--kb", path] + options)
    }
  }

  @Test("1, 2, 4: from untrained to changed") func life() throws {
    let shop = try SmallShop()
    let untrained = try kefu(["chat", "--kb", shop.path], input: "怎么退款\n")
    #expect(untrained.output == "点退款\n")
    #expect(
      untrained.complaint
        == "note: not trained: answering by keywords and terms alone; run kefu train --kb \(shop.path)\n"
    )
    let result = try shop.train()
    #expect(result.code == 0 && result.complaint == "", "\(result.complaint)")
    let lines = result.output.split(separator: "\n").map(String.init)
    try #require(lines.count >= 5)
    #expect(
      lines[0].wholeMatch(
        of: /3 entries, 9 phrasings; \d+ features; \d+\.\d MB; \d+\.\d s/) != nil)
    #expect(
      lines[1].wholeMatch(
        of: /evidence: \d variants left out of training in turn, \d about nothing/) != nil)
    #expect(
      lines[2...4] == [
        "not certified: this evidence cannot show that at most 2.0 % of the answers are wrong,",
        "so the bot answers literal phrasings only, and asks back otherwise",
        "help: add messages of customers with their entries to tests/*.tsv, more variants to the entries below, or raise risk in kb.yaml",
      ])
    if lines.count > 5 {
      #expect(lines[5] == "most easily confused:")
      #expect(
        lines[6...].allSatisfy {
          $0.wholeMatch(of: /\s+\d+\.\d % (refund|ship|invoice) and (refund|ship|invoice)/) != nil
        })
    }
    let bytes = try Data(contentsOf: shop.model)

    let trained = try kefu(["chat", "--kb", shop.path], input: "怎么退款\n今天天气\n")
    #expect(trained.output == "点退款\n不会\n" && trained.complaint == "")
    let explained = try kefu(["explain", "--kb", shop.path, "退款"])
    #expect(explained.complaint == "" && explained.output.contains("├─ classifier:\n"))
    #expect(try kefu(["check", "--kb", shop.path]).code == 0)

    let date = Date(timeIntervalSince1970: 1_000_000_000)
    try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: shop.model.path)
    func modified() throws -> Date? {
      try FileManager.default.attributesOfItem(atPath: shop.model.path)[.modificationDate] as? Date
    }
    let again = try shop.train("--if-needed")
    #expect(again.code == 0 && again.output == "" && again.complaint == "")
    #expect(try modified() == date)
    let quiet = try shop.train("--quiet")
    #expect(quiet.code == 0 && quiet.output.isEmpty && quiet.complaint.isEmpty)
    #expect(try Data(contentsOf: shop.model) == bytes)
    #expect(try modified() != date)
    #expect(try shop.train("--if-needed", "--seed", "2").code == 0)
    #expect(try Data(contentsOf: shop.model) != bytes)

    try shop.write("entries/more.yaml", "- {id: size, question: 尺码怎么选, answers: [看图]}\n")
    #expect(
      try kefu(["explain", "--kb", shop.path, "退款"]).complaint
        == "note: entries have come or gone since it was trained: the trained model is not used; run kefu train --kb \(shop.path)\n"
    )
    try shop.write("entries/more.yaml", "[]\n")
    try shop.write("stopwords.txt", "亲\n")
    #expect(
      try kefu(["chat", "--kb", shop.path]).complaint
        == "note: the knowledge base has changed since it was trained; run kefu train --kb \(shop.path)\n"
    )
    #expect(try shop.train("--if-needed").output.hasPrefix("3 entries"))
    #expect(try kefu(["chat", "--kb", shop.path]).complaint == "")
  }

  @Test("1: certified by messages kept apart") func certified() throws {
    let shop = try SmallShop()
    try shop.write("kb.yaml", "name: 小店\nrisk: 0.2\n")
    let openings = ["请问", "亲", "老板", "你好", "那个", "麻烦问下", "在吗", "想问", "客服", "话说"]
    let endings = ["呀", "呢", "啊", "哦", "嘛"]
    let questions = [("我想申请退款", "refund"), ("啥时候可以发货", "ship"), ("电子发票怎么开", "invoice")]
    let rows = openings.flatMap { opening in
      endings.flatMap { ending in
        questions.map { "\(opening)\($0.0)\(ending)\t\($0.1)" }
      }
    }
    try shop.write("tests/shoppers.tsv", rows.joined(separator: "\n") + "\n")
    try shop.write("tests/oos.tsv", "今天天气怎么样\n讲个笑话\n你多大了\n")
    let result = try shop.train()
    #expect(result.code == 0, "\(result.complaint)")
    let lines = result.output.split(separator: "\n").map(String.init)
    try #require(lines.count >= 3)
    #expect(lines[1] == "evidence: 150 messages kept apart, 3 about nothing")
    #expect(
      lines[2].wholeMatch(
        of:
          /certified: answers \d+\.\d % by itself, \d+ of \d+ wrongly; with 95 % confidence at most 20\.0 % are wrong/
      ) != nil, "\(result.output)")
    let reply = try kefu(["chat", "--json", "--kb", shop.path], input: "亲我想申请退款吧\n")
    #expect(object(reply.output)?["entry"] as? String == "refund")
  }

  @Test("3: where it cannot be written") func unwritable() throws {
    let shop = try SmallShop()
    try FileManager.default.createDirectory(at: shop.model, withIntermediateDirectories: true)
    let result = try shop.train()
    #expect(result.code == 1 && result.output == "")
    #expect(
      result.complaint == "\(shop.model.path): error: this is a directory\n  help: name a file\n")
    let missing = try kefu(["train", "--kb", shop.path + "/none"])
    #expect(missing.code == 1 && missing.complaint.contains("help: "))
    #expect(try shop.train("--seed", "x").code == 2)
    // Whoever may do anything may write anywhere.
    guard getuid() != 0 else { return }
    try FileManager.default.removeItem(at: shop.model)
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: shop.path)
    let refused = try shop.train()
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: shop.path)
    #expect(refused.code == 1)
    #expect(
      refused.complaint
        == "\(shop.model.path): error: it cannot be written\n  help: check that you may write there and that there is room\n"
    )
  }

  @Test("3, 5: a damaged model") func damaged() throws {
    let shop = try SmallShop()
    try shop.write("trained.kefu", "no model")
    let words =
      "this is not a model that kefu train has written\nhelp: move it away and run kefu train\n"
    try shop.write("test.txt", "怎么退款\trefund\n")
    let evaluate = ["evaluate", "--test", shop.path + "/test.txt"]
    for arguments in [["chat"], ["explain", "退款"], ["check"], evaluate] {
      let result = try kefu(arguments + ["--kb", shop.path], input: "怎么退款\n")
      #expect(result.code == 1 && result.complaint == words, "\(arguments)")
    }
    let evaluated = try kefu(evaluate + ["--kb", shop.path, "--stages", "keyword"])
    #expect(evaluated.code == 0, "\(evaluated.complaint)")
    #expect(try shop.train("--if-needed").code == 0)
    #expect(try kefu(["chat", "--kb", shop.path], input: "怎么退款\n").output == "点退款\n")
  }
}
