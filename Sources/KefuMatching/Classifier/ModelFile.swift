import CKefuKernels

/// How a trained model lies in bytes: a header, a table of sections, the sections.
///
/// | Bytes | What |
/// | --- | --- |
/// | 0–7 | `KEFUMODL` |
/// | 8–11 | version, 1 |
/// | 12–15 | number of sections |
/// | 16–23 | length of the whole |
/// | 24–31 | checksum of all other bytes |
/// | 32–39 | fingerprint of the knowledge it was trained on |
/// | 40–47 | seed |
/// | 64… | per section: number, element size, offset, length; 8 bytes each |
///
/// Numbers are little-endian; sections begin at multiples of 64.
enum ModelFile {
  static let magic = Array("KEFUMODL".utf8)
  static let version: UInt32 = 1
  static let headerLength = 64
  static let alignment = 64

  enum Section: UInt64, CaseIterable {
    /// `ModelShape`'s numbers, 8 bytes each.
    case shape = 1
    case keys, numbers, rarities
    case rows, rowScales, hiddenBias, outputWeights, outputBias
    /// UTF-8, one id a line.
    case labels
    /// `Calibration`'s numbers.
    case calibration

    var elementSize: Int {
      switch self {
      case .shape, .keys, .calibration: 8
      case .numbers, .rarities, .rowScales, .hiddenBias, .outputWeights, .outputBias: 4
      case .rows, .labels: 1
      }
    }
  }

  /// The sum of a whole file, its own place left out.
  static func checksum(ofFile bytes: UnsafeRawBufferPointer) -> UInt64 {
    func part(_ range: Range<Int>) -> UInt64 {
      checksum(UnsafeRawBufferPointer(rebasing: bytes[range]))
    }
    return mixed(mixed(part(0..<24) ^ part(32..<headerLength)) ^ part(headerLength..<bytes.count))
  }

  /// A sum that any changed, missing or exchanged byte changes but for a chance of 2⁻⁶⁴.
  private static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var sums = SIMD4<UInt64>(1, 2, 3, 4)
    let whole = bytes.count / 32 * 32
    var i = 0
    while i < whole {
      sums =
        (sums ^ bytes.loadUnaligned(fromByteOffset: i, as: SIMD4<UInt64>.self))
        &* 0x9FB2_1C65_1E98_DF25
      sums ^= sums &>> 29
      i += 32
    }
    var sum = UInt64(bytes.count)
    for lane in 0..<4 { sum = mixed(sum ^ sums[lane]) }
    while i < bytes.count {
      sum = mixed(sum ^ UInt64(bytes[i]))
      i += 1
    }
    return sum
  }
}

/// Why a file is no model that can be used.
public enum ModelFileError: Error, Sendable, Equatable, CustomStringConvertible {
  case unreadable(reason: String)
  case unwritable(reason: String)
  /// It does not begin as a model does.
  case foreign
  case newer(version: UInt32)
  case truncated(bytes: Int, expected: UInt64)
  /// What is wrong in words.
  case damaged(String)

  public var description: String {
    switch self {
    case .unreadable(let reason):
      "the trained model cannot be read: \(reason)\nhelp: mend that, or run kefu train again"
    case .unwritable(let reason):
      "the trained model cannot be written: \(reason)\nhelp: check that you may write there and that there is room"
    case .foreign:
      "this is not a model that kefu train has written\nhelp: move it away and run kefu train"
    case .newer(let version):
      "the model's format is version \(version), this kefu reads \(ModelFile.version)\nhelp: update kefu, or run this kefu's train again"
    case .truncated(let bytes, let expected):
      "the trained model is cut off: \(bytes) of \(expected) bytes are there\nhelp: copy it again, or run kefu train again"
    case .damaged(let what):
      "the trained model is damaged: \(what)\nhelp: copy it again, or run kefu train again"
    }
  }
}

/// A model's sections found in its bytes, checked.
struct ModelSections: Sendable {
  let storage: ModelBytes
  let fingerprint: UInt64
  let seed: UInt64
  private var ranges: [ModelFile.Section: Range<Int>] = [:]

  init(_ storage: ModelBytes) throws(ModelFileError) {
    self.storage = storage
    let bytes = storage.bytes
    guard bytes.count >= 8, bytes[..<8].elementsEqual(ModelFile.magic) else { throw .foreign }
    guard bytes.count >= ModelFile.headerLength else {
      throw .truncated(bytes: bytes.count, expected: UInt64(ModelFile.headerLength))
    }
    func number(_ offset: Int) -> UInt64 {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    let version = UInt32(truncatingIfNeeded: number(8))
    guard version <= ModelFile.version else { throw .newer(version: version) }
    guard version == ModelFile.version else { throw .damaged("its version is \(version)") }
    let length = number(16)
    guard bytes.count >= length else { throw .truncated(bytes: bytes.count, expected: length) }
    guard bytes.count == length else {
      throw .damaged("\(UInt64(bytes.count) - length) bytes too many")
    }
    guard ModelFile.checksum(ofFile: bytes) == number(24) else {
      throw .damaged("its checksum does not agree")
    }
    storage.release()
    fingerprint = number(32)
    seed = number(40)
    let count = Int(number(8) >> 32)
    guard count <= 64, ModelFile.headerLength + count * 32 <= bytes.count else {
      throw .damaged("its table of sections does not fit")
    }
    for i in 0..<count {
      let row = ModelFile.headerLength + i * 32
      guard let section = ModelFile.Section(rawValue: number(row)) else { continue }
      let (offset, length) = (number(row + 16), number(row + 24))
      guard number(row + 8) == UInt64(section.elementSize), offset <= UInt64(bytes.count),
        length <= UInt64(bytes.count) - offset, Int(offset) % ModelFile.alignment == 0,
        Int(length) % section.elementSize == 0
      else { throw .damaged("section \(section) does not fit") }
      ranges[section] = Int(offset)..<Int(offset + length)
    }
    for section in ModelFile.Section.allCases where ranges[section] == nil {
      throw .damaged("section \(section) is missing")
    }
  }

  func elements<Element: BitwiseCopyable>(
    _ section: ModelFile.Section, as type: Element.Type
  ) -> ModelArray<Element> {
    ModelArray(storage, range(of: section))
  }

  fileprivate func range(of section: ModelFile.Section) -> Range<Int> { ranges[section]! }
}

extension ModelSections {
  /// A copy with other numbers of the same count in one section.
  func replacing(_ section: ModelFile.Section, by numbers: [Double]) -> ModelBytes {
    let range = range(of: section)
    precondition(range.count == numbers.count * 8, "\(numbers.count) numbers do not fit \(range)")
    return ModelBytes(count: storage.bytes.count) { memory in
      memory.copyMemory(from: storage.bytes)
      numbers.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(rebasing: memory[range]).copyMemory(from: $0)
      }
      let sum = ModelFile.checksum(ofFile: UnsafeRawBufferPointer(memory))
      memory.storeBytes(of: sum.littleEndian, toByteOffset: 24, as: UInt64.self)
    }
  }
}

/// The elements of a section, where they lie.
struct ModelArray<Element: BitwiseCopyable>: RandomAccessCollection, @unchecked Sendable {
  // Unchecked: `storage`, which is never written to, keeps what `buffer` points into.
  private let storage: ModelBytes
  let buffer: UnsafeBufferPointer<Element>

  init(_ storage: ModelBytes, _ range: Range<Int>) {
    self.storage = storage
    buffer = UnsafeRawBufferPointer(rebasing: storage.bytes[range]).bindMemory(to: Element.self)
  }

  /// A copy of elements made just now.
  init(_ elements: [Element]) {
    let bytes = elements.count * MemoryLayout<Element>.stride
    self.init(
      ModelBytes(count: bytes) { memory in elements.withUnsafeBytes { memory.copyBytes(from: $0) }
      },
      0..<bytes)
  }

  var startIndex: Int { 0 }
  var endIndex: Int { buffer.count }
  var baseAddress: UnsafePointer<Element>? { buffer.baseAddress }

  @inline(__always)
  subscript(i: Int) -> Element { buffer[i] }
}

/// Puts a model's sections together.
struct ModelWriter {
  private var sections: [(section: ModelFile.Section, bytes: [UInt8])] = []

  mutating func add<Element: BitwiseCopyable>(
    _ section: ModelFile.Section, _ elements: [Element]
  ) {
    sections.append((section, elements.withUnsafeBytes { Array($0) }))
  }

  func finish(fingerprint: UInt64, seed: UInt64) -> ModelBytes {
    func padded(_ count: Int) -> Int {
      (count + ModelFile.alignment - 1) / ModelFile.alignment * ModelFile.alignment
    }
    let tableEnd = padded(ModelFile.headerLength + sections.count * 32)
    let total = sections.reduce(tableEnd) { $0 + padded($1.bytes.count) }
    return ModelBytes(count: total) { memory in
      func put(_ value: UInt64, at offset: Int) {
        memory.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt64.self)
      }
      memory.copyBytes(from: ModelFile.magic)
      put(UInt64(ModelFile.version) | UInt64(sections.count) << 32, at: 8)
      put(UInt64(total), at: 16)
      put(fingerprint, at: 32)
      put(seed, at: 40)
      var offset = tableEnd
      for (i, (section, bytes)) in sections.enumerated() {
        let row = ModelFile.headerLength + i * 32
        put(section.rawValue, at: row)
        put(UInt64(section.elementSize), at: row + 8)
        put(UInt64(offset), at: row + 16)
        put(UInt64(bytes.count), at: row + 24)
        UnsafeMutableRawBufferPointer(rebasing: memory[offset...]).copyBytes(from: bytes)
        offset += padded(bytes.count)
      }
      put(ModelFile.checksum(ofFile: UnsafeRawBufferPointer(memory)), at: 24)
    }
  }
}
