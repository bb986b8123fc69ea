import Foundation
import KefuStore
import KefuWire

/// An exchange as it is written down: what is done after `>`, and beneath it every frame that is sent
/// because of it, in order.
///
/// `> 1 {…}` is a frame of connection 1; `> new 1 c1`, `> back 1 c1 0` and `> agent 10 wang` are hellos;
/// the rest is what a `Stage` can do.
struct Script {
  var text: String

  /// The script with what was really sent.
  func played() throws -> String {
    var stage = Stage {
      $0.backlog = 2
      $0.burst = 12
      $0.messagesPerSecond = 1
      $0.recentEvents = 2
      $1.redLinePolicy = .withhold
    }
    var lines: [String] = []
    for line in text.split(separator: "\n").map(String.init) where line.hasPrefix("> ") {
      lines.append(line)
      lines += try play(line.dropFirst(2).split(separator: " ").map(String.init), line, &stage)
    }
    return lines.joined(separator: "\n")
  }

  private func play(
    _ words: [String], _ line: String, _ stage: inout Stage
  ) throws -> [String] {
    func number(_ place: Int) -> UInt64 { UInt64(words[place])! }
    switch words[0] {
    case "new": return stage.customer(number(1), words[2], isNew: true)
    case "back":
      return stage.customer(number(1), words[2], after: words.count > 3 ? Int(words[3]) : nil)
    case "agent": return try stage.agent(number(1), words[2])
    case "boss": return try stage.agent(number(1), words[2], isSupervisor: true)
    case "admin": stage.admin(number(1))
    case "gone": stage.handle(.disconnected(.init(number(1))))
    case "wait":
      stage.now += Double(words[1])!
      stage.handle(.tick)
    case "hold":
      switch words[1] {
      case "store": stage.holdsStore = true
      case "reads": stage.holdsReads = true
      default: stage.holdsTurns = true
      }
    case "release":
      (stage.holdsStore, stage.holdsReads, stage.holdsTurns) = (false, false, false)
      stage.release(failing: words.count > 1 ? .diskFull : nil)
    case "lookup":
      let lookup = stage.lookups[0]
      stage.handle(
        .lookedUp(
          conversation: lookup.conversation, id: lookup.id,
          .found(["status": "运输中", "place": "杭州", "time": "今天"])))
    case "erase": stage.handle(.erased([words[1]]))
    case "drain": stage.handle(.drain)
    default:
      return try stage.say(number(0), line.split(separator: " ", maxSplits: 2)[2].description)
    }
    return stage.take()
  }
}
