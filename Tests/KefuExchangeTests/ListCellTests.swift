// Several texts in one cell.
//
// 1. Cells are read as people write them.
// 2. What is written is read back.

@testable import KefuExchange
import KefuTestSupport
import Testing

@Suite struct ListCellTests {
  /// 1
  @Test func asWritten() {
    let table: [(ListCell, String, [String])] = [
      (.lines, "退款多久\n\n  \n钱呢,几天", ["退款多久", "钱呢,几天"]),
      (.lines, #"a\nb"# + "\n" + #"\d \\n c\"#, ["a\nb", #"\d \n c\"#]),
      (.lines, "a\\\nb", ["a\\", "b"]),
      (.words, "退款, 退货；换货、退钱\n钱", ["退款", "退货", "换货", "退钱", "钱"]),
      (.words, #"a\,b, c"#, ["a,b", "c"]),
      (.group, "退货 + 运费 ＋谁", ["退货", "运费", "谁"]),
      (.group, #"C\+\+ + 书"#, ["C++", "书"]),
      (.alternatives, " gold | diamond|", ["gold", "diamond"]),
      (.words, "", []),
    ]
    for (list, cell, texts) in table { #expect(list.decode(cell) == texts) }
    #expect(ListCell.words.encode(["a,b", "c\\", "d\\n", "e\nf"]) == "a\\,b\nc\\\\\nd\\\\n\ne\\nf")
  }

  /// 2
  @Test(arguments: [ListCell.lines, .words, .group, .alternatives].indices)
  func roundTrip(number: Int) {
    let list = [ListCell.lines, .words, .group, .alternatives][number]
    var random = SeededRandom(seed: UInt64(number))
    for _ in 0..<5_000 {
      let texts = (0..<random.below(4)).map { _ in
        RandomEntries.text(5, &random).trimmed + "e"
          + random.pick(["", "\\", "\\\\", "\\n", ",", "\n\\"]) + "x\\"
      }
      #expect(list.decode(list.encode(texts)) == texts)
    }
  }
}
