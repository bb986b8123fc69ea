import KefuText

/// What no text of a shop may ask a customer for: codes, passwords, card numbers.
///
/// ```swift
/// RedLine.secret(askedForIn: "请把短信验证码发给我")  // "验证码"
/// RedLine.secret(askedForIn: "请发截图,勿发验证码和密码")  // nil
/// ```
///
/// A clause asks when it names a secret, holds a word of asking, and neither a word of warning nor
/// the page where the customer types it in alone.
package enum RedLine {
  /// The secret asked for; nil where none is.
  package static func secret(askedForIn text: String) -> String? {
    let folded = removing(harmless, from: Normalizer.shared.normalize(text).string)
    for sentence in folded.split(whereSeparator: ends.contains) {
      var before = ""
      for clause in sentence.split(separator: ",").map(String.init) {
        if let secret = secrets.first(where: clause.contains) {
          // "请提供姓名,电话,验证码": a clause of the secret alone goes with the one that asks.
          let isListItem = clause.count <= secret.count + 2
          if asks(isListItem ? before + clause : clause) { return secret }
        }
        if (requests + warnings).contains(where: clause.contains) { before = clause }
      }
    }
    return nil
  }

  private static func asks(_ clause: String) -> Bool {
    if warnings.contains(where: clause.contains) { return false }
    if requests.contains(where: clause.contains) { return true }
    return entries.contains(where: clause.contains) && !places.contains(where: clause.contains)
  }

  private static func removing(_ words: [String], from text: String) -> String {
    words.reduce(text) { $0.replacing($1, with: " ") }
  }

  private static let ends: Set<Character> = [
    "。", ".", ";", "!", "?", "\n", "(", ")", "…", "—",
  ]
  private static let secrets = [
    "银行卡号", "信用卡号", "支付密码", "登录密码", "取款密码", "验证码", "校验码", "动态码", "动态口令", "短信码", "安全码",
    "密码", "卡号", "cvv", "verification code", "security code", "password", "card number",
  ]
  private static let harmless = [
    "会员卡号", "礼品卡号", "购物卡号", "储值卡号", "保修卡号", "忘记密码", "分别", "识别", "特别", "性别", "级别", "个别",
    "类别", "区别",
  ]
  private static let requests = [
    "提供", "告诉", "告知", "发给我", "发我", "发来", "发过来", "发一下", "发下", "请发", "麻烦发", "发送给我", "请发送", "报给",
    "报一下", "报下", "报上", "说一下", "说下", "念一下", "回复", "留下", "留一下", "写下", "写一下", "给我", "给一下", "拍照",
    "截图", "上传", "出示", "是多少", "是什么", "需要您的", "send", "tell", "give", "provide", "share", "reply",
    "what is", "what's", "we need",
  ]
  /// What a customer also does alone, on a page of the platform.
  private static let entries = ["输入", "填写", "填一下", "填上", "enter", "type"]
  private static let places = [
    "页", "app", "收银台", "设置", "平台", "付款", "支付时", "登录时", "银行", "柜台", "on the", "at the",
  ]
  private static let warnings = [
    "勿", "不要", "别", "不会", "不索", "不需", "无需", "不用", "不必", "绝不", "从不", "不得", "不可", "不能", "禁止", "任何人",
    "切莫", "不应", "不向", "遮", "打码", "隐去", "有人", "对方", "骗", "冒充", "自称", "发送到您", "发到您", "收不到",
    "never", "n't", "not ", "nobody", "no one", "anyone",
  ]
}
