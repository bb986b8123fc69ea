/// A command's page for man(1), in the macros of man(7).
///
/// ASCII alone: other characters are written as `\[u9000]`, so that any troff shows them whatever the
/// locale. The same command gives the same bytes.
struct ManualPage {
  let command: CommandDescription
  /// Names of the other pages.
  let others: [String]

  var fileName: String { "\(command.pageName).1" }

  var text: String {
    var page = Troff()
    page.macro("TH", [command.pageName.uppercased(), "1", "", "Kefu", "Kefu manual"])
    page.macro("SH", ["NAME"])
    page.line(plain: "\(command.pageName) - \(command.abstract ?? "")")
    page.macro("SH", ["SYNOPSIS"])
    page.raw(synopsis)
    if let discussion = command.discussion {
      page.macro("SH", ["DESCRIPTION"])
      page.discussion(discussion)
    }
    addCommands(&page)
    addArguments(&page)
    page.macro("SH", ["EXIT STATUS"])
    for (code, meaning) in Self.exitCodes {
      page.macro("TP", ["4"])
      page.raw("\\fB\(code)\\fR")
      page.line(plain: meaning)
    }
    page.macro("SH", ["SEE ALSO"])
    page.raw(
      others.sorted().map { "\\fB\(Troff.escaped($0, isCode: true))\\fR(1)" }
        .joined(separator: ", "))
    return page.text
  }

  private static let exitCodes = [
    (0, "All is well."),
    (1, "What was given is wrong; the message says where, and how to mend it."),
    (2, "The command was used wrongly."),
    (3, "kefu evaluate --gate: the bot got worse."),
    (70, "A fault of kefu's."),
  ]

  private var shownArguments: [CommandDescription.Argument] {
    (command.arguments ?? []).filter(\.shouldDisplay)
  }

  private var synopsis: String {
    var parts = ["\\fB\(Troff.escaped(command.fullName, isCode: true))\\fR"]
    if command.subcommands?.isEmpty == false { parts.append("\\fIcommand\\fR") }
    for argument in shownArguments {
      var part = argument.term(onlyLast: true)
      if argument.isRepeating { part += "..." }
      parts.append(argument.isOptional ? "[\(part)]" : part)
    }
    return parts.joined(separator: " ")
  }

  private func addCommands(_ page: inout Troff) {
    let commands = command.pages.dropFirst()
    guard !commands.isEmpty else { return }
    page.macro("SH", ["COMMANDS"])
    for command in commands {
      page.macro("TP")
      page.raw("\\fB\(Troff.escaped(command.commandName, isCode: true))\\fR")
      page.line(plain: command.abstract ?? "")
    }
  }

  private func addArguments(_ page: inout Troff) {
    guard !shownArguments.isEmpty else { return }
    page.macro("SH", ["OPTIONS"])
    for argument in shownArguments {
      page.macro("TP")
      page.raw(argument.term(onlyLast: false))
      var text = argument.abstract ?? ""
      if let values = argument.allValues { text += " One of \(values.joined(separator: ", "))." }
      if let value = argument.defaultValue { text += " Without it: \(value)." }
      page.line(plain: text)
    }
  }
}

extension CommandDescription.Argument {
  /// `-h, --help`, or `--kb dir`, marked up.
  fileprivate func term(onlyLast: Bool) -> String {
    let value = "\\fI\(Troff.escaped(valueName ?? "", isCode: true))\\fR"
    guard let names, !names.isEmpty else { return value }
    let written = names.map { "\\fB\(Troff.escaped($0.written, isCode: true))\\fR" }
    let shown = onlyLast ? written.suffix(1) : written[...]
    return shown.joined(separator: ", ") + (kind == "option" ? " " + value : "")
  }
}

/// Lines of troff.
struct Troff {
  private(set) var text = ""

  mutating func macro(_ name: String, _ arguments: [String] = []) {
    let written = arguments.map { "\"\(Self.escaped($0, isCode: false))\"" }
    raw(([".\(name)"] + written).joined(separator: " "))
  }

  mutating func raw(_ line: String) { text += line + "\n" }

  /// Running text, or a line of an example.
  mutating func line(plain line: String, isCode: Bool = false) {
    let escaped = Self.escaped(line, isCode: isCode)
    // A line that begins with a point or apostrophe would be a macro.
    raw(escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped)
  }

  /// Paragraphs, and examples: the lines that are indented or begin with the command.
  mutating func discussion(_ discussion: String) {
    for (number, block) in discussion.blocks.enumerated() {
      if number > 0 { macro("PP") }
      guard block.isExample else {
        for line in block.lines { self.line(plain: line) }
        continue
      }
      raw(".nf")
      for line in block.lines { self.line(plain: line, isCode: true) }
      raw(".fi")
    }
  }

  /// - Parameter isCode: Hyphens are those of options, to be copied.
  static func escaped(_ text: String, isCode: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\e"
      case "\"": result += "\\(dq"
      case "-": result += "\\-"
      case "'" where isCode: result += "\\(aq"
      case "`" where isCode: result += "\\(ga"
      case "^" where isCode: result += "\\(ha"
      case "~" where isCode: result += "\\(ti"
      default:
        if scalar.isASCII {
          result.unicodeScalars.append(scalar)
        } else {
          let digits = String(scalar.value, radix: 16, uppercase: true)
          result += "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
        }
      }
    }
    return result
  }
}

extension String {
  /// Lines that belong together.
  fileprivate var blocks: [(isExample: Bool, lines: [String])] {
    var blocks: [(isExample: Bool, lines: [String])] = []
    var startsNew = true
    for line in split(separator: "\n", omittingEmptySubsequences: false) {
      let isExample = line.hasPrefix("  ") || line.hasPrefix("kefu ")
      if line.allSatisfy(\.isWhitespace) {
        startsNew = true
      } else if startsNew || blocks.last?.isExample != isExample {
        blocks.append((isExample, [String(line)]))
        startsNew = false
      } else {
        blocks[blocks.count - 1].lines.append(String(line))
      }
    }
    return blocks
  }
}
