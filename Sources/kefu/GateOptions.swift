import ArgumentParser
import KefuEvaluation

/// Whether an evaluation may fail, and by what.
struct GateOptions: ParsableArguments {
  @Flag(
    name: .customLong("gate"),
    help: "Exit with 3 where the bot got worse than --baseline.")
  var isOn = false

  @Option(
    help: ArgumentHelp(
      "With --gate: more broken messages than these fail. (default: any number passes)",
      valueName: "n"))
  var maxBroken: Int?

  @Option(
    help: ArgumentHelp(
      "With --gate: accuracy or resolved falling by more fails, 0 to 100. (default: 1.0)",
      valueName: "points"))
  var maxDrop: Double?

  @Option(
    help: ArgumentHelp(
      "With --gate: a greater share of wrong answers fails, 0 to 1. (default: any passes)",
      valueName: "share"))
  var maxWrongRate: Double?

  /// Nil where it is not asked for.
  var gate: Gate? {
    isOn ? Gate(maxBroken: maxBroken, maxDrop: maxDrop ?? 1, maxWrongRate: maxWrongRate) : nil
  }

  func validate(baseline: String?) throws {
    if isOn, baseline == nil {
      throw ValidationError("--gate needs --baseline, the figures to compare with")
    }
    let needing: [(String, Any?)] = [
      ("--max-broken", maxBroken), ("--max-drop", maxDrop), ("--max-wrong-rate", maxWrongRate),
    ]
    for (name, value) in needing where value != nil && !isOn {
      throw ValidationError("\(name) needs --gate")
    }
    if let maxBroken, maxBroken < 0 {
      throw ValidationError("--max-broken: \(maxBroken) is less than 0")
    }
    if let maxDrop, !(0...100).contains(maxDrop) {
      throw ValidationError("--max-drop: \(maxDrop) is not in 0 to 100")
    }
    if let maxWrongRate, !(0...1).contains(maxWrongRate) {
      throw ValidationError("--max-wrong-rate: \(maxWrongRate) is not in 0 to 1")
    }
  }
}
