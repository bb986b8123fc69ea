// Decisions written into a knowledge base.
//
// 1. Variants are added to their entry, new entries to the file of their family, or one of its own;
//    the diff shows it, the result loads, and the bot answers the messages.
// 2. Undecided, ignored and applied decisions change nothing.
// 3. Masked messages and those the entry has are left out, and named.
// 4. Decisions that contradict the knowledge base or one another are all named with place and mend,
//    and so is what the knowledge base would not load with; no edit comes of them.
import Kefu
import KefuEvaluation
import Testing

@Suite struct DecisionPlanTests {
  private static let files = [
    "kb.yaml": "name: 小店\n",
    "entries/refund.yaml": """
    # 退款
    - id: refund.time
      question: 退款多久到账
      variants: [退款几天到]
      answers: [三天]
    - id: refund.how
      question: 怎么退款
      answers: [点退款]

    """,
  ]

  private func plan(_ decisions: String, _ files: [String: String] = files) throws -> (
    DecisionPlan, KnowledgeFiles
  ) {
    let files = KnowledgeFiles(files.mapValues { Array($0.utf8) })
    let decisions = try MiningDecisions(Array(decisions.utf8), file: "d.yaml")
    return (try DecisionPlan(decisions, files: files), files)
  }

  @Test("1: variants and entries") func edits() throws {
    let (plan, files) = try plan(
      """
      - messages: [钱多久退回来, 几天退钱]
        variant: refund.time
      - messages: [退款进度在哪看, 怎么看退款到哪了]
        entry: {id: refund.progress, question: 退款进度在哪看, answer: 在订单里看}
      - messages: [相机租一天多少钱]
        decision: undecided
        entry: {id: rent.price, question: 租相机多少钱, answer: 一天 80}
      """)
    #expect(plan.applied == [0, 1, 2])
    #expect(plan.edits.map(\.path) == ["entries/refund.yaml", "entries/rent.yaml"])
    let diff = plan.edits[0].diff.description
    #expect(diff.contains("+") && diff.contains("钱多久退回来"))
    let (merged, diagnostics) = files.with(plan.edits).load()
    let knowledgeBase = try #require(merged, "\(diagnostics)")
    #expect(
      knowledgeBase.entries.map(\.id) == [
        "refund.time", "refund.how", "refund.progress", "rent.price",
      ])
    let bot = Bot(knowledgeBase)
    #expect(bot.reply(to: "钱多久退回来").entry == "refund.time")
    #expect(bot.reply(to: "怎么看退款到哪了").text == "在订单里看")
    #expect(bot.reply(to: "相机租一天多少钱").text == "一天 80")
    #expect(bot.reply(to: "租相机多少钱").text == "一天 80")
    #expect(plan.edits[0].after?.hasPrefix("# 退款\n") == true)
  }

  @Test("2: nothing") func nothing() throws {
    let (plan, _) = try plan(
      """
      - {messages: [a], decision: undecided}
      - {messages: [b], decision: ignore}
      - {messages: [c], variant: refund.time, applied: 2026-11-11}
      """)
    #expect(plan.edits == [] && plan.applied == [] && plan.omissions == [:])
  }

  @Test("3: left out") func omissions() throws {
    let (plan, _) = try plan(
      """
      - messages: [退款，几天到, "打[phone]问退款", 几天退钱, 几天退钱!]
        variant: refund.time
      """)
    #expect(plan.applied == [0])
    #expect(plan.edits[0].after?.contains("几天退钱") == true)
    #expect(plan.edits[0].after?.contains("[phone]") == false)
    #expect(
      plan.omissions.map { "\($0.key.column) \($0.value)" }.sorted() == [
        "14 known", "22 masked", "43 known",
      ])
  }

  @Test("4: contradictions") func problems() throws {
    let text = """
      - messages: [钱多久退回来]
        variant: refund.tiem
      - messages: [怎么退款]
        variant: refund.time
      - messages: [甲]
        entry: {id: refund.how, question: 乙, answer: 丙}
      - messages: [丁]
        entry: {id: new, question: 戊, answer: 己}
      - messages: [丁]
        entry: {id: new.two, question: "打[phone]", answer: 己}
      - messages: [庚]
        variant: nothing.like.it
      """
    do {
      _ = try plan(text)
      Issue.record("no error")
    } catch let error as DecisionPlanError {
      #expect(
        error.description == """
          d.yaml:2:12: error: there is no entry "refund.tiem"
            help: did you mean "refund.time"?
          d.yaml:3:14: error: this message is already a phrasing of refund.how (entries/refund.yaml:7:13)
            help: delete it in one of the two places
          d.yaml:6:15: error: there is an entry "refund.how" already (entries/refund.yaml:6:3)
            help: write variant: refund.how, or choose another id
          d.yaml:9:14: error: this message is already a phrasing of new (d.yaml:7:14)
            help: delete it in one of the two places
          d.yaml:10:34: error: the question has something masked in it
            help: write it out as any customer would ask it
          d.yaml:12:12: error: there is no entry "nothing.like.it"
            help: write the id of an entry
          """)
    }
  }

  @Test("4: a knowledge base with errors") func unsound() throws {
    func error(_ decisions: String, _ files: [String: String] = Self.files) -> DecisionPlanError? {
      #expect(throws: DecisionPlanError.self) { try plan(decisions, files) }
    }
    let before = error("- {messages: [a], decision: ignore}", ["kb.yaml": "nmae: x\n"])
    #expect(before?.description.contains("error[KB018]") == true)
    #expect(
      before?.description.hasSuffix("mend the knowledge base first; nothing was written") == true)
    let after = error(
      "- {messages: [甲], entry: {id: new, question: 乙, answer: \"{shop.nmae}好\"}}")
    #expect(after?.description.contains("entries/new.yaml") == true)
    #expect(
      after?.description.contains("the knowledge base would have these errors; nothing was written")
        == true)
  }
}
