import KefuKnowledge

/// The columns of a table of entries, in the order they are written in.
enum EntryColumn: String, CaseIterable {
  case id, question, variants
  case anyKeywords = "keywords.any"
  case allKeywords = "keywords.all"
  case noneKeywords = "keywords.none"
  case answer, when, valid
  case followUps, group, handoff, weight
  case reach = "tests.reach"
  case avoid = "tests.avoid"
  case file
  /// Read only: a row of small talk belongs to smalltalk.yaml.
  case smallTalk

  static let written = allCases.filter { $0 != .smallTalk }

  /// Other names, as people write them: without blanks, dots, dashes and digits at the end.
  private var aliases: [String] {
    switch self {
    case .id: ["entry", "entryid", "key", "编号", "知识id", "知识编号", "知识点id", "意图", "intent", "label"]
    case .question:
      [
        "标准问", "标准问题", "问题", "问法", "标题", "知识标题", "standardquestion", "q", "title", "utterance",
        "text",
      ]
    case .variants:
      [
        "variant", "相似问", "相似问题", "相似问法", "扩展问", "扩展问题", "similarquestions", "similarquestion",
        "alternatives", "examples",
      ]
    case .anyKeywords: ["keywords", "keyword", "关键词", "关键字", "任一关键词", "any"]
    case .allKeywords: ["组合关键词", "同时关键词", "all"]
    case .noneKeywords: ["排除词", "排除关键词", "否定词", "none"]
    case .answer: ["answers", "reply", "response", "a", "答案", "回答", "回复", "答复", "标准答案", "话术"]
    case .when: ["condition", "conditions", "条件", "适用条件"]
    case .valid: ["dates", "有效期", "有效日期", "生效日期"]
    case .followUps: ["followup", "追问", "相关问题", "关联问题", "推荐问题"]
    case .group: ["skillgroup", "技能组", "客服组", "分组"]
    case .handoff: ["transfer", "转人工"]
    case .weight: ["weights", "权重", "词权重"]
    case .reach: ["reach", "test", "tests", "测试", "测试问", "应命中"]
    case .avoid: ["avoid", "不应命中"]
    case .file: ["path", "文件"]
    case .smallTalk: ["chitchat", "闲聊", "寒暄"]
    }
  }

  /// The name in Chinese.
  var chinese: String {
    switch self {
    case .id: "编号"
    case .question: "标准问"
    case .variants: "相似问"
    case .anyKeywords: "关键词"
    case .allKeywords: "组合关键词"
    case .noneKeywords: "排除词"
    case .answer: "答案"
    case .when: "条件"
    case .valid: "有效期"
    case .followUps: "追问"
    case .group: "技能组"
    case .handoff: "转人工"
    case .weight: "权重"
    case .reach: "测试"
    case .avoid: "不应命中"
    case .file: "文件"
    case .smallTalk: "闲聊"
    }
  }

  /// Whether several columns may have the name, as in 相似问1, 相似问2.
  var isRepeatable: Bool {
    switch self {
    case .variants, .anyKeywords, .allKeywords, .noneKeywords, .followUps, .reach, .avoid: true
    default: false
    }
  }

  private static let byName: [String: EntryColumn] = {
    var byName: [String: EntryColumn] = [:]
    for column in allCases {
      for name in [column.rawValue, column.chinese] + column.aliases {
        byName[key(name)] = column
      }
    }
    return byName
  }()

  static let names = allCases.map(\.rawValue)

  /// Nil for a name that is no column's.
  init?(name: String) {
    let key = Self.key(name)
    let unnumbered = String(key.reversed().drop { $0.isNumber }.reversed())
    guard let column = Self.byName[key] ?? Self.byName[unnumbered] else { return nil }
    self = column
  }

  /// Case, blanks and joints do not count, nor what stands in brackets or marks a duty.
  private static func key(_ name: String) -> String {
    let bare = name.prefix { !"(（[【".contains($0) }
    return String(bare.lowercased().filter { !" \u{3000}\t\n._-*＊:：".contains($0) })
  }

  /// The part of an entry the column gives.
  var field: EntryField? {
    switch self {
    case .id, .file, .smallTalk: nil
    case .question: .question
    case .variants: .variants
    case .anyKeywords: .anyKeywords
    case .allKeywords: .allKeywords
    case .noneKeywords: .noneKeywords
    case .answer, .when, .valid: .answers
    case .followUps: .followUps
    case .group: .group
    case .handoff: .handoff
    case .weight: .weights
    case .reach: .reach
    case .avoid: .avoid
    }
  }
}
