// What entries do to each other, word for word:
//  1. KB090: a phrasing that says, or sounds, the same as another entry's; not where next to nothing
//     is said, nor within one entry.
//  2. KB095: the synonyms that are to blame where two phrasings differ in nothing else, once a pair.
//  3. KB091: variants that are one sentence over and over; not of few, nor of different ones.
//  4. KB092: entries taken for one another, and KB093: entries that none of their phrasings leads to,
//     unless a keyword does.
//  5. KB096: words never cut whole, in pieces or across; not inside a longer word, nor by chance.
//  6. KB097: keywords found across words in another entry's phrasing; not where they are at home.
//  7. What kb.yaml allows is not said.
import Kefu
import KefuTestSupport
import Testing

@Suite struct EntryCheckTests {
  private func found(
    _ entries: String, _ codes: String..., files: [String: String] = [:], allowing: String = "[]"
  ) throws -> String {
    var all = files
    all["kb.yaml"] = "name: 小店\ncheck: {allow: \(allowing)}\n"
    all["entries/a.yaml"] = entries
    return try ShopFiles.bot(all).check(today: nil).filter { codes.contains($0.code) }
      .map(\.description).joined(separator: "\n")
  }

  // MARK: KB090, KB095

  private static let colour = """
    - id: shade
      question: 有色差吗
      variants: [好的, 退货运费谁来承担]
      answers: [好]
    - id: colour
      question: 请问色差有啊
      variants: [好吧, 退货运费谁来成单, 色差有的啊]
      answers: [好]

    """
  private static let stopWords = ["stopwords.txt": "吗\n啊\n的\n吧\n请问\n"]

  @Test("1: KB090") func duplicates() throws {
    let text = try found(Self.colour, "KB090", files: Self.stopWords)
    #expect(
      text == """
        entries/a.yaml:6:13: warning[KB090]: "请问色差有啊" of colour says the same as "有色差吗" of shade (entries/a.yaml:2:13)
          help: delete one, or word it so that it tells the two apart
        entries/a.yaml:7:18: warning[KB090]: "退货运费谁来成单" of colour sounds the same as "退货运费谁来承担" of shade (entries/a.yaml:3:18)
          help: delete one, or word it so that it tells the two apart
        entries/a.yaml:7:28: warning[KB090]: "色差有的啊" of colour says the same as "有色差吗" of shade (entries/a.yaml:2:13)
          help: delete one, or word it so that it tells the two apart
        """)
  }

  @Test("1, 7: KB090 without stop words, or allowed") func noDuplicates() throws {
    #expect(
      try found(Self.colour, "KB090", files: Self.stopWords, allowing: "[KB090 colour]") == "")
    let sound = try found(Self.colour, "KB090")
    #expect(sound.split(separator: "\n").count == 2)
    #expect(sound.contains("sounds the same"))
  }

  @Test("2: KB095") func mergingSynonyms() throws {
    let entries = """
      - id: return
        question: 退货运费谁出
        variants: [怎么退货, 运费退吗]
        answers: [好]
      - id: exchange
        question: 换货邮费谁出
        variants: [怎么换货呢, 谁换货, 邮费退吗]
        answers: [好]

      """
    let files = [
      "synonyms.yaml": "- [运费, 邮费]\n- [退货, 换货, 退换]\n", "stopwords.txt": "呢\n",
    ]
    let text = try found(entries, "KB090", "KB095", files: files)
    #expect(
      text == """
        synonyms.yaml:1:8: warning[KB095]: with "运费" and "邮费" as synonyms, "邮费退吗" of exchange (entries/a.yaml:7:26) says the same as "运费退吗" of return (entries/a.yaml:3:20)
          help: take one of the two words out of the set: it tells entries apart
        synonyms.yaml:2:8: warning[KB095]: with "退货" and "换货" as synonyms, "换货邮费谁出" of exchange (entries/a.yaml:6:13) says the same as "退货运费谁出" of return (entries/a.yaml:2:13), and 1 more pair
          help: take one of the two words out of the set: it tells entries apart
        """)
    #expect(try found(entries, "KB090", "KB095") == "")
  }

  // MARK: KB091

  @Test("3: KB091") func uniform() throws {
    let entries = """
      - {id: same, question: 怎么申请退款, variants: [请问怎么申请退款, 怎么申请退款呢, 怎么申请退款啊, 那怎么申请退款], answers: [好]}
      - {id: few, question: 怎么开发票, variants: [请问怎么开发票, 怎么开发票呢, 怎么开发票啊], answers: [好]}
      - {id: other, question: 什么时候发货, variants: [今天能寄出吗, 催一下发货, 几天能送到我家, 下单三天了没动静], answers: [好]}

      """
    let text = try found(entries, "KB091", files: ["stopwords.txt": "请问\n呢\n啊\n"])
    #expect(
      text == """
        entries/a.yaml:1:3: warning[KB091]: the 5 phrasings of same are nearly the same sentence: two of them share 90 % of their words on average
          help: write how customers say it in other words; politeness and particles add nothing
        """)
  }

  // MARK: KB092, KB093

  private static let confused = """
    - id: invoice
      question: 怎么开发票
      variants: [可以开发票吗, 发票什么时候开, 发票抬头写什么, 开发票要多久, 发票能补开吗, 给开发票吗]
      answers: [好]
    - id: paper
      question: 发票怎么开
      variants: [能开发票吗, 什么时候开发票, 开发票吗, 纸质票子给一张]
      answers: [好]
    - id: odd
      question: 月亮有多远
      variants: [苹果甜不甜, 今天星期几, 桌子三条腿]
      answers: [好]

    """

  @Test("4: KB092, KB093") func confusion() throws {
    let text = try found(Self.confused, "KB092", "KB093")
    #expect(
      text == """
        entries/a.yaml:1:3: warning[KB092]: 6 of 7 phrasings of invoice, left out, are taken for paper, such as "怎么开发票" (entries/a.yaml:2:13) and "可以开发票吗" (entries/a.yaml:3:14)
          help: move those that belong there, weigh the words that tell the two apart, or merge the two
        entries/a.yaml:5:3: warning[KB092]: 5 of 5 phrasings of paper, left out, are taken for invoice, such as "发票怎么开" (entries/a.yaml:6:13) and "能开发票吗" (entries/a.yaml:7:14)
          help: move those that belong there, weigh the words that tell the two apart, or merge the two
        entries/a.yaml:9:3: warning[KB093]: none of the 4 phrasings of odd leads to it when it is left out of what the bot knows
          help: customers will not use these very words: add variants that share some, or keywords
        """)
  }

  @Test("4: a keyword leads to it") func named() throws {
    #expect(try found(Self.confused + "  keywords: {any: [星期几]}\n", "KB093") == "")
    #expect(try found(Self.confused + "  keywords: {any: [火星]}\n", "KB093") != "")
  }

  // MARK: KB096

  @Test("5: KB096, in pieces") func pieces() throws {
    let entries = """
      - {id: a, question: 退款可以吗, variants: [可以吗退款], answers: [好]}
      - {id: b, question: 有运费险吗, answers: [好]}

      """
    let files = ["lexicon.txt": "可以吗 1\n运费险\n运费\nT恤\n"]
    let text = try found(entries, "KB096", files: files)
    #expect(
      text == """
        lexicon.txt:1:1: warning[KB096]: "可以吗" is never cut whole: "退款可以吗" of a (entries/a.yaml:1:21) is cut 可以/吗 there
          help: give it a frequency in lexicon.txt, such as: 可以吗 100000
        """)
    #expect(try found(entries, "KB096", files: ["lexicon.txt": "可以吗 100000\n"]) == "")
  }

  @Test("5: KB096, across") func across() throws {
    let entries = """
      - {id: a, question: 这玩意儿怎么用, variants: [这玩意儿多少钱, 直播主播说的], answers: [好]}
      - {id: b, question: VARIANT, variants: [直播主播呢, 看直播主播], answers: [好]}

      """
    let files = ["synonyms.yaml": "- [这个, 这玩意]\n", "lexicon.txt": "播主\n直播\n主播\n"]
    let often = entries.replacing("VARIANT", with: "谁要这玩意儿")
    let text = try found(often, "KB096", files: files)
    #expect(
      text == """
        synonyms.yaml:1:8: warning[KB096]: "这玩意" is never cut whole: "这玩意儿怎么用" of a (entries/a.yaml:1:21) is cut 这/玩意儿 there
          help: add 这玩意儿 beside it, or delete it
        """)
    let seldom = entries.replacing("VARIANT", with: "谁要它")
    #expect(try found(seldom, "KB096", files: files) == "")
    let whole = entries.replacing("VARIANT", with: "谁要这玩意儿这玩意")
    #expect(try found(whole, "KB096", files: files) == "")
  }

  // MARK: KB097

  @Test("6: KB097") func straddling() throws {
    let entries = """
      - {id: flaw, question: 有品退吗, keywords: {any: [品退]}, answers: [好]}
      - {id: return, question: 商品退货怎么弄, variants: [礼品退货行吗], answers: [好]}

      """
    let files = ["lexicon.txt": "商品\n礼品\n退货\n"]
    let text = try found(entries, "KB097", files: files)
    #expect(
      text == """
        entries/a.yaml:1:47: warning[KB097]: the keyword "品退" is found across words, in 商品/退货 of "商品退货怎么弄" of return (entries/a.yaml:2:26)
          help: make it longer, or veto that place with `none`
        """)
    let atAnEnd = entries.replacing("商品退货怎么弄", with: "商品退吗")
      .replacing("礼品退货行吗", with: "礼品退不")
    #expect(try found(atAnEnd, "KB097", files: files) == "")
    let moreAtHome = entries.replacing("有品退吗, ", with: "有品退吗, variants: [品退, 品退怎么赔], ")
    #expect(try found(moreAtHome, "KB097", files: files) == "")
    let vetoed = entries.replacing("[品退]}", with: "[品退], none: [商品, 礼品]}")
    #expect(try found(vetoed, "KB097", files: files) == "")
  }
}
