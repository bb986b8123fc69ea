import Foundation

/// The bytes of a trained model: in memory after training, mapped from its file after loading.
///
/// A mapped file must not be written to or shortened; `TrainedModel.write(to:)` replaces it by a new
/// one, which leaves those who have the old one mapped at peace.
final class ModelBytes: @unchecked Sendable {
  // Unchecked: nobody writes to the bytes once the initialiser has returned.
  let bytes: UnsafeRawBufferPointer
  private let isMapped: Bool

  /// Room for `count` bytes, filled in by `fill`.
  init(count: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    fill(memory)
    bytes = UnsafeRawBufferPointer(memory)
    isMapped = false
  }

  /// Maps a file.
  init(mapping file: URL) throws(ModelFileError) {
    let descriptor = open(file.path(percentEncoded: false), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .unreadable(reason: String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(reason: "it is not a plain file")
    }
    let count = Int(status.st_size)
    guard count > 0 else { throw .foreign }
    guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    else { throw .unreadable(reason: String(cString: strerror(errno))) }
    bytes = UnsafeRawBufferPointer(start: start, count: count)
    isMapped = true
  }

  /// After all of a mapped file was read once: what is read again comes back page by page, from the
  /// system's own copy of the file.
  func release() {
    guard isMapped else { return }
    madvise(UnsafeMutableRawPointer(mutating: bytes.baseAddress!), bytes.count, MADV_DONTNEED)
  }

  deinit {
    if isMapped {
      munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress!), bytes.count)
    } else {
      bytes.deallocate()
    }
  }
}
