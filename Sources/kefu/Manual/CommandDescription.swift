/// What the argument parser knows of a command: the part of its JSON description that a manual page
/// shows.
struct CommandDescription: Decodable {
  struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String

      /// `--kb`, `-h`
      var written: String { (kind == "long" ? "--" : "-") + name }
    }

    var kind: String
    var shouldDisplay: Bool
    var isOptional: Bool
    var isRepeating: Bool
    var names: [Name]?
    var valueName: String?
    var abstract: String?
    var defaultValue: String?
    var allValues: [String]?
  }

  var commandName: String
  var superCommands: [String]?
  var shouldDisplay: Bool
  var abstract: String?
  var discussion: String?
  var arguments: [Argument]?
  var subcommands: [CommandDescription]?

  /// `kefu check`
  var fullName: String { ((superCommands ?? []) + [commandName]).joined(separator: " ") }
  /// `kefu-check`, which its page is named after.
  var pageName: String { fullName.replacing(" ", with: "-") }

  /// Itself, then the subcommands that are shown in the help.
  var pages: [CommandDescription] {
    [self]
      + (subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
      .flatMap(\.pages)
  }
}
