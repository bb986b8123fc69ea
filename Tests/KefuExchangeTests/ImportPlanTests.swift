// What an import makes of a knowledge base.
//
// 1. Entries are matched by id, then by question; the rest are new, with ids that stay the same.
// 2. Columns that are not there leave what is there; those that are there take its place.
// 3. Errors of the result are named by the imported cell, and then there are no edits.
// 4. Files named by rows are used; entries move; --replace removes what the file does not have.
// 5. Comments that would be lost are counted, and others stay.
// 6. Synonyms are added once.

import KefuExchange
import KefuKnowledge
import KefuTestSupport
import Testing

@Suite struct ImportPlanTests {
  private static let shop = """
    # 退款
    - id: refund
      question: 怎么退款
      variants:
        - 退钱   # 常问
      keywords: {any: [退款]}
      answers: [在订单页]

    - id: thanks
      question: 谢谢
      answers: [不客气]
    """

  /// 1, 2
  @Test func matched() throws {
    let shop = files(Self.shop)
    let plan = ImportPlan(
      imported(
        "f.csv",
        """
        id,question,variants,answer
        refund,,"退钱
        想退款",
        ,谢谢！,多谢,应该的
        other,怎么换货？,,找客服
        ,怎么换货呢,,找客服
        """), into: shop)
    #expect(plan.problems == [])
    #expect(plan.changed == ["refund", "thanks"] && plan.unchanged == [])
    #expect(plan.new == ["other", "zen-me-huan-huo-ne"])
  }

  /// 1
  @Test func idsAreReadableAndStable() {
    let text = "question,answer\n退款多久到账？,a\n退款多久,b\n退款，多久了,c\niPhone15 有货吗,d\n🈶,e\n绿色吗,f\n"
    let plans = (0..<2).map { _ in ImportPlan(imported("f.csv", text), into: files()) }
    #expect(
      plans[0].new == [
        "tui-kuan-duo-jiu-dao-zhang", "tui-kuan-duo-jiu", "tui-kuan-duo-jiu-le",
        "iphone15-you-huo-ma", "entry", "lv-se-ma",
      ])
    #expect(plans[0].new == plans[1].new && plans[0].edits == plans[1].edits)
    // A second import finds them by their questions.
    let again = ImportPlan(imported("f.csv", text), into: files().with(plans[0].edits))
    #expect(again.unchanged.count == 6 && again.edits == [])
    let taken = ImportPlan(
      imported("f.csv", "question,answer\n退款 多久呀,a\n"),
      into: files("- id: tui-kuan-duo-jiu-ya\n  question: 别的\n  answers: [a]\n"))
    #expect(taken.new == ["tui-kuan-duo-jiu-ya-2"])
  }

  /// 2
  @Test func onlyGivenColumnsChange() throws {
    let shop = files(Self.shop)
    let plan = ImportPlan(
      imported("f.csv", "id,variants,keywords\nrefund,想退款,\n"), into: shop)
    #expect(plan.problems == [] && plan.changed == ["refund"])
    let entry = try #require(shop.with(plan.edits).load().knowledgeBase?.entries[0])
    #expect(entry.variants.map(\.value) == ["想退款"] && entry.keywords.any == [])
    #expect(entry.answers.map(\.text.value) == ["在订单页"] && entry.question.value == "怎么退款")
  }

  /// 3
  @Test(
    "3: errors of the result",
    arguments: [
      (
        "id,question,answer\na,换货,好\nb,运费,\n",
        "f.csv:3: cell A3 (id): error: b has no answers\n  help: add a line \"answers: …\""
      ),
      (
        "question,variants,answer\n换货,\"换\n退 钱\",好\n",
        """
        f.csv:2: cell B2 (variants): error: "退 钱" is already a variant of refund (entries/a.yaml:5:7), written "退钱"
          help: delete one, or move both under the same entry
        """
      ),
      (
        "question,answer\n换货,{shop.nam}好\n",
        "f.csv:2: cell B2 (answer): error: there is no variable {shop.nam}\n  help: did you mean {shop.name}?"
      ),
      (
        "id,question,answer,followUps\na,换货,好,\"refund, thank\"\n",
        "f.csv:2: cell D2 (followUps): error: there is no entry \"thank\" to follow up with\n  help: did you mean \"thanks\"?"
      ),
      (
        "id,question,answer,group\na,换货,好,sale\n",
        "f.csv:2: cell A2 (id): error: there is no skill group \"sale\"\n  help: did you mean \"presale\"?"
      ),
      (
        "id,question,answer\na b,换货,好\n",
        "f.csv:2: cell A2 (id): error: \"a b\" is not an entry id\n  help: use letters, digits, dots, hyphens and underscores, such as return.freight"
      ),
      (
        "id,answer\nnew,好\n",
        "f.csv:2: cell A2 (id): error: \"new\" has no question, and the knowledge base has no such entry\n  help: write its question"
      ),
      (
        "id,question,answer\nrefund,,好\n,怎么退款,坏\nrefund2,怎么退款？,坏\n",
        """
        f.csv:3: cell B3 (question): error: "怎么退款" is already the question of refund (entries/a.yaml:3:13)
          help: delete one, or move both under the same entry|\
        f.csv:4: cell B4 (question): error: "怎么退款？" is already the question of refund (entries/a.yaml:3:13), written "怎么退款"
          help: delete one, or move both under the same entry
        """
      ),
      (
        "question,answer\n换货,好\n换货！,坏\n",
        """
        f.csv:3: cell A3 (question): error: "换货！" is already the question of huan-huo (f.csv:2: cell A2 (question)), written "换货"
          help: delete one, or move both under the same entry
        """
      ),
      (
        "question,answer,file\n换货,好,entries/../kb.yaml\n",
        "f.csv:2: cell C2 (file): error: \"entries/../kb.yaml\" is no file of entries\n  help: write a path such as entries/refund.yaml, or smalltalk.yaml"
      ),
      (
        "id,question,answer,weight\na,换货,好,运费: 11\n",
        "f.csv:2: cell A2 (id): error: the weight of 运费 is 11\n  help: write a number from 0 to 10"
      ),
      (
        "question,answer\n谢谢,好\n谢谢！,好\n",
        "f.csv:3: cell A3 (question): error: this is about \"thanks\", and so is f.csv:2: cell A2 (question)\n  help: join the two rows, or give one another question"
      ),
    ])
  func errors(text: String, expected: String) {
    let plan = ImportPlan(imported("f.csv", text), into: files(Self.shop))
    #expect(plan.problems.map(\.description).joined(separator: "|") == expected)
    #expect(!plan.isSound && plan.edits == [])
  }

  /// 3
  @Test func anUnsoundKnowledgeBase() {
    let plan = ImportPlan(imported("f.csv", "question,answer\n换货,好\n"), into: files("- id: a\n"))
    #expect(plan.problems.count == 1 && plan.edits == [])
    #expect(plan.problems[0].message.hasSuffix("help: mend these first; nothing was changed"))
  }

  /// 4
  @Test func filesOfRows() throws {
    let shop = files(Self.shop)
    let text =
      "id,question,answer,file\nthanks,谢谢,不客气,smalltalk.yaml\na,换货,好,entries/b.yaml\nc,运费,好,\n"
    let plan = ImportPlan(
      imported("f.csv", text), into: shop, options: .init(file: "entries/c.yaml"))
    #expect(plan.problems == [])
    #expect(
      plan.edits.map(\.path) == [
        "entries/a.yaml", "entries/b.yaml", "entries/c.yaml", "smalltalk.yaml",
      ])
    let entries = try #require(shop.with(plan.edits).load().knowledgeBase).entries
    #expect(entries.map(\.id) == ["refund", "a", "c", "thanks"] && entries[3].isSmallTalk)
    let replaced = ImportPlan(
      imported("f.csv", text), into: shop, options: .init(replaces: true))
    #expect(replaced.removed == ["refund"])
    #expect(shop.with(replaced.edits).load().knowledgeBase?.entries.count == 3)
  }

  /// 5
  @Test func comments() {
    let shop = files(Self.shop)
    let kept = ImportPlan(imported("f.csv", "id,variants\nrefund,\"退钱\n想退款\"\n"), into: shop)
    #expect(kept.edits.map(\.lostComments) == [0] && kept.edits[0].diff.counts == (1, 0))
    let lost = ImportPlan(imported("f.csv", "id,variants\nrefund,想退款\n"), into: shop)
    #expect(lost.edits.map(\.lostComments) == [1])
  }

  /// 6
  @Test func synonyms() {
    var contents = ["kb.yaml": Array(RandomEntries.settings.utf8)]
    contents["synonyms.yaml"] = Array("# 词\n- [快递, 物流]\n".utf8)
    let shop = KnowledgeFiles(contents)
    let text = """
      nlu:
      - synonym: 运费
        examples: |
          - 邮费
          - 快递费
      - synonym: 物流
        examples: |
          - 配送
      - synonym: 快递
        examples: |
          - 物流
      """
    let plan = ImportPlan(imported("nlu.yml", text), into: shop)
    #expect(plan.edits.map(\.after) == ["# 词\n- [快递, 物流]\n- [运费, 邮费, 快递费]\n"])
    #expect(
      plan.problems.map(\.description) == [
        "nlu.yml:6:12: note: \"物流\" is in a synonym set of the knowledge base already: this set is left out\n  help: join the two in synonyms.yaml"
      ])
    let again = ImportPlan(imported("nlu.yml", text), into: shop.with(plan.edits))
    #expect(again.edits == [] && again.newSynonymSets == 0)
    contents["synonyms.yaml"] = Array("[[快递, 物流]]".utf8)
    let inline = ImportPlan(imported("nlu.yml", text), into: KnowledgeFiles(contents))
    #expect(
      inline.problems.last?.message.contains("synonyms.yaml is a list between brackets") == true)
  }
}
