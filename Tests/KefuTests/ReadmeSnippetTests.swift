// What the documentation shows is so:
//  1. The snippet compiles, runs, and answers.
//  2. README.md and the front page of the documentation have these very lines.
//  3. A directory that is no knowledge base is refused with the place and the mend.
import Foundation
import Kefu
import Testing

@Suite struct ReadmeSnippetTests {
  @Test("1: the snippet") func runs() throws {
    try ShopFiles.withDirectory { url in
      let bot = try Bot(knowledgeBase: url)
      let reply = bot.reply(to: "退款多久到账")
      #expect(reply.text == "可福: 3 天内,{单号}可查")
      #expect(reply.entry == "refund.time")
    }
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test("2: where it is shown", arguments: ["README.md", "Sources/Kefu/Kefu.docc/Kefu.md"])
  func isShown(path: String) throws {
    let file = Self.root.appending(path: path)
    guard FileManager.default.fileExists(atPath: file.path) else { return }
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(lines.contains("let bot = try Bot(knowledgeBase: url)"))
    #expect(lines.contains("let reply = bot.reply(to: \"退款多久到账\")"))
  }

  @Test("3: what is no knowledge base") func refuses() throws {
    let broken = ShopFiles.files.merging(["entries/b.yaml": "- {id: b, question: 换货, anwsers: [好]}"]
    ) { $1 }
    try ShopFiles.withDirectory(broken) { url in
      let error = #expect(throws: KnowledgeBaseError.self) { try Bot(knowledgeBase: url) }
      #expect(error?.description.contains("entries/b.yaml:1:") == true)
      #expect(error?.description.contains("help: ") == true)
    }
    #expect(throws: KnowledgeBaseError.self) {
      try Bot(knowledgeBase: URL(filePath: "/no/such/directory"))
    }
  }
}
