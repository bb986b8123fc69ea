// kefu check as its users and CI meet it.
//
// 1. --format json and github print the problems and nothing else; the rest goes to standard error.
// 2. --strict makes warnings end with 1; --quiet says nothing but problems.
// 3. --expiring-within and --entry choose what is named; wrong values are wrong use.
// 4. What kb.yaml allows is not named, nor counted by --strict.
// 5. The shell completes values: ids of entries, stages, formats.

import Foundation
import Testing

@Suite struct CheckCommandTests {
  private static let extra = "- id: a.b\n  question: 月亮\n  answers: [远]\n"

  /// 1
  @Test func jsonForEditors() throws {
    let shop = try Shop()
    try shop.write("entries/extra.yaml", Self.extra)
    let result = try kefu(["check", "--format", "json", "--kb", shop.path])
    #expect(result.code == 0)
    let problems = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
    #expect(problems.map { $0["code"] as? String } == ["KB063", "KB064"])
    #expect(problems[0]["file"] as? String == shop.path + "/entries/extra.yaml")
    #expect(problems[0]["line"] as? Int == 1)
    #expect(result.complaint.contains("0 errors, 2 warnings"))
    let sound = try Shop()
    let none = try kefu(["check", "--format", "json", "--counts", "--kb", sound.path])
    #expect(none.output.filter { !$0.isWhitespace } == "[]")
    #expect(none.complaint.contains("no problems"))
    #expect(none.complaint.contains("entry\tvariants"))
  }

  /// 1
  @Test func workflowCommandsForCI() throws {
    let shop = try Shop()
    try shop.write("entries/extra.yaml", "- id: a.b\n  question: [\n")
    let result = try kefu(["check", "--format", "github", "--kb", shop.path])
    #expect(result.code == 1)
    let lines = result.output.split(separator: "\n")
    #expect(!lines.isEmpty)
    for line in lines {
      #expect(line.hasPrefix("::error file=\(shop.path)/entries/extra.yaml,line="))
    }
  }

  /// 2
  @Test func strictAndQuiet() throws {
    let shop = try Shop()
    try shop.write("entries/extra.yaml", Self.extra)
    let plain = try kefu(["check", "--kb", shop.path])
    #expect(plain.code == 0)
    #expect(plain.output.hasSuffix("0 errors, 2 warnings\n"))
    #expect(try kefu(["check", "--strict", "--kb", shop.path]).code == 1)
    let quiet = try kefu(["check", "--strict", "--quiet", "--kb", shop.path])
    #expect(quiet.code == 1)
    #expect(quiet.output.split(separator: "\n").count == 4)
    #expect(quiet.output.hasPrefix("entries/extra.yaml:1:3: warning[KB063]"))
    #expect(quiet.complaint.isEmpty)
  }

  /// 3
  @Test func choosing() throws {
    let shop = try Shop()
    try shop.write(
      "entries/extra.yaml",
      """
      - {id: a.b, question: 月亮, answers: [远]}
      - id: a.c
        question: 双十一
        answers: [{text: 好, valid: 2026-11-01..2999-12-31}, 好]
      """)
    let one = try kefu(["check", "--quiet", "--entry", "a.c", "--kb", shop.path])
    #expect(one.output.contains("extra.yaml:2:3"))
    #expect(!one.output.contains("extra.yaml:1:"))
    let typo = try kefu(["check", "--entry", "a.bb", "--kb", shop.path])
    #expect(typo.code == 2)
    #expect(typo.complaint.contains("--entry: there is no entry \"a.bb\"; did you mean \"a.b\"?"))
    for days in ["-1", "3651", "soon"] {
      #expect(
        try kefu(["check", "--expiring-within=\(days)", "--kb", shop.path]).code == 2, "\(days)")
    }
    #expect(try kefu(["check", "--format", "xml", "--kb", shop.path]).code == 2)
  }

  /// 3
  @Test func expiring() throws {
    let shop = try Shop()
    let day = Calendar(identifier: .gregorian).date(byAdding: .day, value: 100, to: Date())!
    let end = day.formatted(.iso8601.year().month().day())
    try shop.write(
      "entries/extra.yaml",
      "- id: a.b\n  question: 双十一\n  answers: [{text: 好, valid: 2020-01-01..\(end)}, 好]\n")
    #expect(try !kefu(["check", "--kb", shop.path]).output.contains("KB062"))
    #expect(
      try kefu(["check", "--expiring-within", "120", "--kb", shop.path]).output.contains("KB062"))
  }

  /// 4
  @Test func allowed() throws {
    let shop = try Shop()
    try shop.write("entries/extra.yaml", Self.extra)
    let settings = try String(contentsOfFile: shop.path + "/kb.yaml", encoding: .utf8)
    try shop.write("kb.yaml", settings + "check: {allow: [KB063 a.b, KB064]}\n")
    let result = try kefu(["check", "--strict", "--kb", shop.path])
    #expect(result.code == 0, "\(result.output)")
    #expect(result.output.hasSuffix("no problems\n"))
  }

  /// 5
  @Test func completion() throws {
    let shop = try Shop()
    for shell in ["bash", "zsh", "fish"] {
      let script = try kefu(["--generate-completion-script", shell])
      #expect(script.code == 0)
      for word in ["expiring-within", "classifier", "github"] {
        #expect(script.output.contains(word), "\(shell) \(word)")
      }
    }
    let words = ["kefu", "check", "--kb", shop.path, "--entry", ""]
    let ids = try kefu(
      ["---completion", "check", "--", "--entry", "5", "0"] + words)
    #expect(ids.output.split(separator: "\n").contains("return.freight"), "\(ids)")
  }
}
