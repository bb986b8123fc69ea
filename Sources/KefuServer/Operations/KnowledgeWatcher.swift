import Foundation

/// Tells whether the files of a knowledge base have changed: their names, sizes and times.
struct KnowledgeWatcher {
  private struct Stamp: Equatable {
    var name: String
    var size: Int
    var changed: Date
  }

  private let directory: URL
  private var known: [Stamp]
  /// A change that has been seen once: files are often written one after another.
  private var pending: [Stamp]?

  init(_ directory: URL) {
    self.directory = directory
    known = Self.stamps(directory)
  }

  /// Whether the files have changed since the last time it said so, and have come to rest.
  mutating func hasChanged() -> Bool {
    let stamps = Self.stamps(directory)
    guard stamps != known else {
      pending = nil
      return false
    }
    guard stamps == pending else {
      pending = stamps
      return false
    }
    known = stamps
    pending = nil
    return true
  }

  private static func stamps(_ directory: URL) -> [Stamp] {
    let keys: Set<URLResourceKey> = [
      .fileSizeKey, .contentModificationDateKey, .isRegularFileKey,
    ]
    let files = FileManager.default.enumerator(
      at: directory, includingPropertiesForKeys: Array(keys), options: [.skipsHiddenFiles])
    var stamps: [Stamp] = []
    while let file = files?.nextObject() as? URL {
      guard let values = try? file.resourceValues(forKeys: keys), values.isRegularFile == true
      else { continue }
      stamps.append(
        Stamp(
          name: file.path(percentEncoded: false), size: values.fileSize ?? 0,
          changed: values.contentModificationDate ?? .distantPast))
    }
    return stamps.sorted { $0.name < $1.name }
  }
}
