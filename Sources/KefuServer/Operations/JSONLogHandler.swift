import Foundation
import KefuStore
import KefuWire
public import Logging

/// Writes log messages to standard error, a JSON object a line.
public struct JSONLogHandler: LogHandler {
  public var metadata: Logger.Metadata = [:]
  public var logLevel: Logger.Level
  private let label: String

  public init(label: String, level: Logger.Level) {
    self.label = label
    logLevel = level
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("time", Timestamp.text(Date()))
      writer.field("level", event.level.rawValue)
      writer.field("logger", label)
      writer.field("message", event.message.description)
      let all = metadata.merging(event.metadata ?? [:]) { $1 }
      for (key, value) in all.sorted(by: { $0.key < $1.key }) {
        writer.member(key, value.description)
      }
    }
    writer.bytes.append(UInt8(ascii: "\n"))
    try? FileHandle.standardError.write(contentsOf: Data(writer.bytes))
  }
}
