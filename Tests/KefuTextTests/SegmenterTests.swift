// What segmentation promises:
//  1. The cut has the least cost of all cuts (slow twin: SlowSegmentation).
//  2. Words of a lexicon win over their pieces; those with a frequency win as often as it says.
//  3. The order and doubling of a lexicon change nothing.
//  4. Words that ICU breaks are whole: the shop's and everyday ones in the table below.
//  5. One analyzer used by many tasks at once gives each what it would get alone.
//  6. Memory reused gives what fresh memory gives.
import KefuTestSupport
import Testing

@testable import KefuText

@Suite struct SegmenterTests {
  @Test("1: no cut is cheaper") func isOptimal() {
    let lexicon = ["退货运费", "运费险", "货运", "费谁出"].map { Segmenter.Word($0) }
    let characters = Array("退货运费险谁出的一了不是我们在有人这中大来上国个到说\u{20BB7}龘".unicodeScalars.map(\.value))
    var random = SeededRandom(seed: 1)
    for segmenter in [Segmenter.general, Segmenter(lexicon: lexicon)] {
      for _ in 0..<400 {
        let run = (0..<(1 + random.below(11))).map { _ in random.pick(characters) }
        let (least, cuts) = SlowSegmentation.best(run) { word in
          segmenter.cost(of: word) ?? (word.count == 1 ? Segmenter.unknownCost : nil)
        }
        var text = NormalizedText()
        for (i, c) in run.enumerated() { text.append(c, .han, from: Int32(i), to: Int32(i + 1)) }
        var scratch = TextScratch()
        var cut: [Range<Int>] = []
        segmenter.cut(text, 0..<run.count, scratch: &scratch) { cut.append($0) }
        #expect(cuts.contains(cut), "\(text.string), \(cut), least \(least)")
      }
    }
  }

  static let lexicon = ["没货", "淘淘乐", "运费险", "的了", "超级会员卡", "龘龘", "𠮷货", "七天无理由退换", "一个"]

  @Test("2: lexicon words win", arguments: lexicon.filter { $0 != "𠮷货" })
  func lexiconWins(_ word: String) {
    #expect(Segmenter(lexicon: Self.lexicon.map { .init($0) }).words(in: word) == [word])
  }

  @Test("2: frequencies count; what cannot be a word is left out") func lexiconFrequencies() {
    let word = "运费谁出"
    #expect(Segmenter.general.words(in: word) == ["运费", "谁", "出"])
    #expect(Segmenter(lexicon: [.init(word, frequency: 100)]).words(in: word) == [word])
    let rare = Segmenter(lexicon: [.init("是不", frequency: 0)])
    #expect(rare.words(in: "是不") == ["是", "不"])
    let tooLong = String(repeating: "退货", count: 9)
    let odd = Segmenter(lexicon: ["T恤", "7天无理由", "退", "", tooLong, "𠮷货"].map { .init($0) })
    #expect(odd.words(in: "天无理由退𠮷货") == Segmenter.general.words(in: "天无理由退𠮷货"))
    #expect(Segmenter(lexicon: [.init("運費險")]).words(in: "运费险") == ["运费险"])
  }

  @Test("2: what is known") func contains() {
    func scalars(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }
    let segmenter = Segmenter(lexicon: [.init("淘淘乐"), .init("超级会员卡"), .init("七天无理由退换")])
    for word in ["退货", "我", "淘淘乐", "七天无理由退换"] {
      #expect(segmenter.contains(scalars(word)), "\(word)")
    }
    // A prefix of a word, an unknown character, one whose low bits are those of 一, nothing.
    for word in ["超级会员", "七天无理", "龘", "x", "统\u{24E00}", "\u{24E00}", ""] {
      #expect(!segmenter.contains(scalars(word)), "\(word)")
    }
  }

  @Test("3: order and doubling of the lexicon") func orderDoesNotMatter() {
    var random = SeededRandom(seed: 3)
    let words = Self.lexicon.map { Segmenter.Word($0) } + [.init("货运", frequency: 7)]
    let text = "没货了淘淘乐超级会员卡七天无理由退换一个的了货运"
    let expected = Segmenter(lexicon: words).words(in: text)
    for _ in 0..<5 {
      let shuffled = (words + words).shuffled(using: &random)
      #expect(Segmenter(lexicon: shuffled).words(in: text) == expected)
    }
  }

  @Test("3: a lexicon larger than the table") func growsTheTable() {
    var random = SeededRandom(seed: 33)
    let words = (0..<200_000).map { _ in
      String(
        String.UnicodeScalarView(
          (0..<4).map { _ in
            Unicode.Scalar(UInt32(0x4E00 + random.below(0x5000))) ?? "一"
          }))
    }
    let segmenter = Segmenter(lexicon: words.map { .init($0, frequency: 100_000) })
    for word in words.prefix(1_000) {
      let folded = Normalizer.shared.normalize(word).scalars
      #expect(segmenter.contains(folded), "\(word)")
    }
    #expect(segmenter.words(in: "运费谁出") == ["运费", "谁", "出"])
  }

  @Test(
    "4: whole words",
    arguments: [
      "淘宝/上/买/的", "支付宝/付款", "优惠券/怎么/用", "七天/无/理由/退货", "怎么/退款", "客服/在/吗", "换货/多久",
      "收货/地址/填/错/了",
      "质量/有/问题",
    ])
  func everydayWords(_ cut: String) {
    let words = cut.split(separator: "/").map(String.init)
    #expect(Segmenter.general.words(in: words.joined()) == words)
  }

  @Test("4: in the trade's own words") func tradeWords() {
    let general = Segmenter.general
    let shop = Segmenter(lexicon: [.init("退货"), .init("运费")])
    #expect(general.words(in: "退货运费谁出") == ["退", "货运费", "谁", "出"])
    #expect(shop.words(in: "退货运费谁出") == ["退货", "运费", "谁", "出"])
  }

  @Test("5, 6: many tasks, reused memory") func isThreadSafe() async {
    let analyzer = TextAnalyzer(segmenter: Segmenter(lexicon: [.init("运费险")]))
    var random = SeededRandom(seed: 5)
    let texts = (0..<200).map { _ in RandomText.pieces(10, using: &random) }
    let expected = texts.map { analyzer.analyze($0).words }
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<16 {
        group.addTask {
          var (result, scratch) = (AnalyzedText(), TextScratch())
          for i in texts.indices {
            let i = (i * 7 + task * 13) % texts.count
            analyzer.analyze(texts[i], into: &result, scratch: &scratch)
            #expect(result.words == expected[i])
          }
        }
      }
    }
  }
}
