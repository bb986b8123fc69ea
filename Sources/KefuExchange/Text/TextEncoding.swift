internal import CICU

/// How a file's characters are written as bytes.
///
/// ```swift
/// let (text, encoding) = try TextEncoding.decode(bytes)
/// TextEncoding.gb18030.encode("退款")  // [0xCD, 0xCB, 0xBF, 0xEE]
/// ```
public enum TextEncoding: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  /// UTF-8 after a byte order mark, without which some spreadsheets take a file for something else.
  case utf8WithMark = "utf-8-bom"
  /// What Chinese spreadsheets call ANSI; GBK and GB2312 are part of it.
  case gb18030
  /// With a byte order mark: what spreadsheets call Unicode text. Written little-endian.
  case utf16 = "utf-16"

  /// Reads the names people use, such as `GBK` or `UTF8`.
  public init?(name: String) {
    switch name.lowercased().filter({ $0 != "-" && $0 != "_" && $0 != " " }) {
    case "utf8": self = .utf8
    case "utf8bom", "utf8sig", "utf8withbom": self = .utf8WithMark
    case "gb18030", "gbk", "gb2312", "cp936", "ansi": self = .gb18030
    case "utf16", "utf16le", "utf16be", "unicode": self = .utf16
    default: return nil
    }
  }

  /// Why bytes are not text of an encoding.
  public struct Failure: Error, Sendable, Equatable {
    public var encoding: TextEncoding
    /// The first byte that fits no character, from 0.
    public var offset: Int
    /// The line it is in, from 1.
    public var line: Int
    /// Nil at the end of the bytes.
    public var byte: UInt8?
  }
}

// MARK: - Decoding

extension TextEncoding {
  /// The text without a byte order mark. A mark decides; without one, bytes that are UTF-8 are, and
  /// others are taken for GB18030.
  ///
  /// - Parameter encoding: To be used whatever the bytes look like.
  public static func decode(
    _ bytes: [UInt8], as encoding: TextEncoding? = nil
  ) throws(Failure) -> (text: String, encoding: TextEncoding) {
    switch encoding {
    case .utf8, .utf8WithMark: return (try utf8(bytes), encoding!)
    case .gb18030: return (try gb18030Text(bytes), .gb18030)
    case .utf16: return (try utf16Text(bytes), .utf16)
    case nil: break
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      return (try utf16Text(bytes), .utf16)
    }
    if bytes.starts(with: mark) { return (try utf8(bytes), .utf8WithMark) }
    do {
      return (try utf8(bytes), .utf8)
    } catch {
      // Bytes that fit neither are reported as the encoding they are nearer to.
      if let text = try? gb18030Text(bytes) { return (text, .gb18030) }
      throw error
    }
  }

  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private static func utf8(_ bytes: [UInt8]) throws(Failure) -> String {
    let body = bytes.starts(with: mark) ? bytes[3...] : bytes[...]
    if let text = String(validating: body, as: UTF8.self) { return text }
    var decoder = UTF8()
    var iterator = body.makeIterator()
    var offset = body.startIndex
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      offset += UTF8.width(scalar)
    }
    throw failure(.utf8, bytes, at: offset)
  }

  private static func utf16Text(_ bytes: [UInt8]) throws(Failure) -> String {
    let isBigEndian =
      bytes.starts(with: [0xFE, 0xFF])
      // Without a mark: the zero bytes of ASCII characters come first.
      || (!bytes.starts(with: [0xFF, 0xFE]) && bytes.first == 0)
    let hasMark = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    let body = hasMark ? bytes[2...] : bytes[...]
    guard body.count % 2 == 0 else { throw failure(.utf16, bytes, at: bytes.count - 1) }
    let units = stride(from: body.startIndex, to: body.endIndex, by: 2).map { index in
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      return isBigEndian ? first << 8 | second : second << 8 | first
    }
    if let text = String(validating: units, as: UTF16.self) { return text }
    var decoder = UTF16()
    var iterator = units.makeIterator()
    var offset = body.startIndex
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      offset += 2 * UTF16.width(scalar)
    }
    throw failure(.utf16, bytes, at: offset)
  }

  private static func gb18030Text(_ bytes: [UInt8]) throws(Failure) -> String {
    // At most one UTF-16 unit for each byte: four bytes make at most two.
    var bad: Int32 = 0
    var made: Int32 = 0
    let units = [UInt16](unsafeUninitializedCapacity: bytes.count + 8) { buffer, count in
      made = bytes.withUnsafeBytes {
        kefu_icu_decode_gb18030(
          $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count),
          buffer.baseAddress, Int32(bytes.count + 8), &bad)
      }
      count = max(0, Int(made))
    }
    guard made >= 0 else { throw failure(.gb18030, bytes, at: Int(bad)) }
    // The mark has a form in GB18030 too.
    let text = String(decoding: units, as: UTF16.self)
    return text.unicodeScalars.first == "\u{FEFF}"
      ? String(text.unicodeScalars.dropFirst()) : text
  }

  private static func failure(_ encoding: TextEncoding, _ bytes: [UInt8], at offset: Int) -> Failure
  {
    let lines = bytes[..<min(offset, bytes.count)].count { $0 == 0x0A }
    return Failure(
      encoding: encoding, offset: offset, line: lines + 1,
      byte: offset < bytes.count ? bytes[offset] : nil)
  }
}

// MARK: - Encoding

extension TextEncoding {
  public func encode(_ text: String) -> [UInt8] {
    switch self {
    case .utf8: return Array(text.utf8)
    case .utf8WithMark: return Self.mark + Array(text.utf8)
    case .utf16:
      return [0xFF, 0xFE] + text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    case .gb18030:
      let units = Array(text.utf16)
      return [UInt8](unsafeUninitializedCapacity: units.count * 4 + 8) { buffer, count in
        let made = buffer.withMemoryRebound(to: CChar.self) {
          kefu_icu_encode_gb18030(
            units, Int32(units.count), $0.baseAddress, Int32(units.count * 4 + 8))
        }
        // GB18030 has a form for every character, and the capacity is enough for four bytes each.
        precondition(made >= 0, "GB18030 refused a text of \(units.count) units: \(made)")
        count = Int(made)
      }
    }
  }
}
