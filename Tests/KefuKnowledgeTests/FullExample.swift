import KefuKnowledge

/// A knowledge base that uses every part of the format, without a problem.
let fullExample: [String: String] = [
  "kb.yaml": """
  name: 小店客服
  locale: zh-Hans
  risk: 0.05
  variables:
    shop.name: 小店
    return.days: 7
  businessHours:
    timeZone: Asia/Shanghai
    mon-fri: [09:00-12:00, 13:30-18:00]
    sat: 10:00-24:00
    sun: []
  skillGroups: {aftersale: 售后, presale: 售前}
  fallback: "{shop.name}没有听懂"
  thresholds: {answer: 0.8, clarify: 0.4, margin: 0.1}

  """,
  "entries/invoice.yml": """
  - id: invoice.how
    question: 怎么开发票
    answers:
      - |
        在订单里申请。
        需要的话回复"转人工"

  """,
  "entries/return.yaml": """
  # 售后
  - id: return.freight
    question: 退货运费谁承担
    variants:
      - 退货邮费谁出
      - "寄回去: 快递费算谁的"
      - 88
      - yes
    keywords: {any: [退货运费], all: [[退货, 邮费], [寄回, 运费]], none: [换货]}
    answers:
      - {text: "双11{shop.name}包运费", when: {channel: [tmall, 88]}, valid: 2026-11-01..2026-11-12}
      - text: 请在{return.days}天内寄回
    followUps: [invoice.how]
    group: aftersale
    handoff: offer
    weight: {运费: 2, 退货: 0.5}
    tests: {reach: [不合适寄回去谁掏邮费], avoid: [换货运费谁出]}

  """,
  "smalltalk.yaml": """
  - id: chat.greet
    question: 你好
    answers: [您好]

  """,
  "synonyms.yaml": "- [运费, 邮费]\n- {words: [券, 优惠券], discount: 0.8}\n",
  "lexicon.txt": "# 词\n双十一 100\n运费险\n",
  "stopwords.txt": "的\nof course # 英文\n",
  "tests/oos.tsv": "今天天气怎么样\t天气\n我饿了\n",
  "tests/dev.tsv": "寄回去的钱谁出\treturn.freight\n",
  "triggers.yaml": """
  thresholds: {misses: 3, repeats: 4, lowRating: 1}
  triggers:
    - id: person
      reason: askedForPerson
      phrases: [人工]
      patterns: ['换个?人']
      unless: [人工费]
      say: 好的,{shop.name}的同事马上来
    - {id: diamond, reason: vip, priority: urgent, group: presale, when: {level: [diamond]}}

  """,
  "flows.yaml": """
  - id: flow.return
    title: 退货
    startedBy: {entries: [return.freight], events: [unpaid]}
    expiresAfterTurns: 8
    cancel: [算了]
    group: aftersale
    windows: {notBefore: "08:30", afternoonFrom: "13:00", holidaysFrom: "11:00", \
  quiet: ["21:00-08:00", "12:00-12:30"], perOrder: 2, perDay: 3}
    steps:
      - id: order
        say: 抱歉
        ask: {slot: order, type: orderNumber, prompt: 订单号?, invalid: 没认出来, retries: 1, \
  optional: true, otherwise: 未提供}
        branch: [{when: {order: declined}, next: done}]
      - id: reason
        ask:
          slot: reason
          type: choice
          prompt: 原因?
          options: [{label: 不喜欢, value: dislike, words: [不合适]}, {label: 坏了, value: broken}]
        next: done
      - {id: done, say: "{slot.order}已登记", end: {outcome: handoff, reason: 退货, group: presale}}

  """,
  "README.md": "# 小店\n",
  ".draft": "",
]

/// `Testing` has a `SourceLocation` as well; this file does not import it.
func place(_ file: String, _ line: Int, _ column: Int) -> SourceLocation {
  SourceLocation(file: file, line: line, column: column)
}

extension KnowledgeBase {
  /// The same knowledge, as if everything were written at one place.
  var withoutPlaces: KnowledgeBase {
    let nowhere = SourceLocation(file: "")
    func bare(_ texts: [Sourced<String>]) -> [Sourced<String>] {
      texts.map { Sourced($0.value, at: nowhere) }
    }
    var copy = self
    copy.outOfScope = bare(outOfScope)
    copy.synonyms = synonyms.map { SynonymSet(words: bare($0.words), discount: $0.discount) }
    copy.lexicon = lexicon.map {
      LexiconWord(word: bare([$0.word])[0], frequency: $0.frequency)
    }
    copy.settings.skillGroups.sort { $0.id < $1.id }
    copy.entries = entries.map { entry in
      var entry = entry
      entry.location = nowhere
      entry.question = bare([entry.question])[0]
      entry.variants = bare(entry.variants)
      entry.followUps = bare(entry.followUps)
      entry.tests = InlineTests(reach: bare(entry.tests.reach), avoid: bare(entry.tests.avoid))
      entry.keywords = Keywords(
        any: bare(entry.keywords.any), all: entry.keywords.all.map(bare),
        none: bare(entry.keywords.none))
      for index in entry.answers.indices { entry.answers[index].text.location = nowhere }
      return entry
    }
    for index in triggers.all.indices {
      copy.triggers.all[index].location = nowhere
      copy.triggers.all[index].phrases = bare(triggers.all[index].phrases)
      copy.triggers.all[index].unless = bare(triggers.all[index].unless)
    }
    for index in flows.indices {
      copy.flows[index].location = nowhere
      copy.flows[index].entries = bare(flows[index].entries)
      for step in flows[index].steps.indices {
        copy.flows[index].steps[step].location = nowhere
        copy.flows[index].steps[step].say?.location = nowhere
        copy.flows[index].steps[step].ask?.prompt.location = nowhere
      }
    }
    return copy
  }
}
