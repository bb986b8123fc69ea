import Foundation
import HTTPTypes
import Hummingbird
import KefuDesk
import KefuEvaluation
import KefuKnowledge
import KefuStatistics
import KefuStore
import KefuWire

/// `GET /api/stats`, `/api/stats.csv` and `/api/stats.xlsx`: the figures of a period, for supervisors and
/// administrators.
///
/// `from` and `to` are days of the shop, both included: the last seven where they are not given.
/// `bucket` is `hour`, `day` or `week`; `group` a skill group, or `-` for what was in none; `lang` the
/// language of tables.
struct StatisticsEndpoint: Sendable {
  enum Format: String, Sendable, CaseIterable {
    case json, csv, xlsx
  }

  let door: DoorKeeper
  let work: OfficeWork
  let store: any ConversationStore
  /// The knowledge of the moment.
  let knowledge: @Sendable () -> KnowledgeBase

  /// What is asked for.
  struct Query: Sendable {
    var period: StatisticsPeriod
    var selection: Statistics.Selection
    var language: Words.Language
  }

  func respond(_ request: Request, _ context: GatewayContext, as format: Format) async -> Response {
    do throws(FrameError) {
      _ = try await door.admit(request, as: [.supervisor, .admin], from: context.address)
      let knowledge = knowledge()
      let query = try Self.query(of: request, knowledge.settings, now: Date())
      let bytes = try await work.run { [store] () throws(FrameError) in
        let report = try Self.report(query, knowledge, store)
        return switch format {
        case .json: report.json
        case .csv: report.spreadsheet(in: query.language).csv
        case .xlsx: report.spreadsheet(in: query.language).xlsx
        }
      }
      return Self.response(bytes, format, query.period)
    } catch {
      return Response(refusing: error)
    }
  }

  // MARK: The question

  static func query(
    of request: Request, _ settings: Settings, now: Date
  ) throws(FrameError) -> Query {
    let parameters = request.uri.queryParameters
    let zone = settings.timeZone
    let today = CalendarDate(now, in: zone)
    let to = parameters.get("to") ?? today.description
    guard let last = CalendarDate(to) else {
      throw FrameError(.badFrame, StatisticsPeriod.Problem.badDay(parameter: "to").description)
    }
    let week = CalendarDate(daysSinceEpoch: last.daysSinceEpoch - 6) ?? last
    let from = parameters.get("from") ?? week.description
    let bucket: StatisticsPeriod.Bucket = try word(parameters.get("bucket"), "bucket") ?? .day
    let language: Words.Language =
      try word(parameters.get("lang"), "lang")
      ?? (settings.locale.hasPrefix("zh") ? .simplified : .english)
    var selection = Statistics.Selection.all
    if let group = parameters.get("group"), !group.isEmpty {
      let known = settings.skillGroups.map(\.id)
      guard group == StatisticsReport.noGroup || known.contains(group) else {
        throw FrameError(
          .badFrame,
          "\"group\" must be one of: "
            + (known + [StatisticsReport.noGroup]).joined(separator: ", ")
        )
      }
      selection = .group(group == StatisticsReport.noGroup ? nil : group)
    }
    do throws(StatisticsPeriod.Problem) {
      let period = try StatisticsPeriod(from: from, to: to, bucket: bucket, in: zone)
      return Query(period: period, selection: selection, language: language)
    } catch {
      throw FrameError(.badFrame, error.description)
    }
  }

  private static func word<Word: RawRepresentable<String> & CaseIterable>(
    _ text: String?, _ name: String
  ) throws(FrameError) -> Word? {
    guard let text else { return nil }
    guard let word = Word(rawValue: text) else {
      throw FrameError(
        .badFrame,
        "\"\(name)\" must be one of: " + Word.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return word
  }

  // MARK: The answer

  static func report(
    _ query: Query, _ knowledge: KnowledgeBase, _ store: any ConversationStore
  ) throws(FrameError) -> StatisticsReport {
    let hours = DeskSettings(knowledge.settings).hours
    var rules = VisitRules(
      smallTalk: Set(knowledge.entries.filter(\.isSmallTalk).map(\.id)),
      groups: Dictionary(
        knowledge.entries.compactMap { entry in entry.group.map { (entry.id, $0) } },
        uniquingKeysWith: { first, _ in first }))
    if let hours { rules.workingTime = { hours.workingTime(from: $0, to: $1) } }
    var statistics = Statistics(
      query.period, of: query.selection, rules: rules,
      phrase: {
        String(Masking.masked($0.trimmingCharacters(in: .whitespacesAndNewlines)).prefix(200))
      })
    do {
      try store.histories(changedFrom: query.period.start, begunBefore: query.period.end) {
        statistics.add($0)
      }
      let agents = try store.tokens().map { ($0.subject, $0.name ?? $0.subject) }
      return StatisticsReport(
        statistics,
        groups: Dictionary(
          knowledge.settings.skillGroups.map { ($0.id, $0.name) },
          uniquingKeysWith: { first, _ in first }),
        questions: Dictionary(
          knowledge.entries.map { ($0.id, $0.question.value) },
          uniquingKeysWith: { first, _ in first }),
        agents: Dictionary(agents, uniquingKeysWith: { $1 }))
    } catch {
      throw FrameError(reading: error)
    }
  }

  private static func response(
    _ bytes: [UInt8], _ format: Format, _ period: StatisticsPeriod
  ) -> Response {
    let type =
      switch format {
      case .json: "application/json; charset=utf-8"
      case .csv: "text/csv; charset=utf-8"
      case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
      }
    var headers: HTTPFields = [.contentType: type, .cacheControl: "no-store"]
    if format != .json {
      let name = "kefu-\(period.days.lowerBound)-\(period.days.upperBound).\(format.rawValue)"
      headers[.contentDisposition] = "attachment; filename=\"\(name)\""
    }
    return Response(status: .ok, headers: headers, body: .init(byteBuffer: .init(bytes: bytes)))
  }
}

extension Settings {
  /// The shop's; that of the machine where it has no business hours.
  var timeZone: TimeZone {
    businessHours.flatMap { TimeZone(identifier: $0.timeZone) } ?? .current
  }
}

extension CalendarDate {
  /// The day that clocks of a time zone show.
  init(_ moment: Date, in zone: TimeZone) {
    let seconds = moment.timeIntervalSince1970 + Double(zone.secondsFromGMT(for: moment))
    // Any moment of a clock is within the years of a calendar.
    self = CalendarDate(daysSinceEpoch: Int((seconds / 86_400).rounded(.down)))!
  }
}
