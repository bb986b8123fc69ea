import Foundation
public import KefuKnowledge

/// A conversation written down as it should go, in a file of `tests/*.txt`.
///
/// ```
/// # A follow-up keeps the topic.
/// > 退货运费谁出
/// < [return.freight]
/// > 那换货呢
/// < [exchange.freight]
/// < 来回运费
/// ```
///
/// | Line | Meaning |
/// | --- | --- |
/// | `> text` | the customer writes; `/human`, `/rate 5`, `/choose 2`, `/photo`, `/event unpaid order=…` as in `kefu chat` |
/// | `< text` | what the bot says holds this text |
/// | `< [a.b] [c.d]` | it answers just these entries, in this order; `< []`: none |
/// | `< -` | it says nothing |
/// | `! misses` | it hands over, for this reason; `! -`: it does not |
/// | `@ now 2026-11-11 10:00` | the time in the shop; Monday 2 November 2026, 10:00, where not said |
/// | `@ level diamond` | an attribute of the customer |
/// | `@ lookup order 2026111100001 status=已发货 …` | something the shop's systems know |
/// | `# text` | a comment |
///
/// A blank line ends a conversation.
public struct Transcript: Sendable, Equatable {
  public enum Step: Sendable, Equatable {
    case customer(DialogueInput)
    case says(String)
    case answers([String])
    case saysNothing
    /// By `HandoffReason.name`; nil: no handoff.
    case handsOver(String?)
    case now(String)
    case attribute(String, String)
    case lookup(LookupKind, String, [String: String])
  }

  public var steps: [Sourced<Step>]

  /// A line that cannot be read.
  public struct Problem: Error, Sendable, Equatable {
    public var location: SourceLocation
    public var message: String
    public var help: String
  }

  /// Reads the lines of transcript files; every problem is reported, and its conversation left out.
  public static func read(_ lines: [Sourced<String>]) -> (
    transcripts: [Transcript], problems: [Problem]
  ) {
    var transcripts: [Transcript] = []
    var problems: [Problem] = []
    var steps: [Sourced<Step>] = []
    var isWhole = true
    var file: String?
    func close() {
      if isWhole, !steps.isEmpty { transcripts.append(Transcript(steps: steps)) }
      steps = []
      isWhole = true
    }
    for line in lines {
      if line.location.file != file { close() }
      file = line.location.file
      let text = line.value.trimmingCharacters(in: .whitespaces)
      if text.isEmpty {
        close()
        continue
      }
      if text.hasPrefix("#") { continue }
      do throws(Unreadable) {
        let step = try Self.step(text)
        if steps.isEmpty, !step.isSetting, !step.isCustomer {
          throw Unreadable(
            "nobody has said anything yet", "begin the conversation with a line such as > 你好")
        }
        steps.append(Sourced(step, at: line.location))
      } catch {
        problems.append(
          Problem(location: line.location, message: error.message, help: error.help))
        isWhole = false
      }
    }
    close()
    return (transcripts, problems)
  }

  private struct Unreadable: Error {
    var message: String
    var help: String

    init(_ message: String, _ help: String) {
      self.message = message
      self.help = help
    }
  }

  private static func step(_ line: String) throws(Unreadable) -> Step {
    let rest = line.dropFirst().trimmingCharacters(in: .whitespaces)
    switch line.first {
    case ">":
      do throws(DialogueInput.CommandError) {
        return .customer(try DialogueInput(line: rest))
      } catch {
        throw Unreadable("the command cannot be read", error.description)
      }
    case "<": return rest == "-" ? .saysNothing : answers(rest) ?? .says(rest)
    case "!": return .handsOver(rest == "-" ? nil : rest)
    case "@": return try setting(rest)
    default:
      throw Unreadable(
        "a line begins with >, <, !, @ or #",
        "write > before what the customer says, < before what the bot says")
    }
  }

  /// `[a.b] [c.d]`
  private static func answers(_ text: String) -> Step? {
    let words = text.split(separator: " ").map(String.init)
    guard !words.isEmpty, words.allSatisfy({ $0.hasPrefix("[") && $0.hasSuffix("]") }) else {
      return nil
    }
    return .answers(words.map { String($0.dropFirst().dropLast()) }.filter { !$0.isEmpty })
  }

  private static func setting(_ text: String) throws(Unreadable) -> Step {
    let words = text.split(separator: " ").map(String.init)
    if words.first == "now" {
      let time = words.dropFirst().joined(separator: " ")
      guard TranscriptTime.parts(time) != nil else {
        throw Unreadable("\"\(time)\" is not a time", "write @ now 2026-11-11 10:00")
      }
      return .now(time)
    }
    if words.first == "lookup" {
      guard words.count >= 3, let kind = LookupKind(rawValue: words[1]) else {
        let known = LookupKind.allCases.map(\.rawValue).joined(separator: ", ")
        throw Unreadable(
          "what is looked up cannot be read",
          "write @ lookup, one of \(known), the value asked by, and field=text pairs")
      }
      return .lookup(kind, words[2], DialogueInput.attributes(words.dropFirst(3)))
    }
    guard words.count == 2 else {
      throw Unreadable(
        "the setting cannot be read", "write @ and a name and a value, such as @ level gold")
    }
    return .attribute(words[0], words[1])
  }
}

extension Transcript.Step {
  fileprivate var isCustomer: Bool { if case .customer = self { true } else { false } }
  fileprivate var isSetting: Bool {
    switch self {
    case .now, .attribute, .lookup: true
    default: false
    }
  }
}

/// `2026-11-11 10:00` in the shop's time zone.
enum TranscriptTime {
  static func parts(_ text: String) -> (day: CalendarDate, minute: Int)? {
    let words = text.split(separator: " ")
    guard words.count == 2, let day = CalendarDate(words[0]) else { return nil }
    let time = words[1].split(separator: ":").compactMap { Int($0) }
    guard time.count == 2, (0..<24).contains(time[0]), (0..<60).contains(time[1]) else {
      return nil
    }
    return (day, time[0] * 60 + time[1])
  }
}
