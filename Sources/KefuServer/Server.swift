import Foundation
import Kefu
import KefuDesk
import KefuDialogue
import KefuHub
import KefuKnowledge
public import KefuStore
import KefuWire
public import Logging
public import NIOCore
import NIOPosix
import Synchronization

/// Encrypts connections; the daemon's executable brings it along.
public protocol TransportSecurity: Sendable {
  /// Puts its handler in front of all others.
  func secure(_ channel: any Channel) throws
  /// Reads certificate and key again; connections that stand keep theirs.
  func reload() throws
}

/// A daemon: a knowledge base, a store and listeners around one hub.
///
/// ```swift
/// let server = try Server(configuration, store: store, sealing: sealing, logger: logger)
/// try await server.start()
/// …
/// await server.stop()
/// ```
public final class Server: Sendable {
  public let configuration: Configuration
  public let store: any ConversationStore
  private let authority: TokenAuthority
  private let security: (any TransportSecurity)?
  private let sealing: any Sealing
  private let sessions = WebSessions()
  private let metrics = ServerMetrics()
  private let registry = ConnectionRegistry()
  private let logger: Logger
  public let runner: HubRunner
  private let group: MultiThreadedEventLoopGroup
  private let listener: LineListener
  private let state = Mutex(State())

  private struct State {
    var channels: [any Channel] = []
    var tasks: [Task<Void, Never>] = []
    var isReady = false
    var isReloading = false
  }

  /// What was wrong when a daemon was to be made.
  public enum StartError: Error, CustomStringConvertible {
    case noSecurity
    case cannotListen(endpoint: String, reason: String)

    public var description: String {
      switch self {
      case .noSecurity: "listen: tls:// needs tls.certificate and tls.key"
      case .cannotListen(let endpoint, let reason): "cannot listen on \(endpoint): \(reason)"
      }
    }
  }

  /// - Throws: `KnowledgeBaseError`, `ModelFileError`, `StoreError`, `StartError`.
  public init(
    _ configuration: Configuration, store: any ConversationStore, sealing: any Sealing,
    security: (any TransportSecurity)? = nil, logger: Logger
  ) throws {
    self.configuration = configuration
    self.store = store
    self.security = security
    self.sealing = sealing
    self.logger = logger
    if security == nil, configuration.listen.contains(where: { $0.hasPrefix("tls://") }) {
      throw StartError.noSecurity
    }
    let lookups = configuration.lookups
    let loaded = try LoadedKnowledge(configuration, lookups: lookups.kinds, logger: logger)
    authority = TokenAuthority(
      sealing: sealing, lifetime: Double(configuration.customerTokenDays) * 86_400)
    authority.update(try store.tokens())
    let settings = loaded.knowledge.bot.knowledgeBase.settings
    runner = HubRunner(
      hub: Hub(
        desk: Desk(settings: loaded.desk), cannedReplies: loaded.cannedReplies,
        settings: configuration.hub),
      store: store, knowledge: loaded.knowledge, lookups: lookups,
      lookupTimeout: .milliseconds(Int(configuration.lookupTimeout * 1000)),
      turnThreads: configuration.turnThreads > 0
        ? configuration.turnThreads : System.coreCount,
      metrics: metrics, logger: logger)
    group = MultiThreadedEventLoopGroup(numberOfThreads: min(4, System.coreCount))
    let language =
      configuration.language.isEmpty ? String(settings.locale.prefix(2)) : configuration.language
    var limits = configuration.limits
    limits.linesUnderWay = min(limits.linesUnderWay, configuration.hub.backlog)
    limits.lingerAfterEnd = max(limits.lingerAfterEnd, configuration.lookupTimeout + 2)
    listener = LineListener(
      runner: runner, authority: authority, gate: Gate(limits), registry: registry,
      limits: limits, metrics: metrics, logger: logger,
      tokenRefresh: TokenRefresh(authority, store), isChinese: language == "zh",
      plainChannel: configuration.plainChannel.isEmpty ? nil : configuration.plainChannel)
  }

  // MARK: Start

  /// Opens the listeners.
  public func start() async throws {
    runner.onCommand.set { [weak self] connection, frame in
      self?.command(frame, from: connection)
    }
    try runner.start()
    for text in configuration.listen {
      guard let endpoint = Endpoint(text) else { continue }
      try await open(endpoint, named: text, listener)
    }
    let adminSocket = configuration.usedAdminSocket
    if !adminSocket.isEmpty {
      var trusted = listener
      trusted.isTrusted = true
      try await open(.unix(path: adminSocket), named: "unix:\(adminSocket)", trusted, mode: 0o600)
    }
    var tasks = [Task { await self.keepWatch() }]
    if case .tcp(let host, let port)? = Endpoint("tcp://" + configuration.http) {
      tasks.append(try await run(gateway(host: host, port: port)))
    }
    state.withLock { state in
      state.tasks = tasks
      state.isReady = true
    }
    logger.info("ready", metadata: ["listen": "\(configuration.listen.joined(separator: " "))"])
  }

  private func gateway(host: String, port: Int) -> HTTPGateway {
    let door = DoorKeeper(
      authority: authority, tokenRefresh: listener.tokenRefresh, gate: listener.gate,
      registry: registry, runner: runner,
      metrics: metrics, logger: logger)
    let frames = FramesEndpoint(
      door: door, sessions: sessions, framesInHub: configuration.limits.framesInHub)
    let chatwoot = URL(string: configuration.chatwootURL).flatMap { url in
      configuration.chatwootURL.isEmpty
        ? nil
        : ChatwootWebhook(
          settings: .init(
            url: url, accessToken: configuration.chatwootAccessToken,
            webhookToken: configuration.chatwootWebhookToken), frames: frames, logger: logger)
    }
    return HTTPGateway(
      host: host, port: port, door: door,
      desk: DeskEndpoints(
        door: door, store: store, runner: runner,
        bot: { [runner] in runner.worker.current.bot }),
      rasa: RasaEndpoints(
        access: RasaEndpoints.Access(rawValue: configuration.rasa) ?? .off, door: door,
        frames: frames, sealing: sealing, bot: { [runner] in runner.worker.current.bot }),
      chatwoot: chatwoot, frames: frames, sessions: sessions, office: office(door),
      metrics: metrics,
      isReady: { [weak self] in self?.isReady ?? false },
      refresh: { [weak self] in await self?.refreshGauges() }, logger: logger)
  }

  private func office(_ door: DoorKeeper) -> Office {
    let slowWork = OfficeWork(name: "office.slow", isLarge: true)
    let bot: @Sendable () -> Bot = { [runner] in runner.worker.current.bot }
    return Office(
      statistics: StatisticsEndpoint(
        door: door, work: slowWork, store: store, knowledge: { bot().knowledgeBase }),
      knowledge: KnowledgeEndpoint(
        door: door, work: OfficeWork(name: "office"), slowWork: slowWork,
        directory: URL(filePath: configuration.knowledgeBase), store: store, bot: bot,
        hash: { [sealing] in sealing.hash($0) },
        reload: { [weak self] in await self?.reloadInTurn() ?? nil }))
  }

  /// As `reload`, once one that is under way is done: it may have read the files before they changed.
  private func reloadInTurn() async -> String? {
    for _ in 0..<100 where state.withLock({ $0.isReloading }) {
      try? await Task.sleep(for: .milliseconds(100))
    }
    return await reload()
  }

  /// Returns once the gateway answers.
  private func run(_ gateway: HTTPGateway) async throws -> Task<Void, Never> {
    let outcome = AsyncStream<(any Error)?>.makeStream()
    let task = Task { [logger] in
      do {
        try await gateway.run { outcome.continuation.yield(nil) }
      } catch is CancellationError {
      } catch {
        outcome.continuation.yield(error)
        logger.critical("the HTTP listener failed", metadata: ["reason": "\(error)"])
      }
    }
    for await problem in outcome.stream {
      guard let problem else { break }
      throw StartError.cannotListen(endpoint: "http \(configuration.http)", reason: "\(problem)")
    }
    return task
  }

  private func open(
    _ endpoint: Endpoint, named name: String, _ listener: LineListener, mode: Int? = nil
  ) async throws {
    let isSecure = if case .tls = endpoint { true } else { false }
    let security = isSecure ? self.security : nil
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(ChannelOptions.backlog, value: 1024)
      .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(AcceptPause(listener.logger))
        }
      }
      .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
      .childChannelOption(
        ChannelOptions.writeBufferWaterMark, value: .init(low: 65_536, high: 262_144)
      )
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try security?.secure(channel)
          try channel.pipeline.syncOperations.addHandler(LineHandler(listener))
        }
      }
    do {
      let channel: any Channel
      switch endpoint {
      case .tcp(let host, let port), .tls(let host, let port):
        channel = try await bootstrap.bind(host: host, port: port).get()
      case .unix(let path):
        try UnixSocketFile.makeRoom(at: path)
        // Made with narrow rights at once: between bind and chmod nobody may slip in.
        let old = umask(mode_t(0o777 & ~(mode ?? configuration.socketMode)))
        defer { umask(old) }
        channel = try await bootstrap.bind(unixDomainSocketPath: path).get()
      }
      state.withLock { $0.channels.append(channel) }
    } catch {
      throw StartError.cannotListen(endpoint: name, reason: "\(error)")
    }
  }

  /// The ports of the TCP listeners in the order of the configuration, for those that asked for
  /// any.
  public var ports: [Int] {
    state.withLock { $0.channels.compactMap { $0.localAddress?.port } }
  }

  public var isReady: Bool { state.withLock { $0.isReady } }

  /// Serves one peer over two descriptors, such as standard input and output; returns when it is
  /// gone.
  public func serve(input: Int32, output: Int32) async throws {
    var listener = listener
    listener.isPaced = true
    let channel = try await NIOPipeBootstrap(group: group)
      .channelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
      .channelInitializer { [listener] channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(LineHandler(listener))
        }
      }
      .takingOwnershipOfDescriptors(input: input, output: output).get()
    try await channel.closeFuture.get()
  }

  // MARK: Watch

  /// Looks after tokens, files and old conversations.
  private func keepWatch() async {
    var watcher =
      configuration.watchKnowledge
      ? KnowledgeWatcher(URL(filePath: configuration.knowledgeBase)) : nil
    var counter = try? store.changeCounter()
    var round = 0
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(1))
      round += 1
      let newCounter = try? store.changeCounter()
      if newCounter != counter || round % 60 == 0 {
        counter = newCounter
        await lookAtStore()
      }
      if round % 2 == 0, watcher?.hasChanged() == true { await reload() }
      if round % 3600 == 1 { retire() }
    }
  }

  /// Tokens that were revoked and conversations that were erased by another process.
  private func lookAtStore() async {
    if let tokens = try? store.tokens() { authority.update(tokens) }
    let now = Date()
    for connection in registry.connections(where: { !authority.isValid($0, at: now) }) {
      runner.send([.frame(.error(.init(.unauthorized))), .close], to: connection)
    }
    let inMemory = await runner.inspect { $0.storedConversations }
    let erased = inMemory.filter { conversation in
      do {
        return try store.conversation(conversation) == nil
      } catch {
        return false
      }
    }
    if !erased.isEmpty { runner.post(.erased(erased)) }
  }

  private func retire() {
    let day = 86_400.0
    do {
      if configuration.redactAfterDays > 0 {
        let count = try store.redact(
          before: Date(timeIntervalSinceNow: -Double(configuration.redactAfterDays) * day))
        if count > 0 { logger.info("texts taken out", metadata: ["events": "\(count)"]) }
      }
      if configuration.purgeAfterDays > 0 {
        let count = try store.purge(
          before: Date(timeIntervalSinceNow: -Double(configuration.purgeAfterDays) * day))
        if count > 0 { logger.info("old conversations removed", metadata: ["count": "\(count)"]) }
      }
    } catch {
      logger.error("retention failed", metadata: ["reason": "\(error)"])
    }
  }

  private func refreshGauges() async {
    let figures = await runner.inspect { $0.figures }
    for (name, value) in figures {
      switch name {
      case "conversations": metrics.conversations.set(value)
      case "waiting": metrics.waiting.set(value)
      case "staff": metrics.staff.set(value)
      default: break
      }
    }
  }

  // MARK: Commands

  private func command(_ frame: ClientFrame, from connection: ConnectionID) {
    switch frame {
    case .reload(let id):
      Task {
        let problem = await reload()
        runner.send(
          [
            .frame(
              problem == nil ? .ack(.init(id: id)) : .error(.init(.reloadFailed, problem, id: id)))
          ], to: connection)
      }
    case .stats(let id):
      Task {
        let figures = await runner.inspect { $0.figures }
        var object = JSONObject()
        for (name, value) in figures { object.append(name, .integer(value)) }
        runner.send([.frame(.stats(.init(id: id, figures: object)))], to: connection)
      }
    case .drain(let id):
      runner.send([.frame(.ack(.init(id: id)))], to: connection)
      onDrain(())
    default: break
    }
  }

  /// Called when an administrator asks the daemon to end.
  public let onDrain = Hook<Void>()

  /// Takes in the knowledge base anew, and the certificate; on an error the old one goes on.
  ///
  /// - Returns: What is wrong with the new one.
  @discardableResult
  public func reload() async -> String? {
    guard
      state.withLock({ state in
        defer { state.isReloading = true }
        return !state.isReloading
      })
    else { return "a reload is under way" }
    defer { state.withLock { $0.isReloading = false } }
    do {
      let lookups = configuration.lookups
      let loaded = try LoadedKnowledge(configuration, lookups: lookups.kinds, logger: logger)
      try security?.reload()
      runner.worker.replace(loaded.knowledge)
      await runner.inspect { hub in
        hub.cannedReplies = loaded.cannedReplies
        hub.use(loaded.desk)
      }
      metrics.reloaded(true)
      logger.info("knowledge reloaded")
      return nil
    } catch {
      metrics.reloaded(false)
      logger.error(
        "the new knowledge is not taken, the old goes on", metadata: ["reason": "\(error)"])
      return "the new knowledge has errors and the old goes on; the log names them"
    }
  }

  // MARK: Stop

  /// Finishes what is under way, tells clients, and closes everything; within 10 seconds.
  public func stop() async {
    let (channels, tasks) = state.withLock { state in
      defer { (state.channels, state.tasks, state.isReady) = ([], [], false) }
      return (state.channels, state.tasks)
    }
    for channel in channels { try? await channel.close() }
    for task in tasks { task.cancel() }
    await runner.drain(timeout: .seconds(5))
    sessions.finishAll()
    await runner.closeAll(reason: "draining", within: .seconds(2))
    runner.stop()
    try? await group.shutdownGracefully()
    for text in configuration.listen + ["unix:\(configuration.usedAdminSocket)"] {
      if case .unix(let path)? = Endpoint(text) { UnixSocketFile.remove(path) }
    }
    logger.info("stopped")
  }
}

extension Server {
  /// Looks whether the store can be read and each host to listen on can be found. Serves nobody and
  /// changes nothing, so that it may run beside the daemon it is about. The knowledge base and the
  /// certificate were read when the server was made.
  public func check() async throws {
    defer { runner.stop() }
    _ = try store.conversationsAtDesk()
    for text in configuration.listen {
      switch Endpoint(text) {
      case .tcp(let host, let port), .tls(let host, let port):
        do {
          _ = try SocketAddress.makeAddressResolvingHost(host, port: port)
        } catch {
          throw ConfigurationErrors(all: [
            .init(
              place: configuration.place(of: "listen"),
              message: "listen: the host of \(text) cannot be found")
          ])
        }
      case .unix, nil: break
      }
    }
    try await group.shutdownGracefully()
  }
}
