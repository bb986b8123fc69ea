import Crypto
import Foundation
import KefuServer

/// The daemon's cryptography.
struct Seal: Sealing {
  private let key: SymmetricKey

  /// Reads the secret, and makes one where there is none; an empty name: one for this process
  /// alone.
  init(file: String) throws {
    guard !file.isEmpty else {
      key = SymmetricKey(size: .bits256)
      return
    }
    if let bytes = FileManager.default.contents(atPath: file) {
      guard bytes.count >= 32 else {
        throw Failure("\(file): a secret has at least 32 bytes; remove the file to have one made")
      }
      key = SymmetricKey(data: bytes)
      return
    }
    guard !FileManager.default.fileExists(atPath: file) else {
      throw Failure("\(file): the secret cannot be read")
    }
    key = SymmetricKey(size: .bits256)
    let bytes = key.withUnsafeBytes { Data($0) }
    // Made new with narrow rights: a second process that was faster wins, and this one says so.
    let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    guard descriptor >= 0 else { throw Failure("\(file): the secret cannot be written") }
    defer { close(descriptor) }
    let isWritten = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard isWritten == bytes.count, fsync(descriptor) == 0 else {
      unlink(file)
      throw Failure("\(file): the secret cannot be written")
    }
  }

  func hash(_ bytes: [UInt8]) -> String { Self.hash(bytes) }

  static func hash(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: SHA256.hash(data: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
      as: UTF8.self)
  }

  func seal(_ bytes: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: bytes, using: key))
  }
}
