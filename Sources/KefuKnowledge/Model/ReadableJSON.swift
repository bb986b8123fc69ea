import Foundation

extension Encodable {
  /// As JSON that people read and compare line by line: keys sorted, a value a line, slashes as they
  /// are, a line break at the end. The same value gives the same bytes.
  package func readableJSON() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
