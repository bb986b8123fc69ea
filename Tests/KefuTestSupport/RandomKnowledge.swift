package import KefuKnowledge

/// Knowledge bases and messages of a few words and many homophones, so that hits, near hits,
/// phrases inside longer ones and vetoes are all frequent.
package enum RandomKnowledge {
  package static let words = [
    "退款", "退宽", "推款", "退货", "换货", "运费", "运费险", "运废险", "电子发票", "發票", "景点", "经典", "张云", "张芸",
    "安装", "简单", "安装简单", "七天", "7天", "37天", "十五天", "无理由", "七天无理由", "怎么", "什么时候", "多久", "到账",
    "尺码", "shipping", "shiping", "return", "retrun", "size", "ai", "main", "tuikuan", "yunfeixian",
    "xl",
    "ＸＬ", "了", "吗", "的", "亲", "，", "？", " ", "!", "👍", "马", "乐",
  ]
  package static let characters = Array("退腿推款宽货获或运云晕韵费废非飞险显县先发法票漂钱前天田简减单丹安按装庄张芸景经点典")

  /// Up to `count` pieces, at least one of them a word that is more than punctuation.
  package static func text(_ count: Int, using random: inout SeededRandom) -> String {
    var text = random.pick(Array(words[..<24]))
    for _ in 0..<random.below(count) {
      let piece = random.below(3) == 0 ? String(random.pick(characters)) : random.pick(words)
      text = random.below(2) == 0 ? piece + text : text + piece
    }
    return text
  }

  /// A text with up to three characters exchanged, lost, doubled or swapped.
  package static func mutated(_ text: String, using random: inout SeededRandom) -> String {
    var result = Array(text)
    for _ in 0..<random.below(4) where !result.isEmpty {
      let i = random.below(result.count)
      switch random.below(5) {
      case 0: result[i] = random.pick(characters)
      case 1: result.remove(at: i)
      case 2: result.insert(result[i], at: i)
      case 3: result.insert(contentsOf: random.pick(words), at: i)
      default: result.swapAt(i, random.below(result.count))
      }
    }
    return String(result)
  }

  package static func entries(_ count: Int, using random: inout SeededRandom) -> [Entry] {
    (0..<count).map { number in
      func texts(_ most: Int, _ pieces: Int) -> [String] {
        (0..<random.below(most + 1)).map { _ in text(pieces, using: &random) }
      }
      return Entry(
        "e\(number)", [text(5, using: &random)] + texts(5, 5), any: texts(2, 2),
        all: random.below(3) == 0 ? [[text(1, using: &random), text(1, using: &random)]] : [],
        none: random.below(4) == 0 ? texts(1, 1) : [],
        weights: random.below(4) == 0 ? [random.pick(words): Double(random.below(40)) / 4] : [:])
    }
  }

  /// What a customer may type to such a knowledge base: a phrasing, a mutated one, or any words.
  package static func message(
    to entries: [Entry], using random: inout SeededRandom
  ) -> String {
    switch random.below(4) {
    case 0: random.pick(random.pick(entries).phrasings).value
    case 1, 2: mutated(random.pick(random.pick(entries).phrasings).value, using: &random)
    default: text(6, using: &random)
    }
  }
}
