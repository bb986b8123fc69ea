// The file of decisions on mined messages.
//
// 1. Every form of a decision is read; "undecided" left above another changes nothing.
// 2. Problems are named with place and mend, all at once.
// 3. Proposals are written so that they are read back, undecided, whatever their texts; what stood in
//    the file stays.
// 4. A day of application is put into the decisions named and nowhere else; comments stay.
// 5. The loader passes the file over.
// 6. A decision made elsewhere is remembered at the end: it is read back whatever its texts, and what stood
//    there stays.
import Foundation
import KefuKnowledge
import Testing

@Suite struct MiningDecisionsTests {
  private func decisions(_ text: String) throws -> MiningDecisions {
    try MiningDecisions(Array(text.utf8), file: "d.yaml")
  }

  private static let forms = """
    # 周一
    - messages: [礼盒还有吗, "礼盒, 什么时候补"]
      found: 2026-11-11
      decision: undecided
    - messages:
        - 今天天气怎么样
      decision: ignore
    - messages: [钱呢]
      decision: undecided   # 已定
      variant: refund.time
    - {messages: [租相机], entry: {id: rent, question: 租相机多少钱, answer: 80, group: presale}}
    - applied: 2026-11-12
      messages: [退钱]
      variant: refund.time

    """

  @Test("1: forms") func forms() throws {
    let read = try decisions(Self.forms)
    #expect(read.text == Self.forms)
    let all = read.decisions
    #expect(all.count == 5)
    #expect(all[0].messages.map(\.value) == ["礼盒还有吗", "礼盒, 什么时候补"])
    #expect(all[0].verdict == .undecided)
    #expect(all[1].verdict == .ignore)
    guard case .variant(let id) = all[2].verdict, case .entry(let entry) = all[3].verdict else {
      Issue.record("\(all)")
      return
    }
    #expect(id.value == "refund.time")
    #expect(entry.id.value == "rent" && entry.question.value == "租相机多少钱")
    #expect(entry.answer.value == "80" && entry.group?.value == "presale")
    #expect(all.map(\.applied) == [nil, nil, nil, nil, CalendarDate("2026-11-12")])
    #expect(try decisions("").decisions == [])
    #expect(try decisions("# nothing yet\n\n").decisions == [])
  }

  @Test(
    "2: problems",
    arguments: [
      ("- {messages: [a]}", "d.yaml:1:3: error[KB019]"),
      ("- {decision: ignore}", "d.yaml:1:3: error[KB019]"),
      ("- {messages: [], decision: ignore}", "d.yaml:1:14: error"),
      (
        "- {messages: [a], decision: ignroe}",
        "d.yaml:1:29: error[KB065]: unknown decision \"ignroe\"\n  help: did you mean \"ignore\"?"
      ),
      (
        "- {messages: [a], decision: ignore, variant: b}",
        "d.yaml:1:29: error[KB113]: these messages have both \"variant\" and \"decision\"\n  help: keep the one that is right"
      ),
      (
        "- {messages: [a], variant: b, entry: {id: c, question: d, answer: e}}",
        "d.yaml:1:38: error[KB113]: these messages have both \"variant\" and \"entry\"\n  help: keep the one that is right"
      ),
      ("- {messages: [a], entry: {id: c, question: d}}", "d.yaml:1:26: error[KB019]"),
      ("- {messages: [a], entry: {id: , question: d, answer: e}}", "d.yaml:1:"),
      ("- {messages: [a], variant: }", "d.yaml:1:"),
      ("- {mesages: [a], decision: ignore}", "d.yaml:1:4: error[KB018]"),
      ("- {messages: [a], decision: ignore, applied: heute}", "d.yaml:1:46: error"),
      ("messages: [a]", "d.yaml:1:1: error"),
      ("- [", "d.yaml:2:1: error[KB010]"),
    ])
  func problems(text: String, beginning: String) throws {
    let error = try #require(throws: KnowledgeBaseError.self) { try decisions(text) }
    #expect(error.description.hasPrefix(beginning), "\(error.description)")
  }

  @Test("2: all at once, and files that cannot be read") func all() throws {
    let error = try #require(throws: KnowledgeBaseError.self) {
      try decisions("- {messages: [a]}\n- {messages: [b], decision: x}\n")
    }
    #expect(error.diagnostics.map(\.location.line) == [1, 2])
    let folder = FileManager.default.temporaryDirectory.path
    #expect(throws: KnowledgeBaseError.self) { try MiningDecisions(contentsOf: folder) }
    #expect(try MiningDecisions(contentsOf: folder + "/no-such-file.yaml").decisions == [])
  }

  @Test("3: proposals", arguments: ["", "# mine\n- {messages: [x], decision: ignore}"])
  func proposals(text: String) throws {
    let texts = ["礼盒还有吗", "- a: b # c", "\"", "打[phone]", "{x}", "12306", " ", "no", "a\u{7}"]
      .filter { $0 != " " && !$0.contains("\u{7}") }
    let proposals = [
      MiningDecisions.Proposal(
        messages: texts, summary: "new entry: 9 messages", nearest: "a.b", question: texts[0],
        draft: "有: 货"),
      MiningDecisions.Proposal(
        messages: ["租相机"], summary: "ignore", nearest: nil, question: "租相机", draft: nil),
    ]
    let old = try decisions(text)
    let written = old.text(adding: proposals, found: CalendarDate("2026-11-11"))
    #expect(written.hasPrefix(text))
    let new = try decisions(written).decisions
    #expect(new.count == old.decisions.count + 2)
    #expect(new.suffix(2).map { $0.messages.map(\.value) } == [texts, ["租相机"]])
    #expect(new.suffix(2).allSatisfy { $0.verdict == .undecided })
    #expect(!written.contains(" \n"))
    // What a trainer does: the # goes from what is right.
    let decided = written.replacingOccurrences(of: "  # variant: a.b", with: "  variant: a.b")
    guard case .variant = try decisions(decided).decisions.suffix(2).first?.verdict else {
      Issue.record("\(decided)")
      return
    }
    #expect(old.text(adding: [], found: nil) == text)
  }

  @Test("4: applied", arguments: ["", "\u{FEFF}"]) func applied(mark: String) throws {
    let read = try decisions(mark + Self.forms)
    let day = try #require(CalendarDate("2026-11-20"))
    let text = read.text(markingApplied: [2, 3, 4], on: day)
    let marked = try decisions(text)
    #expect(
      marked.decisions.map(\.applied) == [
        nil, nil, day, day, CalendarDate("2026-11-12"),
      ])
    #expect(
      marked.decisions.map { $0.messages.map(\.value) }
        == read.decisions.map { $0.messages.map(\.value) })
    #expect(text.contains("# 周一\n") && text.contains("undecided   # 已定\n"))
    #expect(
      text.count == mark.count + Self.forms.count + "applied: 2026-11-20, ".count
        + "  applied: 2026-11-20\n".count)
    let windows = try decisions(Self.forms.replacingOccurrences(of: "\n", with: "\r\n"))
    let again = try decisions(windows.text(markingApplied: [2], on: day))
    #expect(again.decisions[2].applied == day)
  }

  @Test("5: the loader") func loader() {
    let (_, diagnostics) = KnowledgeLoader.load(files: [
      "kb.yaml": Array("name: 小店\n".utf8),
      "entries/a.yaml": Array("- {id: a, question: 甲乙, answers: [丙]}\n".utf8),
      MiningDecisions.fileName: Array("nonsense".utf8),
    ])
    #expect(!diagnostics.contains { $0.location.file == MiningDecisions.fileName })
  }

  @Test("6: remembering", arguments: 0..<3)
  func remembering(number: Int) throws {
    let before = ["", "# 周一", Self.forms][number]
    let day = try #require(CalendarDate("2026-11-13"))
    let messages = ["- a: b # c", "\"引号\"", "null", "<b>\t&amp;", "2026-11-11", "礼盒"]
    func sourced(_ text: String) -> Sourced<String> {
      Sourced(text, at: SourceLocation(file: "form"))
    }
    let entry = MiningDecision.NewEntry(
      id: sourced("gift"), question: sourced("礼盒: 有吗"), answer: sourced("有。\n- x"),
      group: sourced("presale"))
    var file = try decisions(before)
    let old = file.decisions.map(\.verdict)
    for verdict: MiningDecision.Verdict in [
      .ignore, .variant(of: sourced("refund.time")), .entry(entry),
    ] {
      let text = file.text(remembering: messages, verdict, on: day)
      #expect(text.hasPrefix(file.text))
      file = try decisions(text)
      #expect(file.decisions.last?.messages.map(\.value) == messages)
    }
    let new = file.decisions.suffix(3)
    #expect(file.decisions.dropLast(3).map(\.verdict) == old)
    #expect(new.map(\.applied) == [nil, day, day])
    guard case .ignore? = new.first?.verdict, case .entry(let read)? = new.last?.verdict else {
      Issue.record("\(new)")
      return
    }
    #expect(read.id.value == "gift" && read.question.value == "礼盒: 有吗")
    #expect(read.answer.value == "有。\n- x" && read.group?.value == "presale")
  }
}
