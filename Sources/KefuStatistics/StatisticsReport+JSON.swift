import KefuStore
import KefuWire

extension StatisticsReport {
  /// All figures with their names and definitions in every language.
  public var json: [UInt8] {
    var writer = JSONWriter()
    let period = statistics.period
    writer.object { writer in
      writer.field("from", period.days.lowerBound.description)
      writer.field("to", period.days.upperBound.description)
      writer.field("bucket", period.bucket.rawValue)
      writer.field("timeZone", period.timeZone.identifier)
      switch statistics.selection {
      case .all: writer.field("group", JSONValue.null)
      case .group(let group): writer.field("group", group ?? Self.noGroup)
      }
      writer.field("groups", groups.sorted { $0.key < $1.key }) { group, writer in
        writer.field("id", group.key)
        writer.field("name", group.value)
      }
      writer.field("figures", Figure.allCases) { figure, writer in
        writer.field("id", figure.rawValue)
        writer.field("unit", figure.unit.rawValue)
        Self.write(figure.value(in: statistics.whole), to: &writer)
        writer.field("isOutcome", Figure.outcomes.contains(figure))
        Self.write(figure.name, figure.definition, to: &writer)
      }
      writer.field("series", Array(statistics.series.enumerated())) { bucket, writer in
        writer.field("start", Timestamp.text(period.starts[bucket.offset], in: period.timeZone))
        writer.field("label", label(of: bucket.offset))
        writer.field(
          "figures",
          object: { writer in
            for figure in Figure.allCases {
              let value = figure.value(in: bucket.element).value
              writer.member(figure.rawValue, Self.json(value))
            }
          })
      }
      writer.field("reasons", reasons) { reason, writer in
        writer.field("id", reason.reason)
        writer.field("count", reason.count)
        Self.write("name", HandoffWords.name(of: reason.reason), to: &writer)
      }
      writer.field("questions", statistics.questions.top(Self.listed)) { question, writer in
        writer.field("entry", question.text)
        writer.field("question", questions[question.text] ?? question.text)
        writer.field("count", question.count)
      }
      writer.field("unanswered", statistics.unanswered.top(Self.listed)) { text, writer in
        writer.field("text", text.text)
        writer.field("count", text.count)
      }
      writer.field("agentColumns", AgentColumn.allCases) { column, writer in
        writer.field("id", column.rawValue)
        writer.field("unit", column.unit.rawValue)
        Self.write(column.name, column.definition, to: &writer)
      }
      writer.field("agents", rankedAgents) { agent, writer in
        writer.field("id", agent.id)
        writer.field("name", agents[agent.id] ?? agent.id)
        for column in AgentColumn.allCases {
          let value = column.value(in: agent.figures)
          writer.member(column.rawValue, Self.json(value))
        }
      }
    }
    return writer.bytes
  }

  /// Stands for visits of no group where a group is named.
  public static let noGroup = "-"

  /// A whole number without a fraction.
  private static func json(_ value: Double?) -> JSONValue {
    guard let value else { return .null }
    return Int(exactly: value).map(JSONValue.integer) ?? .number(value)
  }

  private static func write(_ value: Figure.Value, to writer: inout JSONWriter) {
    writer.field("value", json(value.value))
    writer.field("count", value.count)
    if let total = value.total { writer.field("of", total) }
  }

  private static func write(_ name: Words, _ definition: Words, to writer: inout JSONWriter) {
    write("name", name, to: &writer)
    write("definition", definition, to: &writer)
  }

  private static func write(_ key: StaticString, _ words: Words, to writer: inout JSONWriter) {
    writer.field(
      key,
      object: { writer in
        for language in Words.Language.allCases {
          writer.member(language.rawValue, words.text(in: language))
        }
      })
  }
}
