import KefuText

/// Which of the numbered options a reply means.
///
/// ```swift
/// OptionReader.read(reply, count: 3)  // 第二个 → .option(2), 都不是 → .none, 2个人用够吗 → .other
/// ```
enum OptionReader {
  enum Choice: Equatable {
    /// Counted from 1.
    case option(Int)
    case none
    case other
  }

  static func read(_ reply: ReplyClauses, count: Int) -> Choice {
    var chosen: Int?
    var refused = false
    for clause in reply.clauses where !clause.isQuestion {
      if isRefusal(clause.text) {
        refused = true
      } else if let number = number(in: clause.text, count: count) {
        chosen = number
      }
    }
    if let chosen { return .option(chosen) }
    return refused ? .none : .other
  }

  // MARK: Numbers

  private static let leading = [
    "我选", "我要", "我想", "就选", "就要", "就是", "应该是", "应该", "还是", "选择", "选", "要", "就", "是", "那", "嗯", "我",
    "no", "the",
    "option",
  ]
  private static let trailing = [
    "就行", "就好", "好了", "可以", "才是", "情况", "谢谢", "问题", "吧", "的", "啊", "呀", "了", "呢", "哦", "哈",
    "please", "one",
  ]
  private static let units = ["个", "条", "项", "种", "号", "款", "类", ""]
  private static let firsts = [
    "头一个", "首个", "前面那个", "前一个", "最前面那个", "上面那个", "最上面那个", "最上面", "上面第一条", "diyige", "diyi", "first",
  ]
  private static let lasts = [
    "最后那个", "最后一个", "最后一条", "最后", "后面那个", "后一个", "后面", "末尾那个", "最下面那个", "最下面", "下面那个", "last",
  ]
  private static let middles = ["中间", "中间那个", "中间那条", "当中那个"]

  private static func number(in clause: String, count: Int) -> Int? {
    var text = clause[...]
    // One after another, since 是第二个吧 has one at either end.
    while let word = leading.first(where: { text.hasPrefix($0) && text.count > $0.count }) {
      text = text.dropFirst(word.count)
    }
    while true {
      if let number = plainNumber(text, count: count) { return number }
      guard let word = trailing.first(where: { text.hasSuffix($0) && text.count > $0.count }) else {
        return nil
      }
      text = text.dropLast(word.count)
    }
  }

  private static func plainNumber(_ text: Substring, count: Int) -> Int? {
    if firsts.contains(String(text)) { return 1 }
    if lasts.contains(String(text)) { return count }
    if middles.contains(String(text)) { return count == 3 ? 2 : nil }
    var rest = text
    var fromEnd = false
    if rest.hasPrefix("倒数") {
      fromEnd = true
      rest = rest.dropFirst(2)
    }
    if rest.hasPrefix("第") { rest = rest.dropFirst() }
    guard let first = rest.first, let number = numerals[first],
      units.contains(String(rest.dropFirst())), (1...count).contains(number)
    else { return pinyin[String(text)].flatMap { $0 <= count ? $0 : nil } }
    return fromEnd ? count + 1 - number : number
  }

  private static let numerals: [Character: Int] = [
    "1": 1, "一": 1, "壹": 1, "2": 2, "二": 2, "两": 2, "贰": 2, "3": 3, "三": 3, "叁": 3, "4": 4, "四": 4,
    "肆": 4, "a": 1, "b": 2, "c": 3, "d": 4,
  ]
  private static let pinyin = [
    "yi": 1, "er": 2, "san": 3, "dierge": 2, "dier": 2, "disange": 3, "disan": 3, "second": 2,
    "third": 3,
  ]

  // MARK: None of them

  private static let refusals: PhraseList = [
    "都不是", "都不对", "都唔系", "都不要", "都不行", "没一个", "没有一个", "一个都不", "一个也不", "没有我", "不是这些", "不是这几个",
    "不在里面", "不在这里", "没关系",
    "0个对", "没有合适", "没有对的", "全不对", "全不是", "none", "neither",
  ]
  private static let partial: PhraseList = [
    "前两个都不是", "后两个都不是", "不是第", "不是1", "不是2", "不是3", "1不是", "2不是", "3不是", "不对",
  ]

  private static func isRefusal(_ clause: String) -> Bool {
    clause.count <= 14
      && (refusals.occurs(in: clause) || partial.occurs(in: clause))
  }
}
