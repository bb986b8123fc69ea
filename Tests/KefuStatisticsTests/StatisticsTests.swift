import Foundation
import KefuExchange
import KefuKnowledge
import KefuStore
import KefuTestSupport
import KefuWire
import Testing

@testable import KefuStatistics

/// What visits add up to.
///
/// 1. A visit counts in the bucket it began in, if it is of the period and the selection.
/// 2. Outcomes add up to the conversations, buckets to the whole, reasons to what was handed over, groups
///    to all; and all agrees with a slow twin that looks at each visit anew.
/// 3. Buckets are hours, days and weeks of the shop's calendar, also where its clocks change.
/// 4. A period is refused that is none, or has too many buckets.
/// 5. Ranks of durations are those of the rounded durations in order; a digest takes no more room for more.
/// 6. Counts of frequent texts are exact while there are few different ones, and never too low by more
///    than they say.
/// 7. Every figure has a name and a definition in three languages, and JSON and tables have all of them.
@Suite struct StatisticsTests {
  @Test("1: buckets and selection")
  func selection() throws {
    var writer = HistoryWriter()
    writer.asks(-12 * hour)  // 22:00 the day before
    writer.bot(-12 * hour, "answer", "refund")
    writer.asks(1 * hour)
    writer.service(1 * hour)
    writer.asks(24 * hour)
    writer.bot(24 * hour, "fallback")
    let days = try period("2026-11-11", "2026-11-12")
    var all = Statistics(days, rules: VisitRules())
    all.add(writer.history)
    #expect(all.series.map(\.conversations) == [1, 1])
    #expect(all.whole.count(of: .byPerson) == 1 && all.whole.count(of: .unanswered) == 1)
    #expect(all.reasons == ["askedForPerson": 1] && all.agents["wang"]?.resolved == 1)
    #expect(all.unanswered.top(5).map(\.text) == ["怎么退款"])
    #expect(all.questions.top(5).isEmpty, "the day before is not of the period")
    var group = Statistics(days, of: .group("aftersale"), rules: VisitRules())
    group.add(writer.history)
    #expect(group.whole.conversations == 1)
    var none = Statistics(days, of: .group(nil), rules: VisitRules(), phrase: { _ in "x" })
    none.add(writer.history)
    #expect(none.whole.conversations == 1 && none.unanswered.top(1).first?.text == "x")
  }

  // MARK: 2

  private static let entries = ["refund", "price", "hello", "invoice"]

  private static func history(_ number: Int, _ random: inout SeededRandom) -> ConversationHistory {
    var writer = HistoryWriter("c\(number)")
    var now = Double.random(in: -3 * day...12 * day, using: &random)
    for _ in 0..<Int.random(in: 0...30, using: &random) {
      now += [1, 40, 900, 20 * hour].randomElement(using: &random)!
      let agent = ["wang", "li"].randomElement(using: &random)!
      switch Int.random(in: 0..<12, using: &random) {
      case 0...3:
        writer.asks(now, "问\(Int.random(in: 0..<6, using: &random))")
        writer.bot(
          now, ["answer", "answer", "clarify", "fallback"].randomElement(using: &random)!,
          entries.randomElement(using: &random)!)
      case 4:
        writer.service(
          now, by: agent, group: ["presale", "aftersale", nil].randomElement(using: &random)!,
          reason: ["misses", "anger"].randomElement(using: &random)!)
        now += 700
      case 5: writer.state(now, .queued, group: "presale", reason: "repeated")
      case 6: writer.state(now, .bot)
      case 7: writer.action(now, "rated", ["score": "\(Int.random(in: 1...5, using: &random))"])
      case 8: writer.action(now, "noneOfTheAbove", by: "customer")
      case 9: writer.says(now, agent)
      case 10: writer.action(now, "assigned", ["agent": agent])
      default: writer.state(now, [.assigned, .hold, .resolved].randomElement(using: &random)!)
      }
    }
    return writer.history
  }

  @Test("2: sums, and the slow twin", arguments: 1...40)
  func sums(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let rules = VisitRules(smallTalk: ["hello"], groups: ["invoice": "aftersale"])
    let histories = (0..<30).map { Self.history($0, &random) }
    let bucket = StatisticsPeriod.Bucket.allCases[Int(seed % 3)]
    let days = try period("2026-11-11", "2026-11-19", bucket)
    func statistics(_ selection: Statistics.Selection) -> Statistics {
      var result = Statistics(days, of: selection, rules: rules)
      for history in histories { result.add(history) }
      return result
    }
    let all = statistics(.all)
    let whole = all.whole
    #expect(Visit.Outcome.allCases.reduce(0) { $0 + whole.count(of: $1) } == whole.conversations)
    let shares = Figure.outcomes.compactMap { $0.value(in: whole).value }
    #expect(whole.conversations == 0 || abs(shares.reduce(0, +) - 1) < 1e-9)
    #expect(all.series.reduce(0) { $0 + $1.conversations } == whole.conversations)
    #expect(all.series.reduce(0) { $0 + $1.handedOver } == whole.handedOver)
    #expect(all.reasons.values.reduce(0, +) == whole.handedOver)
    let groups: [String?] = [nil, "presale", "aftersale"]
    #expect(
      groups.reduce(0) { $0 + statistics(.group($1)).whole.conversations } == whole.conversations)
    #expect(whole.resolved <= whole.handedOver && whole.reopened <= whole.resolved)

    let twin = SlowTwin(histories, rules, days)
    #expect(whole.conversations == twin.visits.count && !twin.visits.isEmpty)
    for (number, figures) in all.series.enumerated() {
      #expect(figures.conversations == twin.visits.count { twin.bucket(of: $0.began) == number })
    }
    #expect(
      whole.firstResponse.value(atRank: 0.5)
        == twin.rank(0.5, twin.visits.compactMap(\.firstResponse)))
    #expect(
      whole.firstResponse.value(atRank: 0.9)
        == twin.rank(0.9, twin.visits.compactMap(\.firstResponse)))
    #expect(whole.handling.value(atRank: 0.5) == twin.rank(0.5, twin.visits.compactMap(\.handling)))
    let ratings = twin.visits.compactMap(\.rating)
    #expect(whole.ratings == ratings.count)
    #expect(whole.satisfied == ratings.count { $0 > 3 })
    #expect(
      Dictionary(uniqueKeysWithValues: all.questions.top(99).map { ($0.text, $0.count) })
        == twin.visits.map(\.answers).reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) })
  }

  // MARK: 3

  @Test("3: buckets of the calendar")
  func buckets() throws {
    let week = try period("2026-11-11", "2026-11-24", .week)
    #expect(week.starts.map { CalendarDate($0, in: shanghai).day } == [11, 16, 23])
    #expect(week.bucket(of: at(4.5 * day)) == 0 && week.bucket(of: at(5 * day)) == 1)
    let hours = try period("2026-11-11", "2026-11-11", .hour)
    #expect(hours.starts.count == 24 && hours.bucket(of: at(0)) == 10)
    #expect(hours.bucket(of: hours.end) == nil && hours.bucket(of: hours.start - 0.001) == nil)
    let berlin = TimeZone(identifier: "Europe/Berlin")!
    for (date, count) in [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)] {
      #expect(try period(date, date, .hour, in: berlin).starts.count == count)
      let days = try period("2026-01-01", "2026-12-31", .day, in: berlin)
      #expect(days.starts.count == 365)
      #expect(days.starts.allSatisfy { Timestamp.text($0, in: berlin).contains("T00:00:00.000") })
    }
  }

  @Test("4: what is no period")
  func badPeriods() throws {
    let table: [(String, String, StatisticsPeriod.Bucket, StatisticsPeriod.Problem?)] = [
      ("2026-02-30", "2026-03-01", .day, .badDay(parameter: "from")),
      ("2026-03-01", "gestern", .day, .badDay(parameter: "to")),
      ("2026-03-02", "2026-03-01", .day, .backwards),
      ("2026-01-01", "2026-02-28", .hour, .tooManyBuckets(1416)),
      ("2020-01-01", "2026-02-28", .day, nil),
      ("0001-01-01", "9999-12-31", .hour, nil),
      ("0001-01-01", "9999-12-31", .week, nil),
    ]
    for (from, to, bucket, problem) in table {
      do {
        _ = try period(from, to, bucket)
        Issue.record("\(from)..\(to) is taken")
      } catch let error as StatisticsPeriod.Problem {
        if let problem { #expect(error == problem) }
        #expect(!error.description.isEmpty)
      }
    }
    _ = try period("2026-01-01", "2026-01-31", .hour)
    _ = try period("2025-01-01", "2026-12-31", .day)
    _ = try period("9999-12-31", "9999-12-31", .day)
  }

  // MARK: 5, 6

  @Test("5: durations", arguments: 1...20)
  func durations(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let values = (0..<Int.random(in: 1...300, using: &random)).map { _ in
      pow(10, Double.random(in: -1...6, using: &random))
    }
    var digest = DurationDigest()
    for value in values { digest.add(value) }
    let rounded = values.map { DurationDigest.rounded($0) }.sorted()
    for (value, seconds) in zip(values, values.map { DurationDigest.rounded($0) }) {
      #expect(abs(Double(seconds) - value) <= max(0.5, value * 0.005))
    }
    for share in [0, 0.1, 0.5, 0.9, 1] {
      let rank = max(1, Int((share * Double(values.count)).rounded(.up)))
      #expect(digest.value(atRank: share) == Double(rounded[rank - 1]))
    }
    #expect(digest.count == values.count)
    #expect(abs(digest.mean! - values.reduce(0, +) / Double(values.count)) < 1e-6 * digest.mean!)
  }

  @Test func oddDurations() {
    var digest = DurationDigest()
    #expect(digest.value(atRank: 0.5) == nil && digest.mean == nil)
    for value in [-5, .nan, .infinity, 1e300] { digest.add(value) }
    #expect(digest.value(atRank: 0.5) == 0 && digest.value(atRank: 1) == 3e11)
  }

  @Test("6: frequent texts", arguments: 1...20)
  func frequent(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var exact: [String: Int] = [:]
    var items = FrequentItems(capacity: 10)
    var added = 0
    for _ in 0..<2000 {
      // Few are frequent, many are rare.
      let text = "t\(Int(pow(Double.random(in: 0...1, using: &random), 3) * 200))"
      items.add(text)
      exact[text, default: 0] += 1
      added += 1
      if exact.count <= 20 { #expect(items.undercount == 0) }
    }
    #expect(items.undercount > 0 && items.undercount <= added / 10)
    let top = Dictionary(uniqueKeysWithValues: items.top(20).map { ($0.text, $0.count) })
    for (text, count) in exact {
      let counted = top[text] ?? 0
      #expect(counted <= count && counted >= count - items.undercount, "\(text)")
    }
    #expect(items.top(100).count <= 20)
  }

  // MARK: 7

  @Test("7: words, JSON and tables")
  func report() throws {
    var writer = HistoryWriter()
    writer.asks(0, "=1+1")
    writer.bot(1, "fallback")
    writer.service(10, reason: "zzz")
    var statistics = Statistics(try period("2026-11-11", "2026-11-11"), rules: VisitRules())
    statistics.add(writer.history)
    let report = StatisticsReport(
      statistics, groups: ["aftersale": "售后"], questions: [:], agents: ["wang": "小王"])
    let json = try JSONValue(parsing: report.json)
    guard case .array(let figures)? = json["figures"], case .array(let agents)? = json["agents"]
    else {
      Issue.record("no figures")
      return
    }
    #expect(figures.count == Figure.allCases.count)
    for language in Words.Language.allCases {
      for figure in figures {
        guard case .string(let name)? = figure["name"]?[language.rawValue],
          case .string(let definition)? = figure["definition"]?[language.rawValue]
        else {
          Issue.record("a figure without words")
          continue
        }
        #expect(!name.isEmpty && definition.count > 6)
      }
      let book = report.spreadsheet(in: language)
      #expect(Set(book.sheets.map(\.name)).count == 6)
      #expect(book.sheets[0].rows.count == Figure.allCases.count + 1)
      #expect(
        book.sheets.allSatisfy { sheet in
          sheet.rows.allSatisfy { $0.count == sheet.rows[0].count }
        })
      #expect(book.sheets[2].rows[1][0] == .text("zzz"))
    }
    #expect(agents.first?["name"] == .string("小王"))
    #expect(agents.first?["handling"] == .integer(600))
    let csv = String(decoding: report.spreadsheet(in: .english).csv, as: UTF8.self)
    #expect(csv.contains("'=1+1,1"), "no formula")
    #expect(csv.contains("First response (median),90,1,,seconds,"))
    #expect(!report.spreadsheet(in: .english).xlsx.isEmpty)
  }
}

/// The same sums, each by looking at all visits.
private struct SlowTwin {
  let visits: [Visit]
  private let period: StatisticsPeriod

  init(_ histories: [ConversationHistory], _ rules: VisitRules, _ period: StatisticsPeriod) {
    self.period = period
    visits = histories.flatMap { Visit.all(in: $0, by: rules) }.filter {
      period.days.contains(CalendarDate($0.began, in: period.timeZone))
    }
  }

  func bucket(of moment: Date) -> Int? { period.starts.lastIndex { $0 <= moment } }

  func rank(_ share: Double, _ values: [Double]) -> Double? {
    let sorted = values.map { Double(DurationDigest.rounded($0)) }.sorted()
    return sorted.first { value in
      Double(sorted.count { $0 <= value }) >= share * Double(sorted.count)
    }
  }
}

extension CalendarDate {
  /// By the system's calendar.
  fileprivate init(_ moment: Date, in zone: TimeZone) {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    let parts = calendar.dateComponents([.year, .month, .day], from: moment)
    self.init(year: parts.year!, month: parts.month!, day: parts.day!)!
  }
}
