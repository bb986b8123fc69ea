// `kefu evaluate --baseline` as its users meet it:
//  1. A variant removed breaks one message, which is named; the gate fails with 3, and says so.
//  2. Nothing changed passes; a limit set otherwise fails; the verdict is the exit code.
//  3. Without --gate the comparison is printed and the exit code is 0.
//  4. Wrong use is 2, a baseline that is none is 1; neither writes anything.
//  5. With --quiet nothing is printed but why the gate failed.
import Foundation
import Testing

@Suite struct GateCommandTests {
  private static let train = """
    怎么退款\trefund
    我要退款\trefund
    什么时候发货\tship
    几号能发\tship
    电子发票怎么开\tinvoice
    抬头写错了\tinvoice

    """
  private static let test = "我要退款\trefund\n几号能发\tship\n抬头写错了\tinvoice\n什么时候发货\tship\n"

  private static func evaluate(_ files: Files, _ arguments: [String]) throws -> CommandResult {
    try kefu(
      [
        "evaluate", "--train", files["train.tsv"], "--test", files["test.tsv"], "--stages",
        "keyword",
      ] + arguments)
  }

  private static func prepared() throws -> Files {
    let files = try Files(["train.tsv": train, "test.tsv": test])
    let result = try evaluate(files, ["--json", files["old.json"]])
    try #require(result.code == 0, "\(result.complaint)")
    return files
  }

  /// 1, 3
  @Test func aVariantRemoved() throws {
    let files = try Self.prepared()
    try files.write("train.tsv", Self.train.replacing("几号能发\tship\n", with: ""))
    let arguments = ["--baseline", files["old.json"]]
    let result = try Self.evaluate(files, arguments + ["--gate"])
    #expect(result.code == 3, "\(result.complaint)")
    #expect(result.complaint == "")
    #expect(
      result.output.contains(
        """

        broken (1)
          \(files["test.tsv"]):2: 几号能发
            expected ship; answer ship 1.00 → fallback (right first candidate: worse, resolved: worse)

        """), "\(result.output)")
    #expect(
      result.output.hasSuffix(
        "\ngate: failed: accuracy fell by 25.00 points, more than 1.0; resolved fell by 25.00 points, more than 1.0\n"
      ))
    for other in ["我要退款", "抬头写错了", "什么时候发货"] { #expect(!result.output.contains(other)) }
    let ungated = try Self.evaluate(files, arguments)
    #expect(ungated.code == 0)
    #expect(ungated.output.contains("broken (1)"))
    #expect(!ungated.output.contains("gate:"))
  }

  /// 5
  @Test func quiet() throws {
    let files = try Self.prepared()
    let arguments = ["--baseline", files["old.json"], "--gate", "--quiet"]
    let passed = try Self.evaluate(files, arguments)
    #expect(passed.code == 0 && passed.output.isEmpty && passed.complaint.isEmpty)
    try files.write("train.tsv", Self.train.replacing("几号能发\tship\n", with: ""))
    let failed = try Self.evaluate(files, arguments)
    #expect(failed.code == 3 && failed.output.isEmpty)
    #expect(failed.complaint.hasPrefix("gate: failed: accuracy fell by 25.00 points"))
  }

  /// 2
  @Test func theVerdictIsTheCode() throws {
    let files = try Self.prepared()
    let runs: [(String, [String], Bool)] = [
      (Self.train, [], true),
      (Self.train, ["--max-broken", "0", "--max-drop", "0", "--max-wrong-rate", "0"], true),
      (Self.train.replacing("几号能发\tship\n", with: ""), [], false),
      (Self.train.replacing("几号能发\tship\n", with: ""), ["--max-drop", "25"], true),
      (
        Self.train.replacing("几号能发\tship\n", with: ""), ["--max-drop", "25", "--max-broken", "0"],
        false
      ),
      (Self.train.replacing("几号能发\tship", with: "几号能发\trefund"), ["--max-drop", "30"], true),
      (
        Self.train.replacing("几号能发\tship", with: "几号能发\trefund"),
        ["--max-drop", "30", "--max-wrong-rate", "0.2"], false
      ),
    ]
    for (train, limits, passes) in runs {
      try files.write("train.tsv", train)
      let result = try Self.evaluate(
        files, ["--baseline", files["old.json"], "--gate", "--json", files["new.json"]] + limits)
      #expect(result.code == (passes ? 0 : 3), "\(limits) \(result.complaint)")
      #expect(result.output.contains("\ngate: passed\n") == passes)
      #expect(result.output.contains("\ngate: failed: ") == !passes)
      #expect(try files.read("new.json").hasPrefix("{"))
    }
  }

  /// 4
  @Test func wrongUse() throws {
    let files = try Self.prepared()
    let uses: [([String], String)] = [
      (["--gate"], "--gate needs --baseline, the figures to compare with"),
      (["--max-drop", "2", "--baseline", files["old.json"]], "--max-drop needs --gate"),
      (["--max-broken", "2"], "--max-broken needs --gate"),
      (["--max-wrong-rate", "0.2"], "--max-wrong-rate needs --gate"),
      (
        ["--gate", "--baseline", files["old.json"], "--max-broken", "-1"],
        "--max-broken"
      ),
      (
        ["--gate", "--baseline", files["old.json"], "--max-drop", "101"],
        "--max-drop: 101.0 is not in 0 to 100"
      ),
      (
        ["--gate", "--baseline", files["old.json"], "--max-wrong-rate", "nan"],
        "--max-wrong-rate: nan is not in 0 to 1"
      ),
      (
        ["--baseline", files["old.json"], "--json", files["old.json"]],
        "--json would overwrite the file of --baseline"
      ),
    ]
    for (arguments, complaint) in uses {
      let result = try Self.evaluate(files, arguments)
      #expect(result.code == 2, "\(arguments)")
      #expect(result.complaint.contains(complaint), "\(result.complaint)")
    }
    try files.write("bad.json", "{")
    let damaged = try Self.evaluate(
      files, ["--baseline", files["bad.json"], "--gate", "--json", files["new.json"]])
    #expect(damaged.code == 1)
    #expect(
      damaged.complaint
        == "\(files["bad.json"]): error: it is damaged: not all of its figures can be read\n  help: evaluate the earlier knowledge base again with --json\n"
    )
    #expect(!FileManager.default.fileExists(atPath: files["new.json"]))
    try files.write("test.tsv", "别的话\trefund\n")
    let foreign = try Self.evaluate(
      files, ["--baseline", files["old.json"], "--gate", "--json", files["new.json"]])
    #expect(foreign.code == 1)
    #expect(foreign.complaint.contains("it is of another test: none of the messages is in it"))
    #expect(!FileManager.default.fileExists(atPath: files["new.json"]))
  }
}
