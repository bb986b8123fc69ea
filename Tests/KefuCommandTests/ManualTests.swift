// The manual pages, and what make install puts where.
//
// 1. There is a page for the command and for each subcommand that the help shows, with the sections
//    man(7) wants and every option of the help.
// 2. Pages are ASCII, the same every time, and no line of text is taken for a macro; groff, where it
//    is installed, has nothing to complain of.
// 3. Scripts/install puts the command, pages and completions below the prefix.

import Foundation
import Testing

@Suite struct ManualTests {
  private func pages(_ files: Files) throws -> [String: String] {
    let result = try kefu(["manual", files["man"]])
    try #require(result.code == 0, "\(result)")
    let names = try FileManager.default.contentsOfDirectory(atPath: files["man"])
    return try Dictionary(uniqueKeysWithValues: names.map { ($0, try files.read("man/\($0)")) })
  }

  /// 1
  @Test func everyCommandHasAPage() throws {
    let pages = try pages(try Files([:]))
    let help = try kefu(["--help"]).output
    #expect(!help.contains("manual"))
    let commands = help.split(separator: "\n").drop { $0 != "SUBCOMMANDS:" }.dropFirst()
      .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.hasPrefix("  See ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(commands.contains("check"))
    #expect(Set(pages.keys) == Set(commands.map { "kefu-\($0).1" } + ["kefu.1"]))
    for (name, page) in pages {
      for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "SEE ALSO"] {
        #expect(page.contains(".SH \"\(section)\"\n"), "\(name) \(section)")
      }
    }
    let check = try #require(pages["kefu-check.1"])
    let options = try kefu(["check", "--help"]).output.split(whereSeparator: \.isWhitespace)
      .filter { $0.hasPrefix("--") && $0.dropFirst(2).allSatisfy { $0.isLetter || $0 == "-" } }
    #expect(options.count > 8)
    for option in options {
      #expect(check.contains(option.replacing("-", with: "\\-")), "\(option)")
    }
  }

  /// 2
  @Test func pagesAreSoundTroff() throws {
    let files = try Files([:])
    let pages = try pages(files)
    let macros = ["TH", "SH", "PP", "TP", "nf", "fi"]
    for (name, page) in pages {
      #expect(page.utf8.allSatisfy { $0 < 0x80 }, "\(name)")
      for line in page.split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("'") {
        let macro = line.dropFirst().prefix { $0.isLetter }
        #expect(macros.contains(String(macro)), "\(name): \(line)")
      }
    }
    #expect(pages["kefu-explain.1"]?.contains("\\[u9000]\\[u5BBD]") == true)
    #expect(try self.pages(files) == pages)
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/groff") else { return }
    for name in pages.keys {
      let groff = try run("/usr/bin/groff", ["-man", "-Tutf8", "-ww", files["man/\(name)"]])
      #expect(groff.code == 0, "\(name)")
      #expect(groff.complaint.isEmpty, "\(name): \(groff.complaint)")
    }
  }

  /// 2
  @Test func aDirectoryThatCannotBeMade() throws {
    let files = try Files(["file": ""])
    let result = try kefu(["manual", files["file"]])
    #expect(result.code == 1)
    #expect(result.complaint.contains("name a directory that you may write to"))
  }

  /// 3
  @Test func installs() throws {
    let files = try Files([:])
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Scripts/install")
    let result = try run(
      "/bin/sh", [script.path, "/usr", files["stage"]],
      environment: ["KEFU": builtProducts.appending(path: "kefu").path])
    #expect(result.code == 0, "\(result)")
    for path in [
      "bin/kefu", "share/man/man1/kefu.1", "share/man/man1/kefu-check.1",
      "share/bash-completion/completions/kefu", "share/zsh/site-functions/_kefu",
      "share/fish/vendor_completions.d/kefu.fish",
    ] {
      let text = FileManager.default.contents(atPath: files["stage/usr/\(path)"])
      #expect(text?.isEmpty == false, "\(path)")
    }
    #expect(FileManager.default.isExecutableFile(atPath: files["stage/usr/bin/kefu"]))
  }
}
