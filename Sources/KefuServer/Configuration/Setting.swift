import Foundation
import KefuDesk
import KefuKnowledge

/// One row of the table of settings.
public struct Setting: Sendable {
  /// As in `limits.connections`.
  public var name: String
  public var meaning: String
  /// Takes what was written; throws what is wrong with it.
  var set: @Sendable (inout Configuration, [String]) throws(SettingError) -> Void
  var get: @Sendable (Configuration) -> Value

  public enum Value: Sendable, Equatable {
    case scalar(String)
    case list([String])
  }

  /// `KEFUD_LIMITS_CONNECTIONS`
  public var environmentName: String {
    var name = "KEFUD_"
    for character in self.name {
      if character == "." {
        name += "_"
      } else {
        if character.isUppercase { name += "_" }
        name += character.uppercased()
      }
    }
    return name
  }
}

struct SettingError: Error {
  var message: String
}

extension Setting {

  private static func one(_ values: [String]) throws(SettingError) -> String {
    guard values.count == 1 else { throw SettingError(message: "one value is wanted, not a list") }
    return values[0]
  }

  private static func text(
    _ name: String, _ meaning: String,
    _ path: any Sendable & WritableKeyPath<Configuration, String>,
    check: @escaping @Sendable (String) -> String? = { _ in nil }
  ) -> Setting {
    Setting(
      name: name, meaning: meaning,
      set: { (configuration, values) throws(SettingError) in
        let value = try one(values)
        if let problem = check(value) { throw SettingError(message: problem) }
        configuration[keyPath: path] = value
      }, get: { .scalar($0[keyPath: path]) })
  }

  private static func choice(
    _ name: String, _ meaning: String, _ choices: [String],
    _ path: any Sendable & WritableKeyPath<Configuration, String>
  ) -> Setting {
    text(name, meaning, path) { value in
      choices.contains(value)
        ? nil
        : "\"\(value)\" is none of \(choices.filter { !$0.isEmpty }.joined(separator: ", "))"
    }
  }

  private static func list(
    _ name: String, _ meaning: String,
    _ path: any Sendable & WritableKeyPath<Configuration, [String]>,
    check: @escaping @Sendable (String) -> String? = { _ in nil }
  ) -> Setting {
    Setting(
      name: name, meaning: meaning,
      set: { (configuration, values) throws(SettingError) in
        for value in values {
          if let problem = check(value) { throw SettingError(message: problem) }
        }
        configuration[keyPath: path] = values.filter { !$0.isEmpty }
      }, get: { .list($0[keyPath: path]) })
  }

  private static func flag(
    _ name: String, _ meaning: String,
    _ path: any Sendable & WritableKeyPath<Configuration, Bool>
  ) -> Setting {
    Setting(
      name: name, meaning: meaning,
      set: { (configuration, values) throws(SettingError) in
        switch try one(values) {
        case "true", "yes": configuration[keyPath: path] = true
        case "false", "no": configuration[keyPath: path] = false
        case let other: throw SettingError(message: "\"\(other)\" is neither true nor false")
        }
      }, get: { .scalar($0[keyPath: path] ? "true" : "false") })
  }

  private static func integer(
    _ name: String, _ meaning: String, _ range: ClosedRange<Int>,
    _ path: any Sendable & WritableKeyPath<Configuration, Int>
  ) -> Setting {
    Setting(
      name: name, meaning: meaning,
      set: { (configuration, values) throws(SettingError) in
        let text = try one(values)
        guard let value = Int(text), range.contains(value) else {
          throw SettingError(
            message:
              "\"\(text)\" is no whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        configuration[keyPath: path] = value
      }, get: { .scalar(String($0[keyPath: path])) })
  }

  private static func number(
    _ name: String, _ meaning: String, _ range: ClosedRange<Double>,
    _ path: any Sendable & WritableKeyPath<Configuration, Double>
  ) -> Setting {
    Setting(
      name: name, meaning: meaning,
      set: { (configuration, values) throws(SettingError) in
        let text = try one(values)
        guard let value = Double(text), range.contains(value) else {
          throw SettingError(
            message: "\"\(text)\" is no number from \(range.lowerBound) to \(range.upperBound)")
        }
        configuration[keyPath: path] = value
      }, get: { .scalar(String($0[keyPath: path])) })
  }

  private static func isWebAddress(_ text: String) -> Bool {
    guard let url = URL(string: text), url.host()?.isEmpty == false else { return false }
    return url.scheme == "http" || url.scheme == "https"
  }

  private static let day = 0.0...86_400.0

  /// The table.
  public static let all: [Setting] = [
    text("knowledgeBase", "the knowledge base's directory", \.knowledgeBase),
    flag(
      "watchKnowledge", "whether changed files of the knowledge base are taken in by themselves",
      \.watchKnowledge),
    list(
      "listen", "where clients connect: tcp://HOST:PORT, tls://HOST:PORT, unix:PATH", \.listen,
      check: {
        Endpoint($0) == nil
          ? "\"\($0)\" is none of tcp://HOST:PORT, tls://HOST:PORT, unix:PATH" : nil
      }),
    Setting(
      name: "socketMode", meaning: "rights of Unix sockets, in octal",
      set: { (configuration, values) throws(SettingError) in
        let text = try one(values)
        guard let mode = Int(text, radix: 8), (0...0o777).contains(mode) else {
          throw SettingError(message: "\"\(text)\" is no octal number up to 777")
        }
        configuration.socketMode = mode
      }, get: { .scalar("0" + String($0.socketMode, radix: 8)) }),
    text(
      "adminSocket", "the Unix socket of kefud admin; empty: beside the store", \.adminSocket),
    text(
      "http", "HOST:PORT of pages, /api, /health, /ready and /metrics; empty: none", \.http,
      check: { $0.isEmpty || Endpoint("tcp://" + $0) != nil ? nil : "\"\($0)\" is not HOST:PORT" }),
    choice(
      "rasa",
      "who may call /webhooks/rest/webhook and /model/parse: off, open, or token: who has a trainer's",
      ["off", "open", "token"], \.rasa),
    text("chatwoot.url", "of an installation of Chatwoot; empty: none", \.chatwootURL),
    text(
      "chatwoot.accessToken", "the agent bot's, for Chatwoot's own API", \.chatwootAccessToken),
    text(
      "chatwoot.webhookToken", "what ?token= of /webhooks/chatwoot must be",
      \.chatwootWebhookToken),
    text("store", "the file conversations are kept in, or :memory: to keep nothing", \.store),
    text("secretFile", "seals customers' tokens; made where missing", \.secretFile),
    text("tls.certificate", "a PEM file, with the chain", \.certificate),
    text("tls.key", "a PEM file", \.key),
    choice(
      "language", "of the daemon's own words in plain text; empty: the knowledge base's",
      ["", "zh", "en"], \.language),
    text("plainChannel", "the channel of customers who write plain text", \.plainChannel),
    text(
      "lookup.url", "asked for orders and parcels by POST; empty: nothing is looked up",
      \.lookupURL,
      check: {
        $0.isEmpty || isWebAddress($0) ? nil : "\"\($0)\" is no http:// or https:// address"
      }),
    list(
      "lookup.kinds",
      "what it can look up: \(LookupKind.allCases.map(\.rawValue).joined(separator: ", "))",
      \.lookupKinds,
      check: { kind in
        LookupKind(rawValue: kind) != nil || kind.isEmpty
          ? nil
          : "\"\(kind)\" is none of \(LookupKind.allCases.map(\.rawValue).joined(separator: ", "))"
      }),
    number("lookup.timeout", "seconds", 0.1...30, \.lookupTimeout),
    integer("turnThreads", "threads that compute turns; 0: one a core", 0...256, \.turnThreads),
    integer(
      "remembered", "messages whose matching is remembered, some 5 KB each; 0: none",
      0...1_000_000, \.remembered),
    integer(
      "customers.tokenDays", "days a customer's token is good for", 1...3650, \.customerTokenDays),
    integer(
      "retention.redactAfterDays", "days after which texts are taken out; 0: never", 0...36_500,
      \.redactAfterDays),
    integer(
      "retention.purgeAfterDays", "days after which conversations are removed; 0: never",
      0...36_500, \.purgeAfterDays),
    choice(
      "log.level", "the least weight of what is logged",
      ["trace", "debug", "info", "notice", "warning", "error", "critical"], \.logLevel),
    integer("limits.connections", "connections at once", 1...1_000_000, \.limits.connections),
    integer(
      "limits.connectionsPerAddress", "connections at once from one address", 1...1_000_000,
      \.limits.connectionsPerAddress),
    number("limits.helloTimeout", "seconds until the hello", 0.05...3600, \.limits.helloTimeout),
    number("limits.idleTimeout", "seconds without a line; 0: for ever", day, \.limits.idleTimeout),
    integer(
      "limits.unreadBytes", "bytes that a client has not read", 65_536...1_073_741_824,
      \.limits.unreadBytes),
    number(
      "limits.messagesPerSecond", "of one customer, for long", 0.1...100_000,
      \.hub.messagesPerSecond),
    number("limits.burst", "messages of one customer at once", 1...1_000_000, \.hub.burst),
    integer(
      "limits.backlog", "messages of one customer that wait for their answers", 1...10_000,
      \.hub.backlog),
    Setting(
      name: "desk.mode", meaning: "assign: an agent has it at once; offer: an agent must accept",
      set: { (configuration, values) throws(SettingError) in
        let text = try one(values)
        guard let mode = DeskSettings.Mode(rawValue: text) else {
          throw SettingError(message: "\"\(text)\" is neither assign nor offer")
        }
        configuration.desk.mode = mode
      }, get: { .scalar($0.desk.mode.rawValue) }),
    integer(
      "desk.capacity", "conversations at once of an agent who has set none", 0...1000,
      \.desk.defaultCapacity),
    number("desk.acceptTimeout", "seconds to accept an offer", day, \.desk.acceptTimeout),
    number(
      "desk.agentTimeout", "seconds an agent may leave a customer without an answer", day,
      \.desk.agentTimeout),
    number(
      "desk.disconnectGrace", "seconds an agent may be gone and keep the conversations", day,
      \.desk.disconnectGrace),
    number("desk.maxWait", "seconds in the queue until supervisors are told", day, \.desk.maxWait),
    number(
      "desk.firstResponse", "seconds to an agent's first answer until supervisors are told", day,
      \.desk.firstResponse),
    flag(
      "desk.botSpeaksOffline", "whether the bot answers while a callback is promised",
      \.desk.botSpeaksOffline),
    number(
      "desk.callbackDelay", "seconds of working time until a promised callback", 0...604_800,
      \.desk.callbackDelay),
    integer(
      "desk.queueLimit", "waiting in one group until supervisors are told", 1...1_000_000,
      \.desk.queueLimit),
  ]
}

/// Where a listener stands.
public enum Endpoint: Sendable, Equatable {
  case tcp(host: String, port: Int)
  case tls(host: String, port: Int)
  case unix(path: String)

  /// IPv6 addresses stand in brackets: `tcp://[::1]:7700`.
  public init?(_ text: String) {
    if text.hasPrefix("unix:") {
      var path = text.dropFirst("unix:".count)
      if path.hasPrefix("//") { path = path.dropFirst(2) }
      guard !path.isEmpty, path.utf8.count < 104 else { return nil }
      self = .unix(path: String(path))
      return
    }
    let isTLS = text.hasPrefix("tls://")
    guard isTLS || text.hasPrefix("tcp://") else { return nil }
    let rest = text.dropFirst("tcp://".count)
    guard let colon = rest.lastIndex(of: ":"), let port = Int(rest[rest.index(after: colon)...]),
      (0...65_535).contains(port)
    else { return nil }
    var host = rest[..<colon]
    if host.hasPrefix("[") {
      guard host.hasSuffix("]") else { return nil }
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty else { return nil }
    self = isTLS ? .tls(host: String(host), port: port) : .tcp(host: String(host), port: port)
  }
}
