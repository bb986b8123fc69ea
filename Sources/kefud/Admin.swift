import ArgumentParser
import Foundation
import KefuServer
import KefuStore
import KefuWire

/// Work on a daemon's store, beside it while it runs, or on the running daemon itself.
struct Admin: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Tokens, erasure, backups and exports; reload, drain and figures of a running daemon.",
    subcommands: [
      Token.self, Tokens.self, Revoke.self, Forget.self, Backup.self, Export.self, Integrity.self,
      Stats.self, Reload.self, Drain.self,
    ])
}

extension ConfigurationOptions {
  func openStore() throws -> SQLiteStore {
    let configuration = try configuration()
    guard configuration.store != ":memory:" else {
      throw Failure("there is no store to work on: store is :memory:")
    }
    return try SQLiteStore(path: configuration.store)
  }
}

/// A command whose problems are told in a sentence.
protocol AdminCommand: AsyncParsableCommand {
  var options: ConfigurationOptions { get }
  func perform() async throws
}

extension AdminCommand {
  func run() async throws {
    do {
      try await perform()
    } catch let error as ExitCode {
      throw error
    } catch {
      FileHandle.standardError.write(Data("kefud: \(error)\n".utf8))
      throw ExitCode(1)
    }
  }
}

struct Token: AdminCommand {
  static let configuration = CommandConfiguration(
    abstract: "Makes a token and prints it, once: only its hash is kept.",
    discussion: """
      Examples:
        kefud admin token --role agent --subject wang --name 小王 --group aftersale
        kefud admin token --role customer --subject u42 --attribute vip=true
      """)

  @OptionGroup var options: ConfigurationOptions
  @Option(help: "customer, agent, supervisor, trainer or admin.") var role: String
  @Option(help: "Whose it is: an agent's or a customer's id.") var subject: String
  @Option(help: "What others see of an agent.") var name: String?
  @Option(name: .customLong("group"), help: "A group the agent serves; may be repeated. None: all.")
  var groups: [String] = []
  @Option(help: "Days it is good for; 0: for ever.") var days = 365
  @Option(
    name: .customLong("attribute"),
    help: "Of a customer: what the shop vouches for, as NAME=VALUE; may be repeated.")
  var attributes: [String] = []

  func perform() async throws {
    guard let role = Role(rawValue: role) else {
      throw Failure(
        "--role: \"\(role)\" is none of \(Role.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    guard !subject.isEmpty, subject.utf8.count <= FrameLimits.name else {
      throw Failure("--subject: 1 to \(FrameLimits.name) bytes are wanted")
    }
    guard role == .customer || subject != "customer" else {
      throw Failure("--subject: \"customer\" is what the log calls every customer; take another id")
    }
    guard (0...36_500).contains(days) else { throw Failure("--days: 0 to 36500 are wanted") }
    let now = Date()
    let expires = days > 0 ? now.addingTimeInterval(Double(days) * 86_400) : nil
    if role == .customer {
      try printCustomerToken(expires: expires ?? .init(timeIntervalSince1970: 32_503_680_000))
      return
    }
    let token = TokenAuthority.randomName() + TokenAuthority.randomName()
    let stored = StoredToken(
      id: String(TokenAuthority.randomName().prefix(8)), hash: Seal.hash(Array(token.utf8)),
      role: role, subject: subject, name: name, groups: groups, created: now, expires: expires)
    try options.openStore().add(stored)
    print(token)
    FileHandle.standardError.write(
      Data("kefud: to revoke it: kefud admin revoke \(stored.id)\n".utf8))
  }

  /// Sealed, not stored: it cannot be revoked one by one, so it should not last long.
  private func printCustomerToken(expires: Date) throws {
    var table: [String: String] = [:]
    for attribute in attributes {
      let parts = attribute.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw Failure("--attribute: write \"\(attribute)\" as NAME=VALUE")
      }
      table[parts[0]] = parts[1]
    }
    let configuration = try options.configuration()
    let authority = TokenAuthority(sealing: try Seal(file: configuration.usedSecretFile))
    print(authority.customerToken(customer: subject, attributes: table, expires: expires))
  }
}

struct Tokens: AdminCommand {
  static let configuration = CommandConfiguration(abstract: "Lists the tokens that were made.")
  @OptionGroup var options: ConfigurationOptions

  func perform() async throws {
    for token in try options.openStore().tokens().sorted(by: { $0.created < $1.created }) {
      var line = "\(token.id)  \(token.role.rawValue)  \(token.subject)"
      if !token.groups.isEmpty { line += "  groups \(token.groups.joined(separator: ","))" }
      if let expires = token.expires { line += "  until \(Timestamp.text(expires))" }
      if let revoked = token.revoked { line += "  revoked \(Timestamp.text(revoked))" }
      print(line)
    }
  }
}

struct Revoke: AdminCommand {
  static let configuration = CommandConfiguration(
    abstract: "Ends a token, and within a second every connection that rests on it.")
  @OptionGroup var options: ConfigurationOptions
  @Argument(help: "As kefud admin tokens lists it.") var id: String

  func perform() async throws {
    guard try options.openStore().revokeToken(id: id, at: Date()) else {
      throw Failure("there is no token \(id) that is still good; kefud admin tokens lists them")
    }
  }
}

struct Forget: AdminCommand {
  static let configuration = CommandConfiguration(
    abstract: "Erases all that is kept of a customer, or of one conversation. It cannot be undone.")
  @OptionGroup var options: ConfigurationOptions
  @Option(help: "The customer, as the shop names them.") var customer: String?
  @Option(help: "A conversation's id.") var conversation: String?

  func perform() async throws {
    let store = try options.openStore()
    let conversations: [String]
    switch (customer, conversation) {
    case (let customer?, nil):
      conversations = try store.conversations(ofCustomer: customer, limit: .max).map(\.id)
    case (nil, let conversation?): conversations = [conversation]
    default: throw Failure("give either --customer or --conversation")
    }
    let count = try store.erase(conversations: conversations, at: Date())
    print("\(count) conversation\(count == 1 ? "" : "s") erased")
    if count == 0 { throw ExitCode(1) }
  }
}

struct Backup: AdminCommand {
  static let configuration = CommandConfiguration(
    abstract: "Copies the store, while the daemon runs, to a file that is not there yet.")
  @OptionGroup var options: ConfigurationOptions
  @Argument var file: String

  func perform() async throws { try options.openStore().backup(to: file) }
}

struct Export: AdminCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes conversations as lines of JSON, which kefu mine and kefu replay read.")
  @OptionGroup var options: ConfigurationOptions
  @Option(help: "Only what happened in so many last days.") var days: Int?

  func perform() async throws {
    let since = days.map { Date(timeIntervalSinceNow: -Double($0) * 86_400) }
    let output = FileHandle.standardOutput
    var buffer = Data()
    try options.openStore().export(since: since) { line in
      buffer.append(contentsOf: line)
      buffer.append(UInt8(ascii: "\n"))
      if buffer.count > 65_536 {
        try output.write(contentsOf: buffer)
        buffer.removeAll(keepingCapacity: true)
      }
    }
    try output.write(contentsOf: buffer)
  }
}

struct Integrity: AdminCommand {
  static let configuration = CommandConfiguration(abstract: "Checks that the store is sound.")
  @OptionGroup var options: ConfigurationOptions

  func perform() async throws {
    let problems = try options.openStore().integrityCheck()
    for problem in problems { print(problem) }
    if !problems.isEmpty { throw ExitCode(1) }
    print("sound")
  }
}

struct Stats: AdminCommand {
  static let configuration = CommandConfiguration(abstract: "Prints a running daemon's figures.")
  @OptionGroup var options: ConfigurationOptions

  func perform() async throws {
    guard case .stats(let stats) = try ask(.stats(id: "1"), options) else { return }
    for (name, value) in stats.figures.members {
      print("\(name) \(String(decoding: value.encoded, as: UTF8.self))")
    }
  }
}

struct Reload: AdminCommand {
  static let configuration = CommandConfiguration(
    abstract: "Has a running daemon take in its knowledge base and certificate anew.")
  @OptionGroup var options: ConfigurationOptions

  func perform() async throws { _ = try ask(.reload(id: "1"), options) }
}

struct Drain: AdminCommand {
  static let configuration = CommandConfiguration(
    abstract: "Has a running daemon finish what is under way and end.")
  @OptionGroup var options: ConfigurationOptions

  func perform() async throws { _ = try ask(.drain(id: "1"), options) }
}

/// Asks a running daemon over its admin socket.
private func ask(_ frame: ClientFrame, _ options: ConfigurationOptions) throws -> ServerFrame {
  let path = try options.configuration().usedAdminSocket
  let socket = try UnixLineSocket(path)
  try socket.send(.hello(.init(role: .admin)))
  try socket.send(frame)
  while true {
    switch try socket.receive() {
    case .welcome: continue
    case .error(let failure): throw Failure("\(failure.code.rawValue): \(failure.message)")
    case let answer: return answer
    }
  }
}
