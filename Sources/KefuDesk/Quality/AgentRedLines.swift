import KefuDialogue
public import KefuKnowledge
import KefuText

/// What no agent may say, found in what an agent writes.
///
/// ```swift
/// AgentRedLines.standard.crossed(by: "你加我微信，转账便宜十块")  // "offPlatform"
/// AgentRedLines.standard.crossed(by: "请不要私下转账")  // nil
/// ```
///
/// Beside the rules, asking the customer for a code, a password or a card number crosses the line
/// `asksForSecret`.
public struct AgentRedLines: Sendable, Equatable {
  public let rules: [AgentRedLine]
  private let index: TriggerIndex

  /// - Complexity: O(characters of the rules).
  public init(_ rules: [AgentRedLine]) {
    self.rules = rules
    index = TriggerIndex(
      Triggers(
        all: rules.map {
          Trigger(
            id: $0.id, reason: .redLine, phrases: $0.phrases, patterns: $0.patterns,
            unless: $0.unless, location: $0.location)
        }))
  }

  /// The id of the first rule that the text crosses; nil for none.
  ///
  /// - Complexity: O(characters of the text), whatever the number of phrases.
  public func crossed(by text: String) -> String? {
    if RedLine.secret(askedForIn: text) != nil { return "asksForSecret" }
    return index.first(in: Normalizer.shared.normalize(text), attributes: [:])?.id
  }

  public static func == (a: AgentRedLines, b: AgentRedLines) -> Bool { a.rules == b.rules }
}

extension AgentRedLines {
  /// The rules for a shop that has written none.
  public static let standard = AgentRedLines([
    rule(
      "offPlatform",
      [
        "加我微信", "加个微信", "加下微信", "微信转账", "微信转我", "私下转账", "私下交易", "线下交易", "线下付款", "直接转账给我",
        "转我支付宝", "不走平台", "绕开平台", "脱离平台", "平台外交易", "pay me directly", "outside the platform",
      ],
      unless: ["不要加我微信", "不能加我微信", "不要私下", "不能私下", "请勿私下", "勿私下", "不支持私下", "不可以私下", "切勿私下", "谨防私下"]
    ),
    rule(
      "cashForPraise",
      [
        "好评返现", "返现好评", "五星返现", "好评返红包", "好评给红包", "好评发红包", "删差评给", "删差评返", "改好评给", "改好评返",
        "cash for a review", "cash for five stars",
      ], unless: ["不能好评返现", "没有好评返现", "禁止好评返现", "不支持好评返现", "不做好评返现", "好评返现卡片"]),
    rule(
      "refusesReturn",
      ["不给退", "不让退", "就是不退", "不可能给你退", "想退没门", "退不了别想"], unless: ["不会不给退", "不存在不给退"]),
    rule(
      "refusesInvoice", ["开不了发票", "不给开发票", "不开发票", "开票要加钱", "开发票加钱", "发票另收"],
      unless: ["不会不开发票", "不存在不开发票"]),
    rule(
      "insult",
      [
        "神经病", "有病吧", "白痴", "傻逼", "傻子", "脑残", "蠢货", "滚蛋", "去死", "你妈的", "他妈的", "不要脸", "穷鬼", "买不起别买",
        "爱买不买", "idiot", "shut up", "stupid",
      ]),
    rule("threat", ["我知道你家地址", "我知道你住哪", "你给我等着", "找人去你家", "曝光你的信息"]),
  ])

  private static func rule(
    _ id: String, _ phrases: [String], unless: [String] = []
  ) -> AgentRedLine {
    let nowhere = SourceLocation(file: "")
    return AgentRedLine(
      id: id, phrases: phrases.map { Sourced($0, at: nowhere) },
      unless: unless.map { Sourced($0, at: nowhere) }, location: nowhere)
  }
}
