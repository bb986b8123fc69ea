// Editing the files of a knowledge base.
//
// 1. Only the lines of what changes are touched: comments, order and style of the rest stay.
// 2. What is lost (comments in replaced lines) is counted.
// 3. Every layout YAML allows can be edited; where entries share lines, the file is written anew.
// 4. For random entries, files and edits the result is what was asked for, and every line of an
//    untouched entry is still there.
// 5. Edits that cannot be made are refused in words.
// 6. Written to disk, all files change or none; a file changed meanwhile is not overwritten.

import Foundation
import KefuKnowledge
import KefuTestSupport
import Testing

@Suite struct KnowledgeEditTests {
  private static let shop = """
    # 退款
    - id: refund.time
      question: 退款多久到账   # 标准问
      variants:
        # 短
        - 钱呢
        # 长
        - "钱几天,能退回来"   # 常问

      # 关键词
      keywords: {any: [退款多久]}
      answers: [很快]

    # 发货
    - id: ship.when
      question: 什么时候发货
      answers:
        - text: |
            今天。
            # 不是注释
      handoff: never
    """

  /// 1
  @Test(
    "1, 2: one change",
    arguments: [
      EditCase(
        "a variant after the last", .addVariants(["退了没"], to: "refund.time"),
        """
        @@ -6,6 +6,7 @@
             - 钱呢
             # 长
             - "钱几天,能退回来"   # 常问
        +    - 退了没
         
           # 关键词
           keywords: {any: [退款多久]}
        """),
      EditCase(
        "the first variant of an entry", .addVariants(["啥时候发", "a: b"], to: "ship.when"),
        """
        @@ -14,6 +14,9 @@
         # 发货
         - id: ship.when
           question: 什么时候发货
        +  variants:
        +    - 啥时候发
        +    - "a: b"
           answers:
             - text: |
                 今天。
        """),
      EditCase(
        "a variant goes",
        .replace("refund.time", with: changed("refund.time") { $0.variants.removeLast() }),
        """
        @@ -5,7 +5,6 @@
             # 短
             - 钱呢
             # 长
        -    - "钱几天,能退回来"   # 常问
         
           # 关键词
           keywords: {any: [退款多久]}
        """, lost: 1),
      EditCase(
        "another answer",
        .replace("ship.when", with: changed("ship.when") { $0.answers[0].text.value = "明天" }),
        """
        @@ -15,7 +15,5 @@
         - id: ship.when
           question: 什么时候发货
           answers:
        -    - text: |
        -        今天。
        -        # 不是注释
        +    - text: "明天"
           handoff: never
        \\ No newline at end of file
        """),
      EditCase(
        "a key at the end, a key in between, and the id",
        .replace(
          "ship.when",
          with: changed("ship.when") {
            $0.id = "ship.time"
            $0.keywords.any = [text("发货时间")]
            $0.tests.reach = [text("发货呢")]
          }),
        """
        @@ -12,10 +12,14 @@
           answers: [很快]
         
         # 发货
        -- id: ship.when
        +- id: ship.time
           question: 什么时候发货
        +  keywords:
        +    any: [发货时间]
           answers:
             - text: |
                 今天。
                 # 不是注释
        -  handoff: never
        \\ No newline at end of file
        +  handoff: never
        +  tests:
        +    reach: [发货呢]
        """),
      EditCase(
        "an entry goes", .remove("refund.time"),
        """
        @@ -1,16 +1,4 @@
         # 退款
        -- id: refund.time
        -  question: 退款多久到账   # 标准问
        -  variants:
        -    # 短
        -    - 钱呢
        -    # 长
        -    - "钱几天,能退回来"   # 常问
        -
        -  # 关键词
        -  keywords: {any: [退款多久]}
        -  answers: [很快]
        -
         # 发货
         - id: ship.when
           question: 什么时候发货
        """, lost: 5),
      EditCase(
        "a new entry", .append(changed("ship.when") { $0.id = "new" }, to: "entries/a.yaml"),
        """
        @@ -18,4 +18,11 @@
             - text: |
                 今天。
                 # 不是注释
        -  handoff: never
        \\ No newline at end of file
        +  handoff: never
        +
        +- id: new
        +  question: 什么时候发货
        +  answers:
        +    - text: |-
        +        今天。
        +        # 不是注释
        """),
    ])
  func oneChange(edit: EditCase) throws {
    let files = KnowledgeFiles([
      "kb.yaml": Array("name: 小店\n".utf8), "entries/a.yaml": Array(Self.shop.utf8),
    ])
    let result = try #require(try files.applying([edit.edit]).first)
    #expect(
      result.diff.description
        == "--- a/entries/a.yaml\n+++ b/entries/a.yaml\n" + edit.diff + "\n")
    #expect(result.lostComments == edit.lost)
  }

  private static func changed(_ id: String, _ change: (inout Entry) -> Void) -> Entry {
    let files = ["kb.yaml": Array("name: 小店\n".utf8), "entries/a.yaml": Array(shop.utf8)]
    var entry = KnowledgeLoader.load(files: files).knowledgeBase!.entries.first { $0.id == id }!
    change(&entry)
    return entry
  }

  private static func text(_ value: String) -> Sourced<String> {
    Sourced(value, at: SourceLocation(file: ""))
  }

  /// 3
  @Test(
    "3: layouts",
    arguments: [
      "- {id: a, question: 退, answers: [好]}\n- {id: b, question: 换,\n   answers: [好]}\n",
      "[{id: a, question: 退, answers: [好]}, {id: b, question: 换, answers: [好]}]",
      "  -\n    id: a\n    question: 退\n    answers:\n    - 好\n  -   id: b\n      question: 换\n      answers: [好]\n",
      "---\n- answers: [好]\n  question: 退\n  variants: [x, y]\n  id: a\n- id: b\n  question: 换\n  answers:\n  - 好\n...\n",
      "- id: a\r\n  question: 退\r\n  variants:\r\n  - x\r\n  answers: [好]\r\n- id: b\r\n  question: 换\r\n  answers: [好]\r\n",
      "\u{FEFF}- id: a\n  \"question\": 退\n  answers: [\n    好,\n    ]\n- id: b\n  question: 换\n  answers: [好]\n",
      "- # first\n  id: a\n  question: 退\n  answers: [好]\n- id: b\n  question: 换\n  answers: [好] # end",
    ])
  func layouts(yaml: String) throws {
    let files = KnowledgeFiles([
      "kb.yaml": Array("name: 小店\n".utf8), "entries/a.yaml": Array(yaml.utf8),
    ])
    let before = try #require(files.load().knowledgeBase).entries.map(\.placeless)
    var changed = before[0]
    changed.variants = [Self.text("退的,呢"), Self.text("x")]
    changed.answers.append(
      Answer(text: Self.text("第二\n行"), conditions: ["channel": ["a"]]))
    let new = Entry(
      id: "c", question: Self.text("新"), answers: [Answer(text: Self.text("好"))],
      location: SourceLocation(file: ""))
    let edits = try files.applying([
      .replace("a", with: changed), .addVariants(["换换"], to: "b"),
      .append(new, to: "entries/a.yaml"),
    ])
    let (after, diagnostics) = files.with(edits).load()
    var other = before[1]
    other.variants = [Self.text("换换")]
    #expect(
      after?.entries.map(\.placeless) == [changed, other, new], "\(diagnostics) \(edits[0].after!)")
    if yaml.contains("\r\n") {
      let lines = try #require(edits[0].after).components(separatedBy: "\r\n")
      #expect(!lines.contains { $0.contains("\n") })
    }
  }

  /// 4
  @Test("4: random edits", arguments: 0..<8)
  func randomEdits(part: UInt64) throws {
    var random = SeededRandom(seed: 900 + part)
    for _ in 0..<25 {
      let entries = RandomEntries.entries(5, &random)
      let yaml = Self.decorated(EntryWriter.yaml(Array(entries[..<4])), &random)
      let files = KnowledgeFiles([
        "kb.yaml": Array(RandomEntries.settings.utf8), "entries/a.yaml": Array(yaml.utf8),
      ])
      let (loaded, problems) = files.load()
      let before = try #require(loaded, "\(problems)\n\(yaml)").entries
      var expected = before.map(\.placeless)
      // Another entry's content under the first's id; followUps would name entries that go.
      var replacement = entries[4].placeless
      replacement.id = before[0].id
      replacement.followUps = []
      expected[0] = replacement
      expected[1].variants.append(Self.text("加的"))
      expected[2].variants.shuffle(using: &random)
      expected[2].variants.removeLast(min(1, expected[2].variants.count))
      let edits = try files.applying([
        .replace(before[0].id, with: replacement), .addVariants(["加的"], to: before[1].id),
        .replace(before[2].id, with: expected[2]),
      ])
      let (after, diagnostics) = files.with(edits).load()
      #expect(
        after?.entries.map(\.placeless) == expected,
        "\(diagnostics)\n\(yaml)\n=====\n\(edits.first?.after ?? "")")
      let kept = yaml.components(separatedBy: "\n")[(before[3].location.line - 1)...]
      #expect(edits[0].after?.hasSuffix(kept.joined(separator: "\n")) == true)
    }
  }

  /// Comments and empty lines where YAML does not mind them.
  private static func decorated(_ yaml: String, _ random: inout SeededRandom) -> String {
    var isInLiteral = false
    return yaml.components(separatedBy: "\n").flatMap { line in
      if line.hasSuffix("|-") { isInLiteral = true }
      if isInLiteral, !line.hasSuffix("|-"), !line.isEmpty, !line.hasPrefix("        ") {
        isInLiteral = false
      }
      guard !isInLiteral, Int.random(in: 0..<5, using: &random) == 0 else { return [line] }
      return [["# 注", "", "      # 注"].randomElement(using: &random)!, line]
    }.joined(separator: "\n")
  }

  /// 5
  @Test func refusals() throws {
    let files = KnowledgeFiles([
      "kb.yaml": Array("name: 小店\n".utf8), "entries/a.yaml": Array(Self.shop.utf8),
    ])
    let entry = Self.changed("ship.when") { _ in }
    let table: [([KnowledgeEdit], String)] = [
      (
        [.addVariants(["a"], to: "ship.wen")],
        "there is no entry \"ship.wen\" to change\n  help: did you mean \"ship.when\"?"
      ),
      (
        [.remove("ship.when"), .addVariants(["a"], to: "ship.when")],
        "entry \"ship.when\" is to be changed in two ways at once\n  help: make one change after the other"
      ),
      (
        [.append(entry, to: "kb.yaml")],
        "kb.yaml holds no entries\n  help: name a file of entries/, such as entries/imported.yaml, or smalltalk.yaml"
      ),
    ]
    for (edits, message) in table {
      let error = #expect(throws: KnowledgeEditError.self) { try files.applying(edits) }
      #expect(error?.description == message)
    }
    let broken = KnowledgeFiles(["kb.yaml": Array("nam: x\n".utf8)])
    let error = #expect(throws: KnowledgeEditError.self) { try broken.applying([]) }
    #expect(error?.description.contains("kb.yaml:1:1: error[KB018]") == true)
    #expect(error?.description.hasSuffix("\nhelp: mend these first; nothing was changed") == true)
  }

  /// 6
  @Test func writing() throws {
    let directory = FileManager.default.temporaryDirectory
      .appending(path: "kefu-edit-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    try FileManager.default.createDirectory(
      at: directory.appending(path: "entries"), withIntermediateDirectories: true)
    try Data("name: 小店\n".utf8).write(to: directory.appending(path: "kb.yaml"))
    try Data(Self.shop.utf8).write(to: directory.appending(path: "entries/a.yaml"))
    let files = try KnowledgeFiles(directory: directory)
    let new = Self.changed("ship.when") {
      $0.id = "new"
      $0.question.value = "新"
    }
    let edits = try files.applying([
      .addVariants(["退了没"], to: "refund.time"), .append(new, to: "entries/b.yaml"),
    ])
    #expect(edits.map(\.path) == ["entries/a.yaml", "entries/b.yaml"])

    // One of two cannot be written: neither is.
    let folder = directory.appending(path: "entries/b.yaml")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    #expect(throws: FileEdit.WritingError.self) { try FileEdit.write(edits, in: directory) }
    try FileManager.default.removeItem(at: folder)
    #expect(
      try String(contentsOf: directory.appending(path: "entries/a.yaml"), encoding: .utf8)
        == Self.shop)

    try FileEdit.write(edits, in: directory)
    #expect(
      try KnowledgeBase(contentsOf: directory).entries.map(\.id) == [
        "refund.time", "ship.when", "new",
      ])
    let names = try FileManager.default.contentsOfDirectory(
      atPath: directory.appending(path: "entries").path)
    #expect(names.sorted() == ["a.yaml", "b.yaml"])

    // What was read is no more what is there.
    let error = #expect(throws: FileEdit.WritingError.self) {
      try FileEdit.write(edits, in: directory)
    }
    #expect(
      error?.description
        == "entries/a.yaml: error: the file has changed since it was read; nothing was written\n  help: run the command again"
    )
    let removal = try KnowledgeFiles(directory: directory).applying([.remove("new")])
    #expect(removal.map(\.after) == [nil])
    try FileEdit.write(removal, in: directory)
    #expect(try KnowledgeBase(contentsOf: directory).entries.count == 2)
  }
}

/// An edit of the shop above, and its diff.
struct EditCase: Sendable, CustomTestStringConvertible {
  let name: String
  let edit: KnowledgeEdit
  let diff: String
  let lost: Int

  init(_ name: String, _ edit: KnowledgeEdit, _ diff: String, lost: Int = 0) {
    self.name = name
    self.edit = edit
    self.diff = diff
    self.lost = lost
  }

  var testDescription: String { name }
}
