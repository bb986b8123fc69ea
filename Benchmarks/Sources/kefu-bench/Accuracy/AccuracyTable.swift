import Foundation

/// Measures with the values found, as a table or as JSON.
struct AccuracyTable {
  struct Row {
    enum Finding {
      /// One a seed, or one a split.
      case values([Double])
      case impossible(why: String)
    }
    var measure: Measure
    var finding: Finding
  }

  private(set) var rows: [Row] = []
  private(set) var notes: [String] = []

  mutating func note(_ note: String) { notes.append(note) }

  /// Adds a row for each measure: with the values that `body` returns, `[measure][value]`, or, where
  /// a file cannot be read, with the reason.
  mutating func add(_ measures: [Measure], _ body: () throws -> [[Double]]) rethrows {
    let findings: [Row.Finding]
    do {
      let values = try body()
      precondition(
        values.count == measures.count, "\(values.count) values, \(measures.count) measures")
      findings = values.map { $0.isEmpty ? .impossible(why: "nothing to measure") : .values($0) }
    } catch let missing as MissingInput {
      findings = measures.map { _ in .impossible(why: missing.description) }
    }
    for (measure, finding) in zip(measures, findings) {
      rows.append(Row(measure: measure, finding: finding))
      printError(rows[rows.count - 1].progress)
    }
  }
}

/// A file that a measure needs and that cannot be read.
struct MissingInput: Error, CustomStringConvertible {
  var description: String
}

extension AccuracyTable.Row {
  /// Mean, least and greatest; nil where nothing could be measured.
  var figures: (mean: Double, low: Double, high: Double)? {
    guard case .values(let values) = finding, let low = values.min(), let high = values.max() else {
      return nil
    }
    return (values.reduce(0, +) / Double(values.count), low, high)
  }

  /// By the mean; nil without a target or a value.
  var isMet: Bool? {
    guard let target = measure.target, let figures else { return nil }
    return target.isMet(by: figures.mean)
  }

  fileprivate var verdict: String { isMet.map { $0 ? "met" : "SHORT" } ?? "–" }

  fileprivate var progress: String { "\(measure.set), \(measure.name): \(ours)" }

  fileprivate var ours: String {
    guard let figures else {
      if case .impossible(let why) = finding { return why }
      return "–"
    }
    let mean = text(figures.mean)
    if case .values(let values) = finding, values.count == 1 { return mean }
    return "\(mean) (\(text(figures.low))–\(text(figures.high)))"
  }

  fileprivate func text(_ value: Double) -> String {
    String(format: "%.\(measure.unit.places)f", value) + (measure.unit.suffix)
  }
}

extension Measure.Unit {
  fileprivate var suffix: String {
    switch self {
    case .percent, .share, .options: ""
    case .splits: " splits"
    case .seconds: " s"
    case .microseconds: " µs"
    }
  }
}

// MARK: - Text

extension AccuracyTable: CustomStringConvertible {
  /// Columns padded with spaces; shares in per cent. Below stand the sources and the notes.
  var description: String {
    let sources = Source.allCases.filter { source in
      rows.contains { $0.measure.published.contains { $0.source == source } }
    }
    var cells = [["set", "measure", "published", "target", "ours", "verdict"]]
    for row in rows {
      let published = row.measure.published.map {
        let number = (sources.firstIndex(of: $0.source) ?? 0) + 1
        return "\($0.by) \($0.figure) [\(number)]"
      }
      let target = row.measure.target.map { "\($0.sign) \($0.bound)" }
      cells.append([
        row.measure.set, row.measure.name,
        published.isEmpty ? "–" : published.joined(separator: ", "), target ?? "–", row.ours,
        row.verdict,
      ])
    }
    let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    var lines = cells.map { row in
      zip(row, widths).dropLast().map {
        $0 + String(repeating: " ", count: $1 - $0.count) + "  "
      }.joined() + row[row.count - 1]
    }
    lines.append("")
    lines += sources.enumerated().map { "[\($0 + 1)] \($1.rawValue)" }
    lines += notes.map { "- \($0)" }
    return lines.joined(separator: "\n")
  }
}

// MARK: - JSON

extension AccuracyTable: Encodable {
  private enum CodingKeys: CodingKey { case rows, notes }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rows, forKey: .rows)
    try container.encode(notes, forKey: .notes)
  }

  /// UTF-8, keys sorted.
  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + [0x0A]
  }
}

extension AccuracyTable.Row: Encodable {
  private enum CodingKeys: CodingKey {
    case set, measure, unit, published, target, values, mean, low, high, verdict, impossible
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(measure.set, forKey: .set)
    try container.encode(measure.name, forKey: .measure)
    try container.encode(measure.unit, forKey: .unit)
    try container.encode(measure.published, forKey: .published)
    try container.encodeIfPresent(measure.target, forKey: .target)
    switch finding {
    case .values(let values): try container.encode(values, forKey: .values)
    case .impossible(let why): try container.encode(why, forKey: .impossible)
    }
    try container.encodeIfPresent(figures?.mean, forKey: .mean)
    try container.encodeIfPresent(figures?.low, forKey: .low)
    try container.encodeIfPresent(figures?.high, forKey: .high)
    try container.encodeIfPresent(isMet.map { $0 ? "met" : "SHORT" }, forKey: .verdict)
  }
}

extension Target: Encodable {
  private enum CodingKeys: CodingKey { case sign, bound }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(sign, forKey: .sign)
    try container.encode(bound, forKey: .bound)
  }
}
