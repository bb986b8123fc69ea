// The report as a page:
//  1. Every tag is closed, nothing is fetched, and whatever texts and ids say stays text.
//  2. Texts are in it on request only.
//  3. Figures are those of the summary; plots have their axes and legends.
//  4. Of nothing it is a page too; the same report gives the same page.
//  5. The curve and the bins, worked by hand; ticks are round, and their labels within the drawing.
//  6. Dark colours are for screens alone.
import Kefu
import KefuTestSupport
import Testing

@testable import KefuEvaluation

@Suite struct HTMLReportTests {
  static let nasty = "<script>alert('x')</script>&amp;\"\u{0} 退款 http"

  static func page(_ outcomes: [Outcome], showsMessages: Bool, title: String = "myshop") -> String {
    let judged = outcomes.enumerated().map {
      JudgedMessage(
        LabelledText("秘密\($0)" + nasty.replacing("http", with: ""), $1.expected, line: $0 + 1),
        in: "test.tsv", $1, time: .microseconds(10 * ($0 + 1)), matchedTerms: ["<词>"])
    }
    let report = Report(
      Metrics(outcomes), trainSeconds: 1.25, latencyMicros: Latency(p50: 80.5, p99: 200), seed: 7,
      perMessage: judged.map(MessageRecord.init))
    return HTMLReport(report, messages: judged, title: title, showsMessages: showsMessages).html
  }

  /// The tags left open or closed wrongly; what stands between tags may have no `<`, `>` or bare `&`.
  static func faults(in page: String) -> [String] {
    var faults: [String] = []
    var open: [String] = []
    var rest = Substring(page)
    #expect(rest.hasPrefix("<!DOCTYPE html>\n"))
    rest = rest.dropFirst("<!DOCTYPE html>\n".count)
    while let start = rest.firstIndex(of: "<") {
      if open.last == "script" || open.last == "style" {
        guard let end = rest.firstRange(of: "</\(open.last!)>") else { return ["no end"] }
        rest = rest[end.lowerBound...]
      } else {
        check(rest[..<start])
      }
      guard let begin = rest.firstIndex(of: "<"), let end = rest[begin...].firstIndex(of: ">")
      else { return faults + ["cut off"] }
      let tag = rest[rest.index(after: begin)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("/") {
        if open.popLast() != String(tag.dropFirst()) { faults.append("</\(tag)>") }
      } else if !tag.hasSuffix("/") {
        open.append(String(tag.prefix { $0 != " " }))
      }
      if tag.contains("<") || tag.count(where: { $0 == "\"" }) % 2 == 1 { faults.append("\(tag)") }
    }
    check(rest)
    func check(_ text: Substring) {
      if text.contains(">") { faults.append("a > in \(text)") }
      for piece in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst()
      where !["amp;", "lt;", "gt;", "quot;", "#39;"].contains(where: piece.hasPrefix) {
        faults.append("a bare & before \(piece)")
      }
    }
    return faults + open.map { "<\($0)> is not closed" }
  }

  @Test("1: well-formed") func wellFormed() {
    let strange = WorkedExample.outcome(
      [Self.nasty], [("</table>", 0.4)], .fallback, .weighted, [.weighted: "</table>"])
    for shows in [false, true] {
      let page = Self.page(
        WorkedExample.outcomes + [strange], showsMessages: shows,
        title: "</title><b>\"&")
      #expect(Self.faults(in: page) == [])
      #expect(!page.contains("<script>alert"))
      #expect(!page.contains("\u{0}"))
      #expect(page.components(of: "<script>") == 1)
    }
    let page = Self.page(WorkedExample.outcomes, showsMessages: true)
    for word in ["http", "url(", "@import", "src=", "href="] { #expect(!page.contains(word)) }
  }

  @Test("1: the checker finds faults") func checker() {
    for wrong in ["<p>", "<p></b>", "a > b", "a & b", "<i>a</i></i>", "<p"] {
      #expect(!Self.faults(in: "<!DOCTYPE html>\n" + wrong).isEmpty, "\(wrong)")
    }
  }

  @Test("2: texts on request") func texts() {
    let outcomes = WorkedExample.outcomes
    let without = Self.page(outcomes, showsMessages: false)
    #expect(!without.contains("秘密"))
    #expect(!without.contains("词"))
    #expect(without.contains("<li>test.tsv:2</li>"))
    let with = Self.page(outcomes, showsMessages: true)
    #expect(with.contains("test.tsv:2 <q>秘密1&lt;script&gt;"))
    #expect(with.contains("<small> matched: &lt;词&gt;</small>"))
    #expect(with.contains("<td class=\"word\">秘密5"))
  }

  @Test("3: figures and plots") func figures() {
    let page = Self.page(WorkedExample.outcomes, showsMessages: false)
    #expect(
      page.contains("<td class=\"number\">0.6000</td><td class=\"number\">0.2307–0.8824</td>"))
    for label in [
      "messages answered", "answers that are wrong", "mean confidence", "share right", "confidence",
      "messages", "what the bot does", "by falling confidence", "wrong, or out of scope",
    ] {
      #expect(page.contains(">\(label)</text>") || page.contains(" \(label)</span>"), "\(label)")
    }
    #expect(page.components(of: "<svg ") == 3)
    #expect(page.contains("Of 3 messages 1 are answered, 0 asked back on and 2 not answered."))
    #expect(page.contains("prefers-color-scheme: dark"))
    // The eighth message took longest.
    #expect(page.contains("<td class=\"word\">test.tsv:8</td><td class=\"number\">80.0</td>"))
  }

  @Test("4: of nothing, and again") func nothing() {
    #expect(Self.faults(in: Self.page([], showsMessages: true)) == [])
    let page = Self.page(WorkedExample.outcomes, showsMessages: true)
    #expect(Self.page(WorkedExample.outcomes, showsMessages: true) == page)
  }

  @Test(
    "5: round ticks",
    arguments: [
      (0, 1), (1, 1), (4, 1), (5, 2), (12, 3), (13, 5), (20, 5), (21, 10), (1072, 300),
      (1201, 500), (100_000, 30_000),
    ] as [(Int, Int)])
  func ticks(count: Int, distance: Int) {
    #expect(HTMLReport.tickDistance(reaching: count) == distance)
  }

  @Test("5: labels within the drawing") func labels() throws {
    let page = Self.page(WorkedExample.outcomes, showsMessages: false)
    let drawing = try #require(page.firstMatch(of: #/<svg viewBox="0 0 (\d+) /#))
    let width = try #require(Double(drawing.output.1))
    let label = try #require(
      page.firstMatch(of: #/<text x="([\d.]+)" y="[\d.]+" text-anchor="middle">100 %/#))
    // Six characters of 12 px, half of them to the right.
    #expect(try #require(Double(label.output.1)) + 3 * 8 <= width)
  }

  @Test("6: paper is white") func paper() {
    let page = Self.page(WorkedExample.outcomes, showsMessages: false)
    #expect(page.contains("@media screen and (prefers-color-scheme: dark)"))
    #expect(page.contains("@media print"))
  }

  @Test("3: nothing out of scope answered") func nothingAnswered() {
    let page = Self.page(Array(WorkedExample.outcomes.suffix(2)), showsMessages: true)
    #expect(page.contains("Of 2 messages 0 are answered, 0 asked back on and 2 not answered.<"))
    #expect(!page.contains("surest first"))
  }

  @Test("5: curve and bins") func curveAndBins() {
    let points = riskCoverage(of: WorkedExample.outcomes)
    // 0.9 right, 0.8 right, 0.7 wrong, 0.6 wrong, 0.5 right, 0.2 wrong; of eight messages.
    #expect(points.map(\.coverage) == [0.125, 0.25, 0.375, 0.5, 0.625, 0.75])
    let third = 1.0 / 3
    #expect(points.map(\.risk) == [0, 0, third, 0.5, 0.4, 0.5])
    let bins = ConfidenceBin.bins(of: WorkedExample.outcomes, count: 2)
    #expect(bins.map(\.right) == [0, 3])
    #expect(bins.map(\.wrong) == [1, 2])
    #expect(bins[0].meanConfidence == 0.2)
    #expect(riskCoverage(of: []).isEmpty)
  }
}

extension String {
  /// How often a text occurs.
  fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
