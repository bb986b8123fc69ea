import Foundation
import Testing

/// A shop as `kefu init` makes it, in a directory that goes when the test ends.
final class Shop {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appending(path: "kefu-test-\(UUID().uuidString)").path
    let result = try kefu(["init", path])
    try #require(result.code == 0, "\(result.complaint)")
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ file: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path).appending(path: file))
  }
}

struct CommandResult {
  var code: Int32
  var output: String
  var complaint: String
}

func kefu(_ arguments: [String], input: String = "") throws -> CommandResult {
  try kefu(arguments, bytes: Data(input.utf8))
}

func kefu(_ arguments: [String], bytes: Data) throws -> CommandResult {
  try run(builtProducts.appending(path: "kefu").path, arguments, bytes: bytes)
}

/// Runs a program; its streams are files, so no pipe can fill up and hold it.
///
/// - Parameter environment: Besides that of the tests.
func run(
  _ program: String, _ arguments: [String], bytes: Data = Data(),
  environment: [String: String] = [:]
) throws -> CommandResult {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "kefu-run-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let files = ["in", "out", "err"].map { folder.appending(path: $0) }
  try bytes.write(to: files[0])
  try Data().write(to: files[1])
  try Data().write(to: files[2])
  let process = Process()
  process.executableURL = URL(filePath: program)
  process.arguments = arguments
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  process.standardInput = try FileHandle(forReadingFrom: files[0])
  process.standardOutput = try FileHandle(forWritingTo: files[1])
  process.standardError = try FileHandle(forWritingTo: files[2])
  try process.run()
  process.waitUntilExit()
  return CommandResult(
    code: process.terminationReason == .exit ? process.terminationStatus : -1,
    output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
    complaint: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
}

/// Where the tests were built, the command beside them.
var builtProducts: URL {
  var folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
  while folder.path != "/",
    !FileManager.default.isExecutableFile(atPath: folder.appending(path: "kefu").path)
  {
    folder.deleteLastPathComponent()
  }
  return folder
}

func object(_ text: some StringProtocol) -> [String: Any]? {
  try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
}

/// Files in a directory that goes when the test ends.
final class Files {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "kefu-files-\(UUID().uuidString)")

  init(_ files: [String: String]) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in files { try write(name, text) }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The path of a file.
  subscript(name: String) -> String {
    name.isEmpty ? folder.path : folder.appending(path: name).path
  }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
  }
}
