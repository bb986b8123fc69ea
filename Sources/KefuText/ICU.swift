internal import CICU
import Synchronization

/// An open ICU normaliser and word-break iterator; one caller at a time.
final class ICUHandle: @unchecked Sendable {
  // Only `ICUPool` hands it out, to one caller at a time.
  private let pointer: OpaquePointer

  init() {
    var error = [CChar](repeating: 0, count: 64)
    guard let opened = kefu_icu_open(&error, Int32(error.count)) else {
      let name = error.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      preconditionFailure("ICU could not be opened: \(String(decoding: name, as: UTF8.self))")
    }
    pointer = opened
  }

  deinit { kefu_icu_close(pointer) }

  /// The one crossing: `source` folded into `out`, with the source units and word starts.
  func fold(_ source: [UInt16], into out: inout FoldedUnits) {
    // NFKC makes at most 18 units of one (U+FDFA), 3 of most.
    var capacity = source.count * 3 + 32
    while true {
      out.resize(capacity)
      let count = kefu_icu_fold(
        pointer, source, Int32(source.count), &out.units, &out.from, &out.to, &out.word,
        Int32(capacity))
      if count >= 0 {
        out.count = Int(count)
        return
      }
      precondition(
        count == -1 && capacity < source.count * 32 + 64, "ICU refused a text it must take")
      capacity *= 2
    }
  }
}

/// UTF-16 units made by ICU and where they came from.
struct FoldedUnits {
  var units: [UInt16] = []
  var from: [Int32] = []
  var to: [Int32] = []
  var word: [UInt8] = []
  var count = 0

  mutating func resize(_ capacity: Int) {
    guard units.count < capacity else { return }
    units = .init(repeating: 0, count: capacity)
    from = .init(repeating: 0, count: capacity)
    to = from
    word = .init(repeating: 0, count: capacity)
  }
}

/// Keeps opened ICU handles: opening one costs some 100 µs, a text some 1 µs.
enum ICUPool {
  private static let idle = Mutex<[ICUHandle]>([])

  static func withHandle<Result>(_ body: (ICUHandle) -> Result) -> Result {
    let handle = idle.withLock { $0.popLast() } ?? ICUHandle()
    defer { idle.withLock { if $0.count < 64 { $0.append(handle) } } }
    return body(handle)
  }
}
