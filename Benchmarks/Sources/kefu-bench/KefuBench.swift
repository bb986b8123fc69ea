import ArgumentParser

/// Measures parts of Kefu on input of your own; each subcommand is a file in `Commands/`.
@main
struct KefuBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kefu-bench",
    abstract: "Measures parts of Kefu. Build it for release: swift build -c release.",
    subcommands: [
      SegmentCommand.self, MatchCommand.self, TurnCommand.self, AccuracyCommand.self,
      GenerateCommand.self, ScaleCommand.self,
    ])
}
