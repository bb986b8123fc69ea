internal import CZlib

/// The files in a zip archive, as far as workbooks need: stored or deflated, without encryption, on
/// one disk, below 4 GiB.
struct ZipArchive {
  /// An inflated file may have so many bytes, and all files of an archive together twice as many.
  static let maximumFile = 128 << 20
  /// A file of more than a megabyte may grow by this factor: deflate reaches 1 032 for data that
  /// were made to fill memory, sheets stay far below.
  static let maximumRatio = 400

  /// Why bytes are no such archive, in a trainer's words.
  enum Failure: Error, Sendable, Equatable {
    case oldWorkbook, notZip, truncated, encrypted
    case method(Int)
    case damaged(String)
    case tooLarge(String)
    case multipart
  }

  private struct Member {
    var offset: Int
    var compressed: Int
    var size: Int
    var crc: UInt32
    var method: Int
    var isEncrypted: Bool
  }

  private let bytes: [UInt8]
  private var members: [String: Member] = [:]

  init(_ bytes: [UInt8]) throws(Failure) {
    self.bytes = bytes
    if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { throw .oldWorkbook }
    guard bytes.starts(with: Array("PK".utf8)) else { throw .notZip }
    try readDirectory()
  }

  var names: [String] { members.keys.sorted() }

  /// The content of a file; nil where there is none of the name.
  func file(_ name: String) throws(Failure) -> [UInt8]? {
    guard
      let member = members[name]
        ?? members.first(where: { $0.key.lowercased() == name.lowercased() })?.value
    else { return nil }
    if member.isEncrypted { throw .encrypted }
    guard member.size <= Self.maximumFile,
      member.size <= 1 << 20 || member.size / Self.maximumRatio <= member.compressed
    else { throw .tooLarge(name) }
    // The name and extra field before the data have their own lengths there.
    guard let nameLength = u16(member.offset + 26), let extraLength = u16(member.offset + 28),
      u32(member.offset) == 0x0403_4B50
    else { throw .damaged(name) }
    let start = member.offset + 30 + nameLength + extraLength
    guard start <= bytes.count, member.compressed <= bytes.count - start else { throw .truncated }
    let data = bytes[start..<start + member.compressed]
    let content: [UInt8]
    switch member.method {
    case 0: content = Array(data)
    case 8:
      var made: Int64 = 0
      content = [UInt8](unsafeUninitializedCapacity: member.size) { buffer, count in
        made = data.withUnsafeBufferPointer {
          kefu_inflate($0.baseAddress, data.count, buffer.baseAddress, member.size)
        }
        count = max(0, Int(made))
      }
      if made == -2 { throw .tooLarge(name) }
      if made < 0 { throw .damaged(name) }
    default: throw .method(member.method)
    }
    guard content.count == member.size,
      content.withUnsafeBufferPointer({ kefu_crc32($0.baseAddress, content.count) }) == member.crc
    else { throw .damaged(name) }
    return content
  }

  // MARK: The directory at the end

  private mutating func readDirectory() throws(Failure) {
    guard let end = endRecord() else { throw .truncated }
    guard let disk = u16(end + 4), let count = u16(end + 10), let offset = u32(end + 16) else {
      throw .truncated
    }
    // 0xFFFF stands for numbers in a zip64 record.
    guard disk == 0, count != 0xFFFF, offset != 0xFFFF_FFFF else { throw .multipart }
    var next = Int(offset)
    var total = 0
    for _ in 0..<count {
      guard u32(next) == 0x0201_4B50, let flags = u16(next + 8), let method = u16(next + 10),
        let crc = u32(next + 16), let compressed = u32(next + 20), let size = u32(next + 24),
        let nameLength = u16(next + 28), let extra = u16(next + 30), let comment = u16(next + 32),
        let start = u32(next + 42), next + 46 + nameLength <= bytes.count
      else { throw .truncated }
      let name = String(decoding: bytes[next + 46..<next + 46 + nameLength], as: UTF8.self)
      members[name] = Member(
        offset: Int(start), compressed: Int(compressed), size: Int(size), crc: crc, method: method,
        isEncrypted: flags & 1 != 0)
      total += Int(size)
      guard total <= 2 * Self.maximumFile else { throw .tooLarge(name) }
      next += 46 + nameLength + extra + comment
    }
  }

  /// Where the end record begins: before a comment of at most 65 535 bytes.
  private func endRecord() -> Int? {
    guard bytes.count >= 22 else { return nil }
    let last = bytes.count - 22
    return stride(from: last, through: max(0, last - 0xFFFF), by: -1).first {
      bytes[$0] == 0x50 && u32($0) == 0x0605_4B50
    }
  }

  private func u16(_ offset: Int) -> Int? {
    guard offset >= 0, offset <= bytes.count - 2 else { return nil }
    return Int(bytes[offset]) | Int(bytes[offset + 1]) << 8
  }

  private func u32(_ offset: Int) -> UInt32? {
    guard offset >= 0, offset <= bytes.count - 4 else { return nil }
    return (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1)) }
  }
}

extension ZipArchive.Failure {
  var message: String {
    switch self {
    case .oldWorkbook: "this is an old .xls workbook, or one with a password, whatever its name"
    case .notZip: "this is no .xlsx workbook"
    case .truncated: "the file ends too early, or its end is damaged"
    case .encrypted: "the workbook is encrypted"
    case .method(let method): "the workbook is packed in an unusual way (method \(method))"
    case .damaged(let name): "its part \(name) is damaged"
    case .tooLarge(let name): "its part \(name) would unpack to more than a workbook should hold"
    case .multipart: "the workbook is split, or larger than 4 GiB"
    }
  }

  var help: String {
    switch self {
    case .oldWorkbook: "open it and save it as .xlsx without a password"
    case .encrypted: "save it without a password"
    case .truncated: "copy or download it again"
    case .tooLarge: "delete empty rows and pictures, or split it into several workbooks"
    default: "open it in a spreadsheet and save it as .xlsx"
    }
  }
}

// MARK: - Writing

/// Writes a zip archive: the same files give the same bytes, whenever that is.
struct ZipWriter {
  private var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  mutating func add(_ name: String, _ content: [UInt8]) {
    let deflated = [UInt8](unsafeUninitializedCapacity: content.count) { buffer, count in
      let made = content.withUnsafeBufferPointer {
        kefu_deflate($0.baseAddress, content.count, buffer.baseAddress, content.count)
      }
      count = max(0, Int(made))
    }
    // What deflate makes no smaller is stored.
    let isDeflated = !deflated.isEmpty && deflated.count < content.count
    let data = isDeflated ? deflated : content
    let crc = content.withUnsafeBufferPointer { kefu_crc32($0.baseAddress, content.count) }
    let name = Array(name.utf8)
    // Version 2.0, names in UTF-8, and the first day a zip file can name (1980-01-01).
    var common: [UInt8] = []
    Self.append(&common, 20, 0x0800, isDeflated ? 8 : 0, 0, 0x21)
    Self.append32(&common, crc, UInt32(data.count), UInt32(content.count))
    Self.append(&common, UInt16(name.count), 0)
    let offset = UInt32(bytes.count)
    Self.append32(&bytes, 0x0403_4B50)
    bytes += common + name + data
    Self.append32(&directory, 0x0201_4B50)
    Self.append(&directory, 20)
    directory += common
    Self.append(&directory, 0, 0, 0)
    Self.append32(&directory, 0, offset)
    directory += name
    count += 1
  }

  func finished() -> [UInt8] {
    var result = bytes + directory
    Self.append32(&result, 0x0605_4B50)
    Self.append(&result, 0, 0, UInt16(count), UInt16(count))
    Self.append32(&result, UInt32(directory.count), UInt32(bytes.count))
    Self.append(&result, 0)
    return result
  }

  private static func append(_ bytes: inout [UInt8], _ values: UInt16...) {
    for value in values { bytes += [UInt8(truncatingIfNeeded: value), UInt8(value >> 8)] }
  }

  private static func append32(_ bytes: inout [UInt8], _ values: UInt32...) {
    for value in values {
      for i in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt32(i)))) }
    }
  }
}
