import KefuKnowledge

/// A moment of a log, kept as it was written.
///
/// ```swift
/// LogTime("2026-11-11T10:00:00+08:00")! > LogTime("2026-11-11 01:00")!  // true
/// ```
public struct LogTime: Sendable, Equatable, Comparable, CustomStringConvertible {
  public let description: String
  /// Since 1970-01-01 UTC.
  public let seconds: Int

  /// A day, perhaps `T` or a blank and a time with minutes, seconds and their fraction, perhaps `Z`
  /// or an offset (RFC 3339). Without an offset it is taken as UTC. Nil of anything else.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 10, let day = CalendarDate(String(decoding: bytes[..<10], as: UTF8.self))
    else { return nil }
    var seconds = day.daysSinceEpoch * 86_400
    var reader = TimeReader(bytes: bytes, next: 10)
    if !reader.isAtEnd {
      guard reader.skip("T") || reader.skip("t") || reader.skip(" "),
        let hours = reader.number(upTo: 24), reader.skip(":"),
        let minutes = reader.number(upTo: 59)
      else { return nil }
      seconds += hours * 3600 + minutes * 60
      if reader.skip(":") {
        guard let more = reader.number(upTo: 60) else { return nil }
        seconds += more
        if reader.skip(".") { reader.skipDigits() }
      }
      guard let offset = reader.offset(), reader.isAtEnd else { return nil }
      seconds -= offset
    }
    self.seconds = seconds
    description = text
  }

  public static func < (a: LogTime, b: LogTime) -> Bool {
    (a.seconds, a.description) < (b.seconds, b.description)
  }
}

private struct TimeReader {
  let bytes: [UInt8]
  var next: Int

  var isAtEnd: Bool { next == bytes.count }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard next < bytes.count, UInt32(bytes[next]) == character.value else { return false }
    next += 1
    return true
  }

  mutating func skipDigits() {
    while next < bytes.count, (0x30...0x39).contains(bytes[next]) { next += 1 }
  }

  /// Two digits.
  mutating func number(upTo most: Int) -> Int? {
    let end = next + 2
    guard end <= bytes.count, bytes[next..<end].allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    let value = Int(bytes[next] - 0x30) * 10 + Int(bytes[next + 1] - 0x30)
    next = end
    return value <= most ? value : nil
  }

  /// Seconds east of UTC; 0 where nothing is said, nil where it is said wrongly.
  mutating func offset() -> Int? {
    if isAtEnd || skip("Z") || skip("z") { return 0 }
    let isEast = skip("+")
    guard isEast || skip("-"), let hours = number(upTo: 23) else { return nil }
    _ = skip(":")
    guard let minutes = number(upTo: 59) else { return nil }
    return (isEast ? 1 : -1) * (hours * 3600 + minutes * 60)
  }
}
