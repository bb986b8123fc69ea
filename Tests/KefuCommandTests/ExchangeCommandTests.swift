// import and export as a trainer meets them.
//
// 1. What is exported and imported into the same shop changes nothing.
// 2. A dry run prints the diff and writes nothing; --yes writes what the diff showed.
// 3. Where nobody can be asked, --yes or --dry-run is needed: exit code 2, with the reason.
// 4. An error names the row and cell, ends with 1, and leaves every file as it was.
// 5. What a format cannot hold is counted on standard error.
// 6. Wrong names of formats and encodings, and files that cannot be read, are said.
// 7. With --quiet nothing is said but what is wrong; import then needs --yes or --dry-run.

import Foundation
import Testing

@Suite struct ExchangeCommandTests {
  private static let table = "question,variants,answer\n支持货到付款吗,可以货到付款吗,不支持，请在线付款。\n"

  private static func entryFiles(of shop: Shop) throws -> [String: Data] {
    let folder = URL(filePath: shop.path).appending(path: "entries")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: folder.appending(path: $0))) })
  }

  /// 1
  @Test(arguments: ["xlsx", "csv", "tsv"])
  func thereAndBack(format: String) throws {
    let shop = try Shop()
    let files = try Files([:])
    let path = files["shop.\(format)"]
    let exported = try kefu(["export", path, "--kb", shop.path])
    #expect(exported.code == 0 && exported.output == "")
    #expect(exported.complaint.hasSuffix("entries written to \(path)\n"))
    let imported = try kefu(["import", path, "--kb", shop.path, "--yes"])
    #expect(imported.code == 0 && imported.complaint == "")
    #expect(imported.output.hasPrefix("0 new, 0 changed, "))
    let again = files["again.\(format)"]
    #expect(try kefu(["export", again, "--kb", shop.path]).code == 0)
    #expect(try Data(contentsOf: URL(filePath: again)) == Data(contentsOf: URL(filePath: path)))
  }

  /// 7
  @Test func quiet() throws {
    let shop = try Shop()
    let files = try Files(["faq.csv": Self.table, "bad.csv": "id\nno.such\n"])
    let exported = try kefu([
      "export", files["out.yml"], "--kb", shop.path, "--format", "rasa", "--quiet",
    ])
    #expect(exported.code == 0 && exported.output == "" && exported.complaint == "")
    let bad = try kefu(["import", files["bad.csv"], "--kb", shop.path, "--yes", "--quiet"])
    #expect(bad.code == 1 && bad.output == "" && bad.complaint.contains("bad.csv:2: cell A2"))
    let before = try Self.entryFiles(of: shop)
    let dry = try kefu(["import", files["faq.csv"], "--kb", shop.path, "--dry-run", "--quiet"])
    #expect(dry.code == 0 && dry.output == "" && dry.complaint == "")
    #expect(try Self.entryFiles(of: shop) == before)
    let imported = try kefu(["import", files["faq.csv"], "--kb", shop.path, "--yes", "--quiet"])
    #expect(imported.code == 0 && imported.output == "" && imported.complaint == "")
    #expect(try Self.entryFiles(of: shop) != before)
    let unasked = try kefu(["import", files["faq.csv"], "--kb", shop.path, "--quiet"])
    #expect(unasked.code == 2 && unasked.complaint.contains("--quiet shows no changes"))
  }

  /// 2
  @Test func dryRunThenWrite() throws {
    let shop = try Shop()
    let files = try Files(["faq.csv": Self.table])
    let before = try Self.entryFiles(of: shop)
    let dry = try kefu(["import", files["faq.csv"], "--kb", shop.path, "--dry-run"])
    let diff = """
      --- /dev/null
      +++ b/entries/imported.yaml
      @@ -0,0 +1,6 @@
      +- id: zhi-chi-huo-dao-fu-kuan-ma
      +  question: 支持货到付款吗
      +  variants:
      +    - 可以货到付款吗
      +  answers:
      +    - text: "不支持，请在线付款。"
      1 new, 0 changed, 0 unchanged

      """
    #expect(dry.code == 0 && dry.output == diff)
    #expect(try Self.entryFiles(of: shop) == before)
    let written = try kefu(["import", files["faq.csv"], "--kb", shop.path, "--yes"])
    #expect(written.code == 0 && written.output == diff + "written: entries/imported.yaml\n")
    let answer = try kefu(["chat", "--kb", shop.path], input: "可以货到付款吗\n")
    #expect(answer.output == "不支持，请在线付款。\n")
    let second = try kefu(["import", files["faq.csv"], "--kb", shop.path, "--yes"])
    #expect(second.output == "0 new, 0 changed, 1 unchanged\n")
  }

  /// 2
  @Test func commentsThatGoAreSaid() throws {
    let shop = try Shop()
    try shop.write(
      "entries/own.yaml",
      "- id: own\n  question: 货到付款\n  variants:\n    - 到付 # 常问\n  answers: [不支持]\n")
    let files = try Files(["faq.csv": "id,variants\nown,到付吗\n"])
    let result = try kefu(["import", files["faq.csv"], "--kb", shop.path, "--dry-run"])
    #expect(result.code == 0)
    #expect(
      result.complaint
        == "entries/own.yaml: warning: 1 comment in the lines that change would be lost\n")
  }

  /// 3
  @Test func nobodyToAsk() throws {
    let shop = try Shop()
    let files = try Files(["faq.csv": Self.table])
    let result = try kefu(["import", files["faq.csv"], "--kb", shop.path])
    #expect(result.code == 2)
    #expect(
      result.complaint.hasPrefix(
        "Error: nobody can be asked here: say --yes to write, or --dry-run to see the changes"))
  }

  /// 4
  @Test func errorsLeaveEverything() throws {
    let shop = try Shop()
    let files = try Files(["faq.csv": Self.table + "营业时间,几点开门,{shop.hour}\n"])
    let before = try Self.entryFiles(of: shop)
    let result = try kefu(["import", files["faq.csv"], "--kb", shop.path, "--yes"])
    #expect(result.code == 1 && result.output == "")
    #expect(
      result.complaint.hasPrefix(
        "\(files["faq.csv"]):3: cell C3 (answer): error: there is no variable {shop.hour}\n"))
    #expect(result.complaint.hasSuffix("\n1 error; nothing was written\n"))
    #expect(try Self.entryFiles(of: shop) == before)
  }

  /// 5
  @Test(arguments: ["rasa", "qnamaker", "chatterbot"])
  func leftOut(format: String) throws {
    let shop = try Shop()
    let files = try Files([:])
    let path = files["out.\(format == "qnamaker" ? "tsv" : "yml")"]
    let result = try kefu(["export", path, "--kb", shop.path, "--format", format])
    #expect(result.code == 0)
    #expect(
      result.complaint.hasPrefix("\(path): note: \(format) cannot hold all of it; left out:\n  "))
    let back = try kefu(["import", path, "--kb", shop.path, "--dry-run"])
    #expect(back.code == 0 && back.output.contains("0 new, "))
  }

  /// 5
  @Test func encodingsAndNames() throws {
    let shop = try Shop()
    let files = try Files([:])
    let path = files["shop.csv"]
    let options = ["--kb", shop.path, "--encoding", "GBK"]
    #expect(try kefu(["export", path, "--chinese"] + options).code == 0)
    let bytes = Array(try Data(contentsOf: URL(filePath: path)))
    // 编号
    #expect(bytes.starts(with: [0xB1, 0xE0, 0xBA, 0xC5, 0x2C]))
    let back = try kefu(["import", path, "--dry-run"] + options)
    #expect(back.code == 0 && back.output.hasPrefix("0 new, 0 changed, "))
  }

  /// 6
  @Test func wrongUse() throws {
    let shop = try Shop()
    let files = try Files(["faq.csv": Self.table])
    let table: [([String], Int32, String)] = [
      (
        ["import", files["faq.csv"], "--format", "doc", "--dry-run"], 2,
        "Error: there is no format \"doc\"; formats are csv, tsv, xlsx, rasa, qnamaker, chatterbot"
      ),
      (
        ["import", files["faq.csv"], "--encoding", "big5", "--dry-run"], 2,
        "Error: there is no encoding \"big5\"; encodings are utf-8, utf-8-bom, gb18030, utf-16"
      ),
      (
        ["import", files["none.csv"], "--dry-run"], 1,
        "\(files["none.csv"]): error: it cannot be read\n  help: check the path and its permissions"
      ),
      (
        ["export", files["shop.doc"]], 2,
        "Error: the name of \(files["shop.doc"]) does not tell its format; say it: --format"
      ),
      (
        ["export", files["no/shop.csv"]], 1,
        "\(files["no/shop.csv"]): error: its directory does not exist"
      ),
    ]
    for (arguments, code, complaint) in table {
      let result = try kefu(arguments + ["--kb", shop.path])
      #expect(result.code == code && result.complaint.hasPrefix(complaint), "\(result.complaint)")
    }
  }
}
