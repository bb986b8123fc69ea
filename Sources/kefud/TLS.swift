import KefuServer
import NIOCore
import NIOSSL
import Synchronization

/// TLS 1.2 and later with a certificate from files.
final class TLS: TransportSecurity {
  private let certificate: String
  private let key: String
  private let context: Mutex<NIOSSLContext>

  init(certificate: String, key: String) throws {
    self.certificate = certificate
    self.key = key
    context = Mutex(try Self.context(certificate, key))
  }

  private static func context(_ certificate: String, _ key: String) throws -> NIOSSLContext {
    let chain: [NIOSSLCertificate]
    do {
      chain = try NIOSSLCertificate.fromPEMFile(certificate)
    } catch {
      throw Failure("tls.certificate: \(certificate) cannot be read as PEM")
    }
    let secret: NIOSSLPrivateKey
    do {
      secret = try NIOSSLPrivateKey(file: key, format: .pem)
    } catch {
      throw Failure("tls.key: \(key) cannot be read as PEM")
    }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(secret))
    configuration.minimumTLSVersion = .tlsv12
    do {
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw Failure("tls.key: \(key) does not belong to \(certificate)")
    }
  }

  func secure(_ channel: any Channel) throws {
    let context = context.withLock { $0 }
    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
  }

  func reload() throws {
    let new = try Self.context(certificate, key)
    context.withLock { $0 = new }
  }
}
