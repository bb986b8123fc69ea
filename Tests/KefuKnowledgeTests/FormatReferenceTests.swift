// The format reference.
//
// 1. Its table lists exactly the codes there are, with their severities and meanings.
// 2. Its examples load without a diagnostic.

import Foundation
import KefuKnowledge
import Testing

@Suite struct FormatReferenceTests {
  private let page: String

  init() throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let path = "Sources/KefuKnowledge/KefuKnowledge.docc/KnowledgeBaseFormat.md"
    page = try String(contentsOf: package.appending(path: path), encoding: .utf8)
  }

  @Test("1: the table of codes")
  func table() {
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| KB") }.map(String.init)
    let expected = DiagnosticCode.allCases.sorted { $0.rawValue < $1.rawValue }.map {
      "| \($0.rawValue) | \($0.severity.rawValue) | \($0.meaning) |"
    }
    #expect(rows == expected)
  }

  @Test("2: the examples")
  func examples() throws {
    // The code blocks of YAML in the order of the page.
    let blocks = page.components(separatedBy: "```yaml\n").dropFirst().map {
      $0.components(separatedBy: "```")[0]
    }
    try #require(blocks.count == 10)
    #expect(load(["kb.yaml": blocks[0], "entries/a.yaml": blocks[1]]).diagnostics == [])
    let more = "- {id: return.how, question: 怎么退货, answers: [好]}\n"
    let files = [
      "kb.yaml": blocks[2], "entries/a.yaml": blocks[3] + more, "synonyms.yaml": blocks[4],
    ]
    #expect(load(files).diagnostics == [])
    let dialogue = [
      "kb.yaml": blocks[2], "entries/a.yaml": more, "triggers.yaml": blocks[5],
      "flows.yaml": blocks[6],
    ]
    #expect(load(dialogue).diagnostics == [])
    // The steps of a lookup, with what is around them.
    let flow = """
      - id: flow.track
        title: 查物流
        startedBy: {entries: [return.how]}
        steps:
          - {id: order, ask: {slot: order, type: orderNumber, prompt: 订单号？}}

      """
    let sorry = "    - {id: sorry, say: 暂时查不到。, end: {outcome: handoff}}\n"
    let lookup = [
      "kb.yaml": blocks[2], "entries/a.yaml": more, "flows.yaml": flow + blocks[7] + sorry,
    ]
    #expect(load(lookup).diagnostics == [])
    var settings = Settings(skillGroups: [SkillGroup(id: "aftersale", name: "售后")])
    settings.variables = ["refund.days": "3 天"]
    let canned = try CannedReplies(Array(blocks[8].utf8), settings: settings)
    #expect(canned.all.map(\.code) == ["refund"])
    #expect(try AgentRedLine.read(Array(blocks[9].utf8)).map(\.id) == ["offPlatform"])
  }
}
