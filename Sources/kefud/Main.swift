import ArgumentParser
import Foundation
import KefuServer
import KefuStore
import Logging

@main
struct Kefud: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kefud",
    abstract: "Serves conversations: a bot, and people behind it, over lines of text or JSON.",
    discussion: """
      Examples:
        kefud --knowledge-base KnowledgeBase/ecommerce-zh
        kefud --config /etc/kefu/kefud.yaml --check
        printf '退款多久到账\\n' | kefud --stdio
        kefud admin token --role agent --subject wang --name 小王 --group aftersale

      Settings come from the file of --config, then from variables such as KEFUD_HTTP, then from \
      flags. --print-config shows them all with their meaning.
      """,
    subcommands: [Serve.self, Admin.self], defaultSubcommand: Serve.self)
}

/// Where the settings come from.
struct ConfigurationOptions: ParsableArguments {
  @Option(name: .long, help: "A YAML file of settings (or KEFUD_CONFIG).")
  var config: String?

  @Option(name: .long, help: "The knowledge base's directory.")
  var knowledgeBase: String?

  @Option(name: .long, help: "The file conversations are kept in, or :memory:.")
  var store: String?

  @Option(
    name: .long,
    help: "Where clients connect: tcp://HOST:PORT, tls://HOST:PORT, unix:PATH. May be repeated.")
  var listen: [String] = []

  @Option(name: .customLong("set"), help: "Any setting, as NAME=VALUE. May be repeated.")
  var assignments: [String] = []

  func configuration() throws -> Configuration {
    var configuration = Configuration()
    let environment = ProcessInfo.processInfo.environment
    if let file = config ?? environment["KEFUD_CONFIG"] {
      let text: String
      do {
        text = try String(contentsOf: URL(filePath: file), encoding: .utf8)
      } catch {
        throw Failure("\(file): cannot be read")
      }
      try configuration.read(yaml: text, file: file)
    }
    try configuration.read(environment: environment)
    var flags: [String] = []
    if let knowledgeBase { flags.append("knowledgeBase=\(knowledgeBase)") }
    if let store { flags.append("store=\(store)") }
    if !listen.isEmpty { flags.append("listen=\(listen.joined(separator: " "))") }
    try configuration.read(assignments: flags + assignments)
    return configuration
  }
}

/// Something the operator can mend, in a sentence; exit code 1.
struct Failure: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serves until it is told to end by SIGTERM or SIGINT; SIGHUP reloads.")

  @OptionGroup var options: ConfigurationOptions

  @Flag(help: "Serve one customer over standard input and output, and end with them.")
  var stdio = false

  @Flag(help: "Print the settings in force, as a file that says the same, and end.")
  var printConfig = false

  @Flag(help: "Check settings, knowledge base, store and certificate, and end.")
  var check = false

  func run() async throws {
    do {
      var configuration = try options.configuration()
      if printConfig {
        print(configuration.yaml, terminator: "")
        return
      }
      guard configuration.problems.isEmpty else {
        throw ConfigurationErrors(all: configuration.problems)
      }
      let level = Logger.Level(rawValue: configuration.logLevel) ?? .info
      let logger = Logger(label: "kefud") { JSONLogHandler(label: $0, level: level) }
      if stdio {
        configuration.listen = []
        if options.store == nil { configuration.store = ":memory:" }
        configuration.watchKnowledge = false
        // One customer typing, or a file being read: nobody to be protected from.
        configuration.hub.messagesPerSecond = 100_000
        configuration.hub.burst = 1_000_000
      }
      let server = try makeServer(configuration, logger)
      if check {
        try await server.check()
        print("good: \(configuration.knowledgeBase), \(configuration.store)")
        return
      }
      if stdio {
        try await serveStandardStreams(server)
      } else {
        try await serve(server, configuration, logger)
      }
    } catch let error as CleanExit {
      throw error
    } catch {
      FileHandle.standardError.write(Data("kefud: \(error)\n".utf8))
      throw ExitCode(1)
    }
  }

  private func makeServer(_ configuration: Configuration, _ logger: Logger) throws -> Server {
    let store: any ConversationStore =
      configuration.store == ":memory:"
      ? MemoryStore()
      : try blaming("store", configuration) { try SQLiteStore(path: configuration.store) }
    let security: TLS? =
      configuration.certificate.isEmpty
      ? nil
      : try blaming("tls.certificate", configuration) {
        try TLS(certificate: configuration.certificate, key: configuration.key)
      }
    let seal = try blaming("secretFile", configuration) {
      try Seal(file: configuration.usedSecretFile)
    }
    return try Server(
      configuration, store: store, sealing: seal, security: security, logger: logger)
  }

  /// Says where the setting was written that what went wrong rests on.
  private func blaming<Value>(
    _ setting: String, _ configuration: Configuration, _ body: () throws -> Value
  ) throws -> Value {
    do {
      return try body()
    } catch {
      throw ConfigurationErrors(all: [
        ConfigurationError(place: configuration.place(of: setting), message: "\(setting): \(error)")
      ])
    }
  }

  private func serve(
    _ server: Server, _ configuration: Configuration, _ logger: Logger
  ) async throws {
    if let files = OpenFiles.raiseLimit(), files < configuration.limits.connections + 100 {
      logger.warning(
        "the system allows fewer open files than limits.connections needs",
        metadata: ["files": "\(files)"])
    }
    let signals = Signals()
    try await server.start()
    server.onDrain.set { signals.end() }
    for await signal in signals.stream {
      switch signal {
      case .reload: await server.reload()
      case .end:
        logger.info("draining")
        await server.stop()
        return
      }
    }
  }

  /// Standard streams may be files, which an event loop cannot wait for: two threads copy.
  private func serveStandardStreams(_ server: Server) async throws {
    try await server.start()
    let (input, output) = (try Pipe.open(), try Pipe.open())
    Thread.detachNewThread {
      Pipe.copy(from: 0, to: input.write)
      close(input.write)
    }
    let done = AsyncStream<Void>.makeStream()
    Thread.detachNewThread {
      Pipe.copy(from: output.read, to: 1)
      done.continuation.finish()
    }
    try await server.serve(input: input.read, output: output.write)
    for await _ in done.stream {}
    await server.stop()
  }
}

private enum OpenFiles {
  /// Raises the limit of open files, each connection being one, as far as the system allows.
  ///
  /// - Returns: The limit now; nil where the system does not tell.
  static func raiseLimit() -> Int? {
    let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(files, &limit) == 0 else { return nil }
    var raised = limit
    raised.rlim_cur = limit.rlim_max
    return Int(clamping: setrlimit(files, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur)
  }
}

private enum Pipe {
  static func open() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw Failure("no pipe can be made") }
    return (ends[0], ends[1])
  }

  static func copy(from source: Int32, to target: Int32) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = read(source, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      var written = 0
      while written < count {
        let step = write(target, buffer.baseAddress! + written, count - written)
        if step < 0, errno == EINTR { continue }
        guard step > 0 else { return }
        written += step
      }
    }
  }
}
