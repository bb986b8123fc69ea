import Foundation

/// The files of a knowledge base on disk.
enum KnowledgeDirectory {
  struct Failure: Error {
    var reason: String
  }

  /// Reads what the loader knows by name; other files and folders are only listed.
  static func contents(
    of directory: URL
  ) -> Result<[String: KnowledgeLoader.Content], Failure> {
    let root = directory.path(percentEncoded: false)
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: root, isDirectory: &isDirectory) else {
      return .failure(Failure(reason: "it does not exist"))
    }
    guard isDirectory.boolValue else { return .failure(Failure(reason: "it is not a directory")) }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: root) else {
      return .failure(Failure(reason: "it cannot be listed"))
    }
    var contents: [String: KnowledgeLoader.Content] = [:]
    for name in names {
      let path = directory.appending(path: name)
      if KnowledgeFile.folders.contains(name), isFolder(path) {
        let inner = try? FileManager.default.contentsOfDirectory(
          atPath: path.path(percentEncoded: false))
        guard let inner else {
          contents["\(name)/"] = .unreadable(reason: "it cannot be listed")
          continue
        }
        for file in inner {
          contents["\(name)/\(file)"] = content(
            of: path.appending(path: file), at: "\(name)/\(file)")
        }
      } else {
        contents[name] = content(of: path, at: name)
      }
    }
    return .success(contents)
  }

  private static func content(of url: URL, at path: String) -> KnowledgeLoader.Content {
    if isFolder(url) { return .folder }
    switch KnowledgeFile(path: path) {
    case .named, .entries, .testTable, .conversations: break
    default: return .bytes([])
    }
    guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) else {
      return .unreadable(reason: "it does not exist")
    }
    // Links are followed; pipes and devices would keep the loader waiting.
    let target = url.resolvingSymlinksInPath().path(percentEncoded: false)
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: target),
      attributes[.type] as? FileAttributeType == .typeRegular
    else { return .unreadable(reason: "it is not a regular file") }
    let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
    guard size <= SourceText.maximumBytes else { return .tooLarge(size) }
    guard let data = FileManager.default.contents(atPath: target) else {
      return .unreadable(reason: "permission denied")
    }
    return .bytes(Array(data))
  }

  private static func isFolder(_ url: URL) -> Bool {
    var isDirectory: ObjCBool = false
    let path = url.path(percentEncoded: false)
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }
}
