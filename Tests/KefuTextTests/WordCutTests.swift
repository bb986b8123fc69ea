// How the segmenter cuts a piece of a text.
//
// 1. A piece is one token, inside one, several, or across the border of one; punctuation and the ends
//    of the text are no tokens.

import KefuText
import Testing

@Suite struct WordCutTests {
  @Test(
    "1",
    arguments: [
      ("运费险", WordCut.Kind.whole, false, false, ["运费险"]),
      ("运费", .inside, false, true, ["运费险"]),
      ("费险", .inside, true, false, ["运费险"]),
      ("商品退货", .pieces, false, false, ["商品", "退货"]),
      ("品退", .across, true, true, ["商品", "退货"]),
      ("商品退", .across, false, true, ["商品", "退货"]),
      ("品退货", .across, true, false, ["商品", "退货"]),
    ])
  func kinds(
    word: String, kind: WordCut.Kind, beginsInside: Bool, endsInside: Bool, tokens: [String]
  ) throws {
    let analyzer = TextAnalyzer(segmenter: Segmenter(lexicon: [.init("运费险"), .init("退货")]))
    let text = analyzer.analyze("有运费险,商品退货")
    let scalars = text.normalized.scalars
    let wanted = word.unicodeScalars.map(\.value)
    let start = try #require(
      scalars.indices.first { Array(scalars[$0...].prefix(wanted.count)) == wanted })
    let cut = text.cut(of: start..<start + wanted.count)
    #expect(cut.kind == kind)
    #expect(cut.beginsInside == beginsInside)
    #expect(cut.endsInside == endsInside)
    #expect(cut.tokens == tokens)
  }
}
