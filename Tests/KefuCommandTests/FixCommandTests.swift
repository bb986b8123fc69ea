// kefu check --fix: from a pipe.
//
// 1. It shows a diff and writes with --yes only; a second run finds nothing.
// 2. What it writes has the problems it had but for those mended, and the answers as they were.
// 3. Nothing is written, and the code is 2 or 1, where nobody can answer, where options exclude each
//    other, or where the knowledge base has errors.

import Foundation
import Testing

@Suite struct FixCommandTests {
  private func untidyShop() throws -> Shop {
    let shop = try Shop()
    try shop.write("lexicon.txt", "# 售后\n运费险\n七天无理由\n运费险\n")
    try shop.write(
      "entries/extra.yaml",
      "- id: vip\n  question: ＶＩＰ怎么升级\n  variants: [VIP 怎么升, vip 怎么升!]\n  answers: [ＯＫ]\n")
    return shop
  }

  private func read(_ shop: Shop, _ file: String) throws -> String {
    try String(contentsOfFile: shop.path + "/" + file, encoding: .utf8)
  }

  /// 1, 2
  @Test func mends() throws {
    let shop = try untidyShop()
    #expect(try kefu(["check", "--kb", shop.path]).output.contains("KB044"))
    let result = try kefu(["check", "--fix", "--yes", "--kb", shop.path])
    #expect(result.code == 0, "\(result)")
    #expect(
      result.output == """
        --- a/entries/extra.yaml
        +++ b/entries/extra.yaml
        @@ -1,4 +1,4 @@
         - id: vip
        -  question: ＶＩＰ怎么升级
        -  variants: [VIP 怎么升, vip 怎么升!]
        +  question: VIP怎么升级
        +  variants: [VIP 怎么升]
           answers: [ＯＫ]
        --- a/lexicon.txt
        +++ b/lexicon.txt
        @@ -1,4 +1,3 @@
         # 售后
        -运费险
         七天无理由
         运费险
        2 files, 3 lines out, 2 in; the bot answers as before
        done

        """)
    #expect(try read(shop, "lexicon.txt") == "# 售后\n七天无理由\n运费险\n")
    let after = try kefu(["check", "--kb", shop.path])
    #expect(!after.output.contains("KB044"))
    #expect(!after.output.contains("KB025"))
    #expect(
      try kefu(["check", "--fix", "--yes", "--kb", shop.path]).output == "nothing to fix\n")
    let answer = try kefu(["chat", "--json", "--kb", shop.path], input: "ＶＩＰ怎么升级\n")
    #expect(object(answer.output)?["entry"] as? String == "vip")
  }

  /// 1
  @Test func keepsOrderAndQuiet() throws {
    let shop = try untidyShop()
    let result = try kefu(
      ["check", "--fix", "--yes", "--keep-order", "--quiet", "--kb", shop.path])
    #expect(result.code == 0)
    #expect(result.output.isEmpty)
    #expect(try read(shop, "lexicon.txt") == "# 售后\n运费险\n七天无理由\n")
  }

  /// 3
  @Test func refuses() throws {
    let shop = try untidyShop()
    let before = try read(shop, "lexicon.txt")
    let unasked = try kefu(["check", "--fix", "--kb", shop.path])
    #expect(unasked.code == 2)
    #expect(unasked.complaint.contains("give --yes where nobody can answer"))
    for wrong in [
      ["--yes"], ["--keep-order"], ["--fix", "--yes", "--strict"],
      ["--fix", "--yes", "--format", "json"], ["--fix", "--yes", "--entry", "vip"],
    ] {
      #expect(try kefu(["check", "--kb", shop.path] + wrong).code == 2, "\(wrong)")
    }
    try shop.write("entries/broken.yaml", "- id: a\n  question: [\n")
    let broken = try kefu(["check", "--fix", "--yes", "--kb", shop.path])
    #expect(broken.code == 1)
    #expect(broken.complaint.contains("mend these first; nothing was changed"))
    #expect(try read(shop, "lexicon.txt") == before)
    let missing = try kefu(["check", "--fix", "--yes", "--kb", shop.path + "/missing"])
    #expect(missing.code == 1)
  }
}
