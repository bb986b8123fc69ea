import ArgumentParser
import Foundation
import Kefu
import KefuEvaluation

@main
enum KefuMain {
  static func main() {
    // A reader that closes its end, such as `head`, ends us quietly rather than by a signal.
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try KefuCommand.parseAsRoot()
      try command.run()
    } catch let failure as Failure {
      if !failure.message.isEmpty { Terminal.complain(failure.message) }
      exit(failure.code)
    } catch let error as BaselineError {
      Terminal.complain(error.description)
      exit(Failure.badInput)
    } catch let error as ModelFileError {
      Terminal.complain(error.description)
      exit(Failure.badInput)
    } catch let error as KnowledgeBaseError {
      Terminal.complain(error.description)
      exit(Failure.badInput)
    } catch {
      // Help asked for is 0; anything else the argument parser throws is a wrong use.
      let code = KefuCommand.exitCode(for: error)
      if code == .success {
        KefuCommand.exit(withError: error)
      } else if code == .validationFailure {
        Terminal.complain(KefuCommand.fullMessage(for: error))
        exit(Failure.usage)
      } else {
        Terminal.complain("kefu: \(error)\nhelp: this is a fault of kefu's; please report it")
        exit(Failure.ours)
      }
    }
  }
}

struct KefuCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kefu",
    abstract: "Answer shoppers from a knowledge base, and work on that knowledge base.",
    discussion: """
      kefu chat                     talk with the shipped knowledge base
      kefu explain "退宽多久到账"      see why it answers what it answers
      kefu check --kb myshop        find what is wrong in a knowledge base; --fix mends some of it
      kefu train --kb myshop        learn from it, and find out how far the bot can be trusted
      kefu init myshop              begin one of your own
      kefu evaluate --test f.tsv    measure it on messages whose answers are known
      kefu mine --log f.jsonl       find what customers ask that it does not know
      kefu replay --log f.jsonl --against new   see what another knowledge base would say
      kefu import faq.xlsx          take entries over from a spreadsheet or another system
      kefu export faq.xlsx          write them for one
      """,
    subcommands: [
      Chat.self, Explain.self, Check.self, Train.self, Evaluate.self, Mine.self,
      ReplayCommand.self, Import.self, Export.self, Init.self, Manual.self,
    ])
}

/// An end with an exit code and, unless all is said already, a message.
struct Failure: Error {
  /// What was given is wrong.
  static let badInput: Int32 = 1
  static let usage: Int32 = 2
  /// The bot got worse.
  static let gate: Int32 = 3
  static let ours: Int32 = 70

  var message: String
  var code = Self.badInput
}

/// Options that several commands share.
struct KnowledgeOptions: ParsableArguments {
  @Option(
    name: .customLong("kb"),
    help: ArgumentHelp("The knowledge base's directory.", valueName: "dir"),
    completion: .directory)
  var directory = Self.defaultDirectory

  static let defaultDirectory = "KnowledgeBase/ecommerce-zh"

  /// Loads the bot; says on standard error what its model lacks.
  func loadBot() throws -> Bot {
    let bot = try Bot(knowledgeBase: url)
    let notice: String? =
      switch bot.modelStatus {
      case .current: nil
      case .missing: "not trained: answering by keywords and terms alone"
      case .outdated: "the knowledge base has changed since it was trained"
      case .unfit: "entries have come or gone since it was trained: the trained model is not used"
      }
    if let notice {
      Terminal.complain("note: \(notice); run kefu train --kb \(directory)")
    }
    return bot
  }

  var url: URL { URL(filePath: directory) }
}

/// How much is said.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Say nothing but what is wrong.")
  var quiet = false
}

struct StageOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Use only these stages, separated by commas: keyword, fuzzy, weighted, classifier.",
      valueName: "names"),
    completion: .stages)
  var stages: String?

  func chosen() throws -> Set<Stage> {
    guard let stages else { return Set(Stage.allCases) }
    return try Set(
      stages.split(separator: ",").map { name in
        guard let stage = Stage(rawValue: name.trimmingCharacters(in: .whitespaces)) else {
          throw ValidationError(
            "there is no stage \"\(name)\"; stages are \(Stage.allCases.map(\.rawValue).joined(separator: ", "))"
          )
        }
        return stage
      })
  }
}

/// The day the shop's calendar shows now.
func currentDay(in knowledgeBase: KnowledgeBase) -> CalendarDate? {
  var calendar = Calendar(identifier: .gregorian)
  calendar.timeZone =
    knowledgeBase.settings.businessHours.flatMap { TimeZone(identifier: $0.timeZone) } ?? .current
  let parts = calendar.dateComponents([.year, .month, .day], from: Date())
  guard let year = parts.year, let month = parts.month, let day = parts.day else { return nil }
  return CalendarDate(year: year, month: month, day: day)
}
