// What has changed since an earlier evaluation:
//  1. Messages are matched by key, repeated ones in order; those in one file only are told apart.
//  2. Broken and fixed, by measure; the summary names each with place, text, was and is.
//  3. A baseline that cannot be read or compared with, word for word.
//  4. The gate, over a table of cases; passed is having no reasons.
import Foundation
import KefuTestSupport
import Testing

@testable import KefuEvaluation

@Suite struct ComparisonTests {
  /// How a message fared.
  enum Fate { case right, offered, unsure, wrong }

  static func judged(_ fates: [Fate], from line: Int = 1) -> [JudgedMessage] {
    fates.enumerated().map { number, fate in
      let first = fate == .right || fate == .offered ? ("a", 0.9) : ("b", 0.6)
      let action: Outcome.Action =
        switch fate {
        case .right: .answer("a")
        case .offered: .clarify(["a", "b"])
        case .unsure: .fallback
        case .wrong: .answer("b")
        }
      let outcome = WorkedExample.outcome(["a"], [first], action, .weighted, [:])
      return JudgedMessage(
        LabelledText("第\(line + number)句", ["a"], line: line + number), in: "test.tsv", outcome)
    }
  }

  static func report(_ judged: [JudgedMessage]) -> Report {
    Report(
      Metrics(judged.map(\.outcome), stages: []), trainSeconds: 0, latencyMicros: nil, seed: 1,
      perMessage: judged.map(MessageRecord.init))
  }

  static func comparison(_ old: [Fate], _ new: [Fate]) throws -> Comparison {
    try Comparison(with: report(judged(old)), now: report(judged(new)))
  }

  @Test("1: matching") func matching() throws {
    let old = Self.judged([.right, .wrong, .right])
    let new = Self.judged([.wrong, .right, .right], from: 2)
    let comparison = try Comparison(with: Self.report(old), now: Self.report(new))
    #expect(comparison.pairs.map(\.index) == [0, 1])
    #expect(comparison.pairs.map(\.was.line) == [2, 3])
    #expect(comparison.added == [2])
    #expect(comparison.removed.map(\.line) == [1])

    let twice = Self.judged([.right]) + Self.judged([.wrong])
    let again = try Comparison(with: Self.report(twice), now: Self.report(twice + twice))
    #expect(again.pairs.map(\.was) == again.pairs.map(\.now))
    #expect(again.added == [2, 3])
    #expect(again.broken.isEmpty && again.fixed.isEmpty)
  }

  @Test("2: broken and fixed") func brokenAndFixed() throws {
    let fates: [Fate] = [.right, .offered, .unsure, .wrong]
    let old = fates.flatMap { Array(repeating: $0, count: 4) }
    let new = Array(repeating: fates, count: 4).flatMap { $0 }
    let comparison = try Self.comparison(old, new)
    #expect(comparison.tests[.accuracy] == McNemar(broken: 4, fixed: 4))
    #expect(comparison.tests[.resolved] == McNemar(broken: 4, fixed: 4))
    #expect(comparison.tests[.wrong] == McNemar(broken: 3, fixed: 3))
    #expect(comparison.broken.map(\.index) == [2, 3, 6, 7, 11])
    #expect(comparison.fixed.map(\.index) == [8, 9, 12, 13, 14])
    #expect(comparison.pairs[11].broken == [.wrong])
    #expect(comparison.pairs[3].broken == [.accuracy, .resolved, .wrong])
    #expect(comparison.drop(of: .resolved) == 0)
  }

  @Test("2: the summary") func summary() throws {
    let old = Self.judged([.right, .wrong, .right, .right])
    let new = Self.judged([.wrong, .offered, .right], from: 1)
    let comparison = try Comparison(with: Self.report(old), now: Self.report(new))
    let summary = comparison.summary(of: new, against: "old.json")
    #expect(
      summary.hasPrefix(
        "compared with old.json: 3 messages in both, 0 only here, 1 only there\n"))
    #expect(summary.contains("\naccuracy      0.7500   0.6667  -0.0833\n"))
    #expect(summary.contains("\nright first candidate         1      1  1.0000\n"))
    #expect(
      summary.hasSuffix(
        """

        broken (1)
          test.tsv:1: 第1句
            expected a; answer a 0.90 → answer b 0.60 (right first candidate: worse, resolved: worse, wrongly answered: worse)

        fixed (1)
          test.tsv:2: 第2句
            expected a; answer b 0.60 → clarify a or b 0.90 (right first candidate: better, resolved: better, wrongly answered: better)

        only in old.json (1)
          line 4, expected a

        """))
  }

  @Test("3: baselines that cannot be used") func baselines() throws {
    let good = Self.report(Self.judged([.right]))
    let text = String(decoding: try good.json(), as: UTF8.self)
    let again = "  help: evaluate the earlier knowledge base again with --json"
    let cases: [(String, String)] = [
      ("", "it is damaged: not all of its figures can be read\n" + again),
      (
        String(text.prefix(text.count / 2)),
        "it is damaged: not all of its figures can be read\n" + again
      ),
      (
        text.replacing("\"confidence\" : 0.9", with: "\"confidence\" : 1e300"),
        "it is damaged: not all of its figures can be read\n" + again
      ),
      (
        "{\"name\": 3}",
        "it has no figures of an evaluation\n  help: name a file that kefu evaluate --json wrote"
      ),
      (
        """
        {"accuracy": 1, "trainSeconds": 0.1,
         "messages": {"inScope": 1, "outOfScope": 0, "answered": 1, "answeredWrong": 0}}
        """,
        "it was written by an older kefu and does not say how each message fared\n" + again
      ),
      (
        "{\"format\": 99}", "it is of format 99; this kefu reads format 1\n" + again
      ),
    ]
    for (json, complaint) in cases {
      #expect {
        try Report(Array(json.utf8), file: "old.json")
      } throws: {
        "\($0)" == "old.json: error: " + complaint
      }
    }
    #expect {
      try Report(contentsOf: "/nowhere/old.json")
    } throws: {
      "\($0)" == "/nowhere/old.json: error: there is no such file\n  help: check the path"
    }
    #expect(throws: BaselineError.Problem.foreign) {
      try Comparison(
        with: good, now: Self.report(Self.judged([.right], from: 9)))
    }
    #expect(
      BaselineError("old.json", .foreign).description == """
        old.json: error: it is of another test: none of the messages is in it
          help: name the figures of an earlier evaluation of the same test
        """)
  }

  struct Case: Sendable {
    var old: [Fate]
    var new: [Fate]
    var gate = Gate()
    var reasons: [String] = []
  }

  static func many(_ counts: [(Fate, Int)]) -> [Fate] {
    counts.flatMap { Array(repeating: $0.0, count: $0.1) }
  }

  static let cases = [
    Case(old: [.right, .wrong], new: [.right, .wrong]),
    Case(old: [.wrong], new: [.right]),
    Case(
      old: [.right, .right], new: [.right, .unsure],
      reasons: [
        "accuracy fell by 50.00 points, more than 1.0",
        "resolved fell by 50.00 points, more than 1.0",
      ]),
    // Exactly one point is let pass.
    Case(
      old: many([(.right, 100)]), new: many([(.right, 99), (.unsure, 1)])),
    Case(
      old: many([(.right, 100)]), new: many([(.right, 99), (.unsure, 1)]),
      gate: Gate(maxBroken: 0), reasons: ["1 broken, more than 0"]),
    Case(
      old: many([(.right, 100)]), new: many([(.right, 99), (.unsure, 1)]),
      gate: Gate(maxDrop: 0.5),
      reasons: [
        "accuracy fell by 1.00 points, more than 0.5",
        "resolved fell by 1.00 points, more than 0.5",
      ]),
    // Five of a thousand are little, and more than chance.
    Case(
      old: many([(.right, 1_000)]), new: many([(.right, 995), (.offered, 0), (.unsure, 5)]),
      reasons: [
        "accuracy fell by more than chance: 5 broken, 0 fixed, p = 0.0313",
        "resolved fell by more than chance: 5 broken, 0 fixed, p = 0.0313",
      ]),
    Case(
      old: many([(.unsure, 100)]), new: many([(.unsure, 95), (.wrong, 5)]),
      reasons: ["wrong answers rose by more than chance: 5 broken, 0 fixed, p = 0.0313"]),
    Case(old: many([(.unsure, 100)]), new: many([(.unsure, 96), (.wrong, 4)])),
    Case(
      old: many([(.unsure, 100)]), new: many([(.unsure, 96), (.wrong, 4)]),
      gate: Gate(maxWrongRate: 0.03), reasons: ["wrong rate 0.0400, more than 0.03"]),
  ]

  @Test("4: the gate", arguments: cases) func gate(of example: Case) throws {
    let verdict = example.gate.verdict(on: try Self.comparison(example.old, example.new))
    #expect(verdict.reasons == example.reasons)
    #expect(verdict.isPassed == example.reasons.isEmpty)
    #expect(
      verdict.description
        == (example.reasons.isEmpty
          ? "gate: passed" : "gate: failed: " + example.reasons.joined(separator: "; ")))
  }
}
