// What is written of an evaluation:
//  1. The JSON has the fixed keys beside each other; without out-of-scope messages it lacks theirs.
//  2. The same report gives the same bytes.
//  3. The summary, word for word; of nothing, it still says something.
//  4. What is written is read again, the same.
//  5. Predictions are a table whose cells cannot break it.
import Foundation
import Kefu
import Testing

@testable import KefuEvaluation

@Suite struct ReportTests {
  private static let report = Report(
    Metrics(WorkedExample.outcomes), trainSeconds: 1.25,
    latencyMicros: Latency(p50: 80.5, p99: 200), seed: 7)

  private func object(_ report: Report) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(try report.json())) as? [String: Any])
  }

  @Test("1: keys") func keys() throws {
    let all: Set = [
      "accuracy", "top3", "coverage", "wrongRate", "risk", "resolved", "inScope", "oosRecall",
      "auroc", "ece", "perStage", "perIntent", "confusions", "coverageAtRisk", "trainSeconds",
      "latencyMicros", "seed", "messages", "intervals", "perMessage", "format",
    ]
    let json = try object(Self.report)
    #expect(Set(json.keys) == all)
    #expect(json["accuracy"] as? Double == 0.6)
    #expect(json["format"] as? Int == 1)
    let intervals = try #require(json["intervals"] as? [String: [Double]])
    #expect(
      Set(intervals.keys) == [
        "accuracy", "top3", "coverage", "wrongRate", "risk", "resolved", "inScope", "oosRecall",
        "auroc", "ece", "coverageAtRisk.0.01", "coverageAtRisk.0.02", "coverageAtRisk.0.05",
      ])
    #expect(intervals["accuracy"] == [0.2307, 0.8824])
    #expect(json["seed"] as? Int == 7)
    #expect(json["trainSeconds"] as? Double == 1.25)
    #expect((json["latencyMicros"] as? [String: Double]) == ["p50": 80.5, "p99": 200])
    #expect(
      (json["coverageAtRisk"] as? [String: Double])?.keys.sorted() == ["0.01", "0.02", "0.05"])
    let stage = (json["perStage"] as? [String: [String: Double]])?["keyword"]
    #expect(stage == ["count": 1, "right": 1, "alone": 0.2])
    let entry = (json["perIntent"] as? [String: [String: Double]])?["a"]
    #expect(
      Set(try #require(entry).keys) == [
        "count", "right", "answered", "answeredRight", "clarified", "precision", "recall", "f1",
      ])
    let confusions = try #require(json["confusions"] as? [[String: Any]])
    #expect(confusions[0]["expected"] as? String == "a")
    #expect(confusions[0]["predicted"] as? String == "b")
    #expect(confusions[0]["count"] as? Int == 1)
    #expect(confusions[1]["predicted"] == nil)

    let inScope = Report(
      Metrics(Array(WorkedExample.outcomes.prefix(5))), trainSeconds: 0, latencyMicros: nil, seed: 1
    )
    #expect(
      Set(try object(inScope).keys) == all.subtracting(["oosRecall", "auroc", "latencyMicros"]))
  }

  @Test("2: the same bytes") func sameBytes() throws {
    let again = Report(
      Metrics(WorkedExample.outcomes), trainSeconds: 1.25,
      latencyMicros: Latency(p50: 80.5, p99: 200), seed: 7)
    let bytes = try Self.report.json()
    #expect(try again.json() == bytes)
    #expect(bytes.last == 0x0A)
  }

  @Test("3: the summary") func summary() {
    #expect(
      Self.report.summary == """
        5 messages in scope, 3 out of scope
                       share  95 % interval
        accuracy      0.6000  0.2307–0.8824  the first candidate is right
        top 3         0.8000  0.3755–0.9638  a right entry is among the first three
        coverage      0.6000  0.2307–0.8824  answered by the bot itself
        in scope      0.4000  0.1176–0.7693  answered rightly
        resolved      0.6000  0.2307–0.8824  answered rightly, or asked back with the right option
        wrong rate    0.2500  0.0715–0.5907  wrongly answered: 2 of 8
        risk          0.5000  0.1500–0.8500  answers that are wrong: 2 of 4
        oos recall    0.6667  0.2077–0.9385  messages out of scope that are not answered
        AUROC         0.7000  0.3022–0.9217  in scope told from out of scope by confidence
        ECE           0.2875  0.1000–0.4625  confidences' distance from the truth, 15 bins of equal width
        at risk 0.01  0.4000  0.0000–1.0000  coverage by the best single threshold
        at risk 0.02  0.4000  0.0000–1.0000  coverage by the best single threshold
        at risk 0.05  0.4000  0.0000–1.0000  coverage by the best single threshold
        keyword       0.2000                 right alone; decided 1 first candidates, 1 right
        fuzzy         0.4000                 right alone; decided 1 first candidates, 1 right
        weighted      0.6000                 right alone; decided 2 first candidates, 1 right
        classifier    0.0000                 right alone; decided 0 first candidates, 0 right
        training        1.25                 seconds
        latency         80.5                 microseconds a message; 99 of 100 within 200.0

        worst entries
             f1  precision  recall  messages  entry
          0.500      0.500   0.500         2  b
          0.667      1.000   0.500         2  a

        commonest confusions
          count  expected → first candidate
              1  a → b
              1  b → (none)

        """)
  }

  @Test("3: of nothing") func summaryOfNothing() {
    let report = Report(Metrics([], stages: []), trainSeconds: 0, latencyMicros: nil, seed: 1)
    #expect(
      report.summary
        == "0 messages in scope, 0 out of scope\ntraining        0.00                 seconds\n")
  }

  @Test("4: read again") func readAgain() throws {
    let judged = WorkedExample.outcomes.enumerated().map {
      JudgedMessage(
        LabelledText("第\($0)句", $1.expected, line: $0 + 1), in: "test.tsv", $1)
    }
    var report = Self.report
    report.perMessage = judged.map(MessageRecord.init)
    let bytes = try report.json()
    var read = try JSONDecoder().decode(Report.self, from: Data(bytes))
    #expect(try read.json() == bytes)
    // Intervals are written to four places.
    read.metrics.intervals = report.metrics.intervals
    #expect(read == report)
  }

  @Test("5: predictions") func predictions() {
    let texts = [
      LabelledText("a\tb\r\nc", ["a", "c"], line: 1), LabelledText("好", line: 2),
      LabelledText("嗯", ["b"], line: 3),
    ]
    let outcomes = [
      WorkedExample.outcomes[4], WorkedExample.outcomes[7], WorkedExample.outcomes[2],
    ]
    #expect(
      Predictions.table(
        zip(texts, outcomes).map { JudgedMessage($0, in: "test.tsv", $1) }) == """
          text\texpected\tpredicted\tconfidence\tdecision
          a b  c\ta,c\tc\t0.8000\tanswer
          好\t\t\t0.0000\tfallback
          嗯\tb\tb\t0.5000\tclarify

          """)
  }

  @Test(
    "5: decimals",
    arguments: [
      (0, 4, "0.0000"), (1, 4, "1.0000"), (0.12345, 4, "0.1235"), (0.00005, 4, "0.0001"),
      (12.34, 1, "12.3"), (-0.5, 2, "-0.50"), (2.999, 2, "3.00"), (12.5, 0, "13"),
    ] as [(Double, Int, String)])
  func decimals(value: Double, places: Int, text: String) {
    #expect(decimal(value, places: places) == text)
  }
}
