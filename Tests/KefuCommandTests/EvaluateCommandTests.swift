// `kefu evaluate` as its users meet it:
//  1. With a knowledge base: figures as JSON with the fixed keys, a summary, predictions.
//  2. With a training file: each label an entry; the locale told from its letters, or given.
//  3. Customers' messages are in the predictions and nowhere else.
//  4. Wrong files are named with line and mend, all at once, exit code 1; nothing is written.
//  5. Wrong use is exit code 2: forms mixed, numbers out of range, an output over an input.
//  6. Outputs that cannot be written are refused before the work; pipes stay pipes, links stay links.
//  7. Seed, risk and files to learn from or judge by are taken, and nothing is said of them.
//  8. The figures are the same in every run.
import Foundation
import Testing

@Suite struct EvaluateCommandTests {
  private static let test =
    "退货邮费谁出\treturn.freight\n什么时候发货\torder.ship-time\n绿色的怎么样\torder.ship-time\n"
  private static let oos = "今天天气怎么样\n月亮有多远\toos\n"
  private static let train = """
    怎么退款\trefund
    我要退款\trefund
    什么时候发货\tship
    几号能发\tship
    电子发票怎么开\tinvoice

    """

  private static let keys: Set = [
    "accuracy", "top3", "coverage", "wrongRate", "risk", "resolved", "inScope", "oosRecall",
    "auroc", "ece", "perStage", "perIntent", "confusions", "coverageAtRisk", "trainSeconds",
    "latencyMicros", "seed", "messages", "intervals", "perMessage", "format",
  ]

  /// 1, 3
  @Test func aKnowledgeBase() throws {
    let shop = try Shop()
    let files = try Files([
      "test.tsv": Self.test, "oos.tsv": Self.oos,
    ])
    let result = try kefu([
      "evaluate", "--kb", shop.path, "--test", files["test.tsv"], "--oos", files["oos.tsv"],
      "--json", files["out.json"], "--predictions", files["out.tsv"],
    ])
    #expect(result.code == 0, "\(result.complaint)")
    #expect(result.complaint == "")
    let json = try #require(object(try files.read("out.json")))
    #expect(Set(json.keys) == Self.keys)
    #expect(json["seed"] as? Int == 1)
    #expect(json["messages"] as? [String: Int] != nil)
    #expect((json["accuracy"] as? Double ?? 0) > 0.6)
    #expect(
      Set((json["perStage"] as? [String: Any])?.keys ?? [:].keys) == [
        "keyword", "fuzzy", "weighted", "classifier",
      ])
    #expect(
      result.output.contains(
        "3 messages in scope, 2 out of scope\n               share  95 % interval\naccuracy "))

    let lines = try files.read("out.tsv").split(separator: "\n")
    #expect(lines.count == 6)
    #expect(lines[0] == "text\texpected\tpredicted\tconfidence\tdecision")
    #expect(lines[1] == "退货邮费谁出\treturn.freight\treturn.freight\t1.0000\tanswer")
    #expect(lines[5].hasPrefix("月亮有多远\t\t"))

    for message in ["退货邮费谁出", "绿色的怎么样", "今天天气怎么样"] {
      #expect(!result.output.contains(message))
      #expect(try !files.read("out.json").contains(message))
    }
  }

  /// 1
  @Test func severalRightEntriesAndStages() throws {
    let files = try Files(["train.tsv": Self.train, "test.tsv": "怎么退款\tship,refund\n"])
    let result = try kefu([
      "evaluate", "--train", files["train.tsv"], "--test", files["test.tsv"], "--stages", "keyword",
      "--json", files["out.json"],
    ])
    #expect(result.code == 0, "\(result.complaint)")
    let json = try #require(object(try files.read("out.json")))
    #expect(json["accuracy"] as? Double == 1)
    #expect(Set(json.keys) == Self.keys.subtracting(["oosRecall", "auroc"]))
    #expect((json["perStage"] as? [String: Any])?.keys.sorted() == ["keyword"])
  }

  /// 2
  @Test func aTrainingFile() throws {
    let files = try Files(["train.tsv": "\u{FEFF}" + Self.train.replacing("\n", with: "\r\n")])
    let path = files["train.tsv"]
    let result = try kefu(["evaluate", "--train", path, "--test", path])
    #expect(result.code == 0, "\(result.complaint)")
    #expect(result.output.hasPrefix("\(path): 3 entries, 5 phrasings, locale zh-Hans (detected)\n"))
    #expect(result.output.contains("\naccuracy      1.0000  "))
    let english = try kefu(["evaluate", "--train", path, "--test", path, "--locale", "en"])
    #expect(english.output.hasPrefix("\(path): 3 entries, 5 phrasings, locale en\n"))
  }

  /// 4
  @Test func wrongFiles() throws {
    let files = try Files(["train.tsv": Self.train, "test.tsv": "甲\tshipp\n乙\n", "oos.tsv": " \n"])
    let result = try kefu([
      "evaluate", "--train", files["train.tsv"], "--test", files["test.tsv"], "--oos",
      files["oos.tsv"], "--valid", files["none.tsv"], "--json", files["out.json"],
    ])
    #expect(result.code == 1)
    #expect(result.output == "")
    #expect(
      result.complaint == """
        \(files["none.tsv"]): error: there is no such file
          help: check the path
        \(files["test.tsv"]):1: error: "shipp" is no entry of \(files["train.tsv"])
          help: did you mean "ship"?
        \(files["test.tsv"]):2: error: this line has no tab
          help: write a message, a tab and the entry's id
        \(files["oos.tsv"]): error: it has no messages
          help: write a message on each line

        """)
    #expect(!FileManager.default.fileExists(atPath: files["out.json"]))
    let shop = try Shop()
    try shop.write("entries/presale.yaml", "- id: a\n  question: [\n")
    let broken = try kefu(["evaluate", "--kb", shop.path, "--test", files["test.tsv"]])
    #expect(broken.code == 1)
    #expect(broken.complaint.contains("entries/presale.yaml:"))
  }

  /// 5
  @Test func wrongUse() throws {
    let files = try Files(["train.tsv": Self.train, "test.tsv": Self.train])
    let (train, test) = (files["train.tsv"], files["test.tsv"])
    let uses: [([String], String)] = [
      ([], "--test"),
      (["--test", test, "--kb", "x", "--train", train], "--kb and --train exclude"),
      (["--test", test, "--valid", train], "--valid needs --train"),
      (["--test", test, "--oos-train", train], "--oos-train needs --train"),
      (["--test", test, "--train", train, "--oos-valid", train], "--oos-valid needs --valid"),
      (["--test", test, "--train", train, "--risk", "0.7"], "0.7 is not in 0.001 to 0.5"),
      (["--test", test, "--train", train, "--risk", "nan"], "nan is not in 0.001 to 0.5"),
      (["--test", test, "--train", train, "--seed", "-1"], "--seed"),
      (["--test", test, "--train", train, "--locale", "中文"], "\"中文\" is no language tag"),
      (["--test", test, "--train", train, "--stages", "magic"], "there is no stage \"magic\""),
      (["--test", test, "--train", train, "--stages", ","], "--stages names no stage"),
      (["--test", test, "--train", train, "--json", train], "would overwrite the file of --train"),
      (
        ["--test", test, "--train", train, "--predictions", test + "/../test.tsv"],
        "would overwrite the file of --test"
      ),
      (
        ["--test", test, "--train", train, "--json", files["o"], "--predictions", files["o"]],
        "name the same file"
      ),
    ]
    for (arguments, complaint) in uses {
      let result = try kefu(["evaluate"] + arguments)
      #expect(result.code == 2, "\(arguments)")
      #expect(result.complaint.contains(complaint), "\(result.complaint)")
    }
    #expect(try files.read("test.tsv") == Self.train)
  }

  /// 6
  @Test func outputs() throws {
    let files = try Files(["train.tsv": Self.train])
    let arguments = ["evaluate", "--train", files["train.tsv"], "--test", files["train.tsv"]]
    let missing = try kefu(arguments + ["--json", files["no/where.json"]])
    #expect(missing.code == 1)
    #expect(
      missing.complaint
        == "\(files["no/where.json"]): error: its directory does not exist\n  help: make it, or correct the path\n"
    )
    let folder = try kefu(arguments + ["--predictions", files[""]])
    #expect(folder.code == 1)
    #expect(folder.complaint.contains("error: this is a directory\n  help: name a file"))
    #expect(folder.output == "")

    // A pipe is written to and stays a pipe; standard output takes the summary as well.
    try #require(mkfifo(files["pipe"], 0o600) == 0)
    let pipe = open(files["pipe"], O_RDWR | O_NONBLOCK)
    defer { close(pipe) }
    let piped = try kefu(arguments + ["--json", "/dev/stdout", "--predictions", files["pipe"]])
    #expect(piped.code == 0, "\(piped.complaint)")
    #expect(piped.output.hasPrefix("{\n  \"accuracy\" : 1,"))
    #expect(piped.output.contains("\n}\n\(files["train.tsv"]): 3 entries"))
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(pipe, &bytes, bytes.count)
    #expect(
      String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).hasPrefix("text\texpected"))
    let closed = try kefu(arguments + ["--json", "/dev/fd/99"])
    #expect(closed.code == 1)
    #expect(closed.complaint.hasPrefix("/dev/fd/99: error: it cannot be written\n"))

    // A link stays a link; what it leads to is replaced.
    try files.write("old.json", "old")
    try FileManager.default.createSymbolicLink(
      atPath: files["link.json"], withDestinationPath: files["old.json"])
    #expect(try kefu(arguments + ["--json", files["link.json"]]).code == 0)
    #expect(try files.read("old.json").hasPrefix("{"))
  }

  /// 7
  @Test func trainingOptions() throws {
    let files = try Files(["train.tsv": Self.train, "oos.tsv": Self.oos])
    let train = files["train.tsv"]
    let result = try kefu([
      "evaluate", "--train", train, "--test", train, "--json", files["out.json"], "--seed", "7",
      "--risk", "0.05", "--valid", train, "--oos-valid", files["oos.tsv"], "--oos-train",
      files["oos.tsv"],
    ])
    #expect(result.code == 0)
    #expect(result.complaint == "")
    #expect(object(try files.read("out.json"))?["seed"] as? Int == 7)
  }

  /// 8
  @Test func theSameEveryTime() throws {
    let files = try Files(["train.tsv": Self.train, "oos.tsv": Self.oos])
    let runs = try ["a", "b"].map { name in
      let result = try kefu([
        "evaluate", "--train", files["train.tsv"], "--test", files["train.tsv"], "--oos",
        files["oos.tsv"], "--json", files[name + ".json"], "--predictions", files[name + ".tsv"],
      ])
      #expect(result.code == 0)
      var json = try #require(object(try files.read(name + ".json")))
      json["trainSeconds"] = nil
      json["latencyMicros"] = nil
      let figures = try JSONSerialization.data(withJSONObject: json, options: .sortedKeys)
      return (figures, try files.read(name + ".tsv"))
    }
    #expect(runs[0] == runs[1])
  }
}
