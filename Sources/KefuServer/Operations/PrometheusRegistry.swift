public import CoreMetrics
import Synchronization

/// Keeps what is measured and writes it in Prometheus' text format.
///
/// ```swift
/// let registry = PrometheusRegistry()
/// let dimensions = [("decision", "answer")]
/// Counter(label: "kefu_turns_total", dimensions: dimensions, factory: registry).increment()
/// registry.text  // # TYPE kefu_turns_total counter …
/// ```
///
/// Durations are histograms in seconds with fixed bounds from 50 µs to 10 s.
public final class PrometheusRegistry: MetricsFactory {
  static let bounds = [
    0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
    2.5, 5, 10,
  ]

  private struct Key: Hashable, Comparable {
    var label: String
    /// As they are written, `{a="b"}`.
    var dimensions: String

    static func < (a: Key, b: Key) -> Bool {
      (a.label, a.dimensions) < (b.label, b.dimensions)
    }
  }

  fileprivate enum Series {
    case counter(CounterSeries)
    case gauge(GaugeSeries)
    case histogram(HistogramSeries)
  }

  private let series = Mutex<[Key: Series]>([:])
  private let help: [String: String]

  /// - Parameter help: Label → what it measures.
  public init(help: [String: String] = [:]) { self.help = help }

  private static func key(_ label: String, _ dimensions: [(String, String)]) -> Key {
    let written = dimensions.sorted { $0.0 < $1.0 }.map { name, value in
      let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        .replacing("\n", with: "\\n")
      return "\(name)=\"\(escaped)\""
    }
    return Key(label: label, dimensions: written.joined(separator: ","))
  }

  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    let key = Self.key(label, dimensions)
    return series.withLock { table in
      if case .counter(let found)? = table[key] { return found }
      let new = CounterSeries()
      table[key] = .counter(new)
      return new
    }
  }

  public func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    let key = Self.key(label, dimensions)
    return series.withLock { table in
      if case .histogram(let found)? = table[key] { return found }
      let new = HistogramSeries()
      table[key] = .histogram(new)
      return new
    }
  }

  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    let key = Self.key(label, dimensions)
    return series.withLock { table in
      if case .gauge(let found)? = table[key] { return found }
      let new = GaugeSeries()
      table[key] = .gauge(new)
      return new
    }
  }

  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    let key = Self.key(label, dimensions)
    return series.withLock { table in
      if case .histogram(let found)? = table[key] { return found }
      let new = HistogramSeries()
      table[key] = .histogram(new)
      return new
    }
  }

  public func destroyCounter(_ handler: any CounterHandler) {}
  public func destroyRecorder(_ handler: any RecorderHandler) {}
  public func destroyMeter(_ handler: any MeterHandler) {}
  public func destroyTimer(_ handler: any TimerHandler) {}

  /// All series, sorted, as version 0.0.4 of the format writes them.
  public var text: String {
    let table = series.withLock { $0 }
    var text = ""
    var label = ""
    for (key, series) in table.sorted(by: { $0.key < $1.key }) {
      if key.label != label {
        label = key.label
        if let help = help[label] { text += "# HELP \(label) \(help)\n" }
        text += "# TYPE \(label) \(series.type)\n"
      }
      series.write(label: key.label, dimensions: key.dimensions, to: &text)
    }
    return text
  }
}

extension PrometheusRegistry.Series {
  fileprivate var type: String {
    switch self {
    case .counter: "counter"
    case .gauge: "gauge"
    case .histogram: "histogram"
    }
  }

  fileprivate func write(label: String, dimensions: String, to text: inout String) {
    func line(_ suffix: String, _ more: String, _ value: String) {
      let all = [dimensions, more].filter { !$0.isEmpty }.joined(separator: ",")
      text += "\(label)\(suffix)" + (all.isEmpty ? "" : "{\(all)}") + " \(value)\n"
    }
    switch self {
    case .counter(let series): line("", "", String(series.value))
    case .gauge(let series): line("", "", String(series.value))
    case .histogram(let series):
      let state = series.state
      var total = 0
      for (bound, count) in zip(PrometheusRegistry.bounds, state.counts) {
        total += count
        line("_bucket", "le=\"\(bound)\"", String(total))
      }
      total += state.counts.last!
      line("_bucket", "le=\"+Inf\"", String(total))
      line("_sum", "", String(state.sum))
      line("_count", "", String(total))
    }
  }
}

private final class CounterSeries: CounterHandler {
  private let count = Atomic<Int64>(0)
  var value: Int64 { count.load(ordering: .relaxed) }
  func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }
  func reset() { count.store(0, ordering: .relaxed) }
}

private final class GaugeSeries: MeterHandler {
  private let level = Mutex(0.0)
  var value: Double { level.withLock { $0 } }
  func set(_ value: Int64) { level.withLock { $0 = Double(value) } }
  func set(_ value: Double) { level.withLock { $0 = value } }
  func increment(by amount: Double) { level.withLock { $0 += amount } }
  func decrement(by amount: Double) { level.withLock { $0 -= amount } }
}

private final class HistogramSeries: TimerHandler, RecorderHandler {
  struct State {
    /// By bound; the last one: above all.
    var counts = [Int](repeating: 0, count: PrometheusRegistry.bounds.count + 1)
    var sum = 0.0
  }

  private let kept = Mutex(State())
  var state: State { kept.withLock { $0 } }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
  func record(_ value: Int64) { record(Double(value)) }
  func record(_ value: Double) {
    let place =
      PrometheusRegistry.bounds.firstIndex { value <= $0 } ?? PrometheusRegistry.bounds.count
    kept.withLock { state in
      state.counts[place] += 1
      state.sum += value
    }
  }
}
