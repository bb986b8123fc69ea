public import KefuDesk
public import KefuHub

/// Everything that can be set of a daemon.
///
/// ```swift
/// var configuration = Configuration()
/// try configuration.read(yaml: text, file: "kefud.yaml")
/// try configuration.read(environment: ProcessInfo.processInfo.environment)
/// ```
///
/// `Configuration.settings` is the one table of names, meanings and ranges: files, environment,
/// flags and `--print-config` all go by it.
public struct Configuration: Sendable {
  public var knowledgeBase = "KnowledgeBase/ecommerce-zh"
  public var watchKnowledge = true
  /// `tcp://HOST:PORT`, `tls://HOST:PORT`, `unix:PATH`
  public var listen = ["tcp://127.0.0.1:7700"]
  /// Octal rights of Unix sockets.
  public var socketMode = 0o600
  /// Where `kefud admin` reaches a running daemon; empty: beside the store.
  public var adminSocket = ""
  /// `HOST:PORT` of the HTTP gateway; empty: none.
  public var http = ""
  /// Who may call Rasa's addresses: `off`, `open`, or `token`: who has a trainer's.
  public var rasa = "off"
  /// Of an installation of Chatwoot; empty: none.
  public var chatwootURL = ""
  public var chatwootAccessToken = ""
  public var chatwootWebhookToken = ""
  /// A file, or `:memory:` to keep nothing.
  public var store = "kefu.sqlite"
  /// Seals customers' tokens; made where missing. Empty: beside the store.
  public var secretFile = ""
  public var certificate = ""
  public var key = ""
  /// Of the daemon's own words in plain text: `zh`, `en`, or empty for the knowledge base's.
  public var language = ""
  /// The channel of customers who write plain text; empty: none.
  public var plainChannel = ""
  public var lookupURL = ""
  /// Names of `LookupKind`.
  public var lookupKinds: [String] = []
  public var lookupTimeout = 3.0
  /// 0: as many as there are cores.
  public var turnThreads = 0
  public var remembered = 1000
  public var customerTokenDays = 30
  /// 0: never.
  public var redactAfterDays = 0
  public var purgeAfterDays = 0
  public var logLevel = "info"
  public var limits = TransportLimits()
  public var hub = HubSettings()
  /// What the desk is set to beside the knowledge base's groups and hours.
  public var desk: DeskSettings
  /// Setting → where it was written last.
  var places: [String: String] = [:]

  public init() {
    desk = DeskSettings()
    // At night a customer who is promised a callback still has the bot to ask.
    desk.botSpeaksOffline = true
  }

  /// Where a setting was written: `kefud.yaml:3`, `KEFUD_HTTP`, `--set http`.
  public func place(of setting: String) -> String { places[setting] ?? "the default of \(setting)" }

  public var usedAdminSocket: String {
    if !adminSocket.isEmpty { return adminSocket }
    return store == ":memory:" ? "" : store + ".admin.sock"
  }

  public var usedSecretFile: String {
    if !secretFile.isEmpty { return secretFile }
    return store == ":memory:" ? "" : store + ".secret"
  }
}

extension Configuration: Equatable {
  /// That all settings are the same, wherever they were written.
  public static func == (a: Configuration, b: Configuration) -> Bool { a.yaml == b.yaml }
}

/// A setting that cannot be taken.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// `kefud.yaml:3`, `KEFUD_HTTP`, `--set` …
  public var place: String
  public var message: String

  public init(place: String, message: String) {
    self.place = place
    self.message = message
  }

  public var description: String { "\(place): error: \(message)" }
}

/// All problems of a configuration.
public struct ConfigurationErrors: Error, Sendable, Equatable, CustomStringConvertible {
  public var all: [ConfigurationError]

  public init(all: [ConfigurationError]) { self.all = all }

  public var description: String { all.map(\.description).joined(separator: "\n") }
}
