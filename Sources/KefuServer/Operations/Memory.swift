import Foundation

enum Memory {
  /// Gives the system back what was allocated once and is free again, such as what building indexes
  /// took. Does nothing where the C library has no such call.
  static func giveBack() {
    // glibc's; looked up by name, as its header is not part of Swift's module.
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    typealias Trim = @convention(c) (Int) -> Int32
    _ = unsafeBitCast(symbol, to: Trim.self)(0)
  }
}
