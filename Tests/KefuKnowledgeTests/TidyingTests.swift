// What is put right without anybody's judgement.
//
// 1. Phrasings, keywords and words written twice go, the first stays; never the last but one of a
//    group or set.
// 2. Full-width letters and digits and blanks in a row become plain; punctuation, answers and tests
//    stay.
// 3. Word lists are sorted by sound between comments and empty lines, or keep their order.
// 4. Comments, line ends and the rest of a file stay; a file that would lose a comment is left alone.
// 5. Whatever the files, the result loads, has nothing left to tidy and no problem more, and matches
//    the same.
// 6. A knowledge base with errors is refused.

import KefuKnowledge
import KefuText
import KefuTestSupport
import Testing

@Suite struct TidyingTests {
  private func tidied(
    _ files: [String: String], sortsWords: Bool = true
  ) throws -> (files: [String: String], leftAlone: [String]) {
    let result = try Tidying(sortsWords: sortsWords).run(
      on: KnowledgeFiles(files.mapValues { Array($0.utf8) }))
    var after: [String: String] = [:]
    for edit in result.edits {
      #expect(edit.before == files[edit.path])
      after[edit.path] = edit.after
    }
    return (after, result.leftAlone)
  }

  @Test("1, 2, 4: entries") func entries() throws {
    let files = [
      "kb.yaml": minimalSettings,
      "entries/a.yaml": """
      # 会员
      - id: vip
        question: ＶＩＰ怎么升级
        variants:
          # 常见
          - 升级ＶＩＰ　　要多少钱
          - VIP怎么升级！
          - 升級vip 要多少钱
        answers: [ＶＩＰ　１]   # 答
        tests: {reach: [ＶＩＰ]}
      - id: b
        question: 怎么退款
        variants: [退钱， 好]
        keywords: {any: [退款, ＱＱ, qq], all: [[退, 钱], [退款, 退款], [退款, 钱款, 退款]], none: [换货, 换货]}
        answers: [好]

      """,
    ]
    let (after, leftAlone) = try tidied(files)
    #expect(leftAlone == [])
    #expect(
      after == [
        "entries/a.yaml": """
        # 会员
        - id: vip
          question: VIP怎么升级
          variants:
            # 常见
            - 升级VIP 要多少钱
          answers: [ＶＩＰ　１]   # 答
          tests: {reach: [ＶＩＰ]}
        - id: b
          question: 怎么退款
          variants: [退钱， 好]
          keywords:
            any: [退款, QQ]
            all: [[退, 钱], [退款, 退款], [退款, 钱款]]
            none: [换货]
          answers: [好]

        """
      ])
  }

  @Test("4: a comment in the way") func comment() throws {
    let files = [
      "kb.yaml": minimalSettings,
      "entries/a.yaml": "- id: a\n  question: ＶＩＰ   # 会员\n  answers: [好]\n",
      "smalltalk.yaml": "- {id: b, question: ＯＫ, answers: [好]}\n",
    ]
    let (after, leftAlone) = try tidied(files)
    #expect(leftAlone == ["entries/a.yaml"])
    #expect(after.keys.sorted() == ["smalltalk.yaml"])
    #expect(after["smalltalk.yaml"]?.contains("question: OK\n") == true)
  }

  @Test("1, 2, 4: synonyms") func synonyms() throws {
    let before = """
      # 钱
      - [运费, 邮费, "运费", 快递费, 邮费]   # 邮
      - {words: [ＶＩＰ, '会员', "ｖｉｐ"], discount: 0.8}
      - words:
          - 怎么  # 普通话
          - 咋
          - 怎么
      - [咩,
         乜, 咩,
         "ｂ\\u4e00"]
      - [好, 好]

      """
    let after = """
      # 钱
      - [运费, 邮费, 快递费]   # 邮
      - {words: [VIP, '会员'], discount: 0.8}
      - words:
          - 怎么  # 普通话
          - 咋
      - [咩,
         乜,
         "ｂ\\u4e00"]
      - [好, 好]

      """
    let files = ["kb.yaml": minimalSettings, "synonyms.yaml": before]
    #expect(try tidied(files).files == ["synonyms.yaml": after])
    let crlf = files.mapValues { $0.replacing("\n", with: "\r\n") }
    #expect(
      try tidied(crlf).files["synonyms.yaml"].map { Array($0.utf8) }
        == Array(after.replacing("\n", with: "\r\n").utf8))
  }

  private static let lexicon =
    "# 售后\n  退货 \nＶＩＰ卡\t100\n包邮\n退货\n\n退款 5 # 钱\n退款\t7\n退款\na货\n#尾\n运费险\n安装"

  @Test("1, 2, 3, 4: word lists") func wordLists() throws {
    let files = [
      "kb.yaml": minimalSettings, "lexicon.txt": Self.lexicon,
      "stopwords.txt": "了\nof  course\n的\nｏｆ course\n",
    ]
    #expect(
      try tidied(files).files == [
        "lexicon.txt":
          "# 售后\n包邮\n退货\nVIP卡\t100\n\na货\n退款 5 # 钱\n退款\t7\n#尾\n安装\n运费险",
        "stopwords.txt": "的\n了\nof course\n",
      ])
    #expect(
      try tidied(files, sortsWords: false).files == [
        "lexicon.txt":
          "# 售后\n退货\nVIP卡\t100\n包邮\n\n退款 5 # 钱\n退款\t7\na货\n#尾\n运费险\n安装",
        "stopwords.txt": "了\nof course\n的\n",
      ])
  }

  @Test("5: nothing to do") func tidyAlready() throws {
    let files = ["kb.yaml": minimalSettings, "entries/a.yaml": minimalEntries]
    #expect(try tidied(files).files.isEmpty)
  }

  @Test("5: random word lists and synonyms", arguments: 0..<200)
  func random(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    func pick(_ from: [String]) -> String { from[Int.random(in: from.indices, using: &random)] }
    let words = ["退款", "退货", "ＶＩＰ", "vip", "Ａ 货", "Ａ　货", "运费险", "运费", "\u{3000}包邮", "１２３", "!"]
    func list() -> [String] { (0..<Int.random(in: 1...6, using: &random)).map { _ in pick(words) } }
    var files = ["kb.yaml": minimalSettings]
    files["lexicon.txt"] = list().map { word in
      word.replacing(" ", with: "").replacing("\u{3000}", with: "")
        + pick(["", " 7", "\t12", "  # 注", "\n", "\n# 注"]) + pick(["\n", "\r\n"])
    }.joined()
    files["stopwords.txt"] = list().joined(separator: "\n")
    files["synonyms.yaml"] = "- [\(list().joined(separator: pick([",", ", ", "  ,\n   "])))]\n"
    files["entries/a.yaml"] = """
      - id: a
        question: 怎么办
        variants: [\(list().joined(separator: ", "))]
        keywords: {any: [\(list().joined(separator: ", "))]}
        answers: [ＯＫ]

      """
    let (loaded, problems) = load(files)
    guard let loaded else { return }
    let (after, _) = try tidied(files)
    let changed = files.merging(after) { $1 }
    let (again, left) = load(changed)
    let tidy = try #require(again, "\(changed)")
    #expect(left.count <= problems.count)
    #expect(try tidied(changed).files.isEmpty, "\(changed)")
    func keys(_ texts: [Sourced<String>]) -> Set<String> {
      Set(texts.map { Normalizer.shared.literalKey($0.value) })
    }
    #expect(keys(tidy.entries[0].phrasings) == keys(loaded.entries[0].phrasings))
    #expect(keys(tidy.entries[0].keywords.any) == keys(loaded.entries[0].keywords.any))
    #expect(tidy.entries[0].answers.map(\.text.value) == ["ＯＫ"])
    #expect(tidy.synonyms.map { keys($0.words) } == loaded.synonyms.map { keys($0.words) })
    #expect(keys(tidy.lexicon.map(\.word)) == keys(loaded.lexicon.map(\.word)))
    func highest(_ knowledgeBase: KnowledgeBase) -> [String: Int] {
      Dictionary(
        knowledgeBase.lexicon.map {
          (Normalizer.shared.literalKey($0.word.value), $0.frequency ?? 0)
        }, uniquingKeysWith: max)
    }
    #expect(highest(tidy) == highest(loaded))
  }

  @Test("6: errors come first") func errors() throws {
    let files = ["kb.yaml": "risk: 7\n"].mapValues { Array($0.utf8) }
    #expect(throws: KnowledgeEditError.self) { try Tidying().run(on: KnowledgeFiles(files)) }
  }
}
