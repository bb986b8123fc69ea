import Foundation
import Kefu
import KefuDesk
import KefuDialogue
import KefuKnowledge
import KefuMatching
import Logging

/// What a knowledge base's directory brings: read at the start and at every reload.
struct LoadedKnowledge {
  var knowledge: TurnWorker.Knowledge
  var cannedReplies: CannedReplies
  var desk: DeskSettings

  /// - Throws: `KnowledgeBaseError`, `ModelFileError`, and what canned replies and red lines have to say.
  init(_ configuration: Configuration, lookups: Set<LookupKind>, logger: Logger) throws {
    let directory = URL(filePath: configuration.knowledgeBase)
    let bot = try Bot(knowledgeBase: directory)
    let settings = bot.knowledgeBase.settings
    cannedReplies =
      try Self.contents(of: CannedReplies.fileName, in: directory).map {
        try CannedReplies($0, settings: settings)
      } ?? CannedReplies()
    desk = configuration.deskSettings(for: settings)
    if let bytes = try Self.contents(of: AgentRedLine.fileName, in: directory) {
      desk.redLines = AgentRedLines(try AgentRedLine.read(bytes))
    }
    switch bot.modelStatus {
    case .current: break
    case .missing: logger.warning("the knowledge base is not trained: run kefu train")
    case .outdated: logger.warning("the knowledge base has changed since training: run kefu train")
    case .unfit:
      logger.warning(
        "entries have come or gone since training, the model is not used: run kefu train")
    }
    defer { Memory.giveBack() }
    knowledge = TurnWorker.Knowledge(
      bot: bot, dialogue: Dialogue(bot.knowledge, lookups: lookups),
      memory: configuration.remembered > 0
        ? RecognitionMemory(capacity: configuration.remembered) : nil)
  }

  /// Of a file that need not be there.
  private static func contents(of name: String, in directory: URL) throws -> [UInt8]? {
    let file = directory.appending(path: name)
    guard FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) else {
      return nil
    }
    return Array(try Data(contentsOf: file))
  }
}

extension Configuration {
  /// Where orders and parcels are looked up.
  var lookups: any LookupService {
    guard let url = URL(string: lookupURL), !lookupURL.isEmpty else { return NoLookups() }
    return WebhookLookup(
      kinds: Set(lookupKinds.compactMap(LookupKind.init)), url: url, timeout: lookupTimeout)
  }

  /// The desk's settings with the knowledge base's groups and hours.
  func deskSettings(for settings: Settings) -> DeskSettings {
    var desk = desk
    let shop = DeskSettings(settings)
    desk.groups = shop.groups
    desk.hours = shop.hours
    return desk
  }
}
