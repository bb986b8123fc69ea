import Foundation

/// The figures of an evaluation and how they came about, as `kefu evaluate --json` writes them.
///
/// ```swift
/// let report = Report(metrics, trainSeconds: 0.8, latencyMicros: latency, seed: 1)
/// try report.json().write(to: url)
/// ```
public struct Report: Sendable, Equatable, Codable {
  /// Of what `json()` writes; rises when a later comparison could no longer read it.
  public static let format = 1

  public var metrics: Metrics
  /// From the knowledge base read to the bot ready.
  public var trainSeconds: Double
  public var latencyMicros: Latency?
  public var seed: UInt64
  /// One for each message, in order; without texts.
  public var perMessage: [MessageRecord]

  public init(
    _ metrics: Metrics, trainSeconds: Double, latencyMicros: Latency?, seed: UInt64,
    perMessage: [MessageRecord] = []
  ) {
    self.metrics = metrics
    self.trainSeconds = trainSeconds
    self.latencyMicros = latencyMicros
    self.seed = seed
    self.perMessage = perMessage
  }

  private enum CodingKeys: String, CodingKey {
    case format, trainSeconds, latencyMicros, seed, perMessage
  }

  public init(from decoder: any Decoder) throws {
    metrics = try Metrics(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    trainSeconds = try container.decode(Double.self, forKey: .trainSeconds)
    latencyMicros = try container.decodeIfPresent(Latency.self, forKey: .latencyMicros)
    seed = try container.decode(UInt64.self, forKey: .seed)
    perMessage = try container.decode([MessageRecord].self, forKey: .perMessage)
  }

  /// The metrics' keys stand beside the report's own.
  public func encode(to encoder: any Encoder) throws {
    try metrics.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(trainSeconds, forKey: .trainSeconds)
    try container.encodeIfPresent(latencyMicros, forKey: .latencyMicros)
    try container.encode(seed, forKey: .seed)
    try container.encode(perMessage, forKey: .perMessage)
    try container.encode(Self.format, forKey: .format)
  }

  /// UTF-8, keys sorted; the same report gives the same bytes.
  public func json() throws -> [UInt8] {
    try [UInt8](readableJSON())
  }
}
