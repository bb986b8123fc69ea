import KefuText

/// Reads short replies made wholly of known words: 嗯对, 不用了谢谢, 手头没有.
///
/// ```swift
/// ReplyWords.decline.kinds(in: "先不给")  // [.filler, .core]
/// ReplyWords.decline.kinds(in: "不给退吗")  // nil: 退 is no word of it
/// ```
///
/// What is not wholly made of them is not a reply of that kind, however much of it is.
struct ReplyWords: Sendable {
  enum Kind: Sendable, Equatable {
    /// Carries the meaning.
    case core
    /// Carries the opposite one.
    case opposite
    /// May stand beside it.
    case filler
  }

  private let words: [String: Kind]
  private let longest: Int

  init(core: String, opposite: String = "", filler: String) {
    var words: [String: Kind] = [:]
    for (list, kind) in [(filler, Kind.filler), (opposite, .opposite), (core, .core)] {
      for word in list.split(separator: " ") { words[String(word)] = kind }
    }
    self.words = words
    longest = words.keys.map(\.count).max() ?? 0
  }

  /// The kinds of the words a clause is made of; nil where it is not made of them. Of several ways
  /// to cut it the one with the fewest words.
  func kinds(in clause: String) -> [Kind]? {
    let characters = Array(clause)
    guard !characters.isEmpty, characters.count <= Self.longestClause else { return nil }
    var best: [[Kind]?] = Array(repeating: nil, count: characters.count + 1)
    best[0] = []
    for end in 1...characters.count {
      for start in max(0, end - longest)..<end {
        guard let before = best[start], let kind = words[String(characters[start..<end])],
          best[end].map({ $0.count > before.count + 1 }) ?? true
        else { continue }
        best[end] = before + [kind]
      }
    }
    return best[characters.count]
  }

  private static let longestClause = 24

  static let yesNo = ReplyWords(
    core: """
      嗯 恩 唔嗯 嗯嗯 嗯呐 嗯哪 是 是的 对 对的 对头 可以 阔以 行 好 好的 好滴 要 要的 要得 需要 没错 ok okk okay 中 得 系 係 系嘅 有 有的 \
      清楚了 清楚 明白 明白了 懂了 懂 知道了 帮我转 转吧 请吧 来吧 来 当然 必须的 必须 没问题 成 妥 整 同意 愿意 方便 确认 确定 就是这样 是这样 \
      yes yep yeah y sure right correct please 没用过 全新的 全新 能 会 解决了
      """,
    opposite: """
      不 不是 不用 不用了 没有 没 不需要 否 别 算了 还没 不可以 不行 不要 不要了 唔使 唔系 唔要 唔得 冇 不对 不好 不清楚 没清楚 没明白 不明白 \
      不懂 没懂 没听懂 没看懂 不必 免了 no nope not 木有 莫得 不了 先不 不转 不方便 不愿意 不同意 用过了 用过 不能 不会 没解决 不知道 n 才不是 \
      才不 不急 不着急
      """,
    filler:
      "的 呢 啊 呀 吧 了 哦 噢 哈 啦 诶 嘛 哟 呗 那 那就 就 我 我看 你 您 谢谢 谢谢你 谢了 多谢 麻烦 麻烦了 暂时 先 还是 都 真 也 现在 目前 亲 挺 很 还 thanks 吗"
  )

  static let decline = ReplyWords(
    core: """
      不想 不方便 不太方便 不告诉 跳过 略过 没有 没 无 冇 找不到 找不着 不记得 记不清 忘 忘记 忘了 忘记了 不提供 不给 不说 不能说 不知道 \
      不晓得 哪知道 哪里知道 懒得 下一个 算了 隐私 为什么要 为啥要 晚点 回头 看不到 删了 扔了 坏了 唔记得 唔知 不清楚 不填 不拍 没拍 没法 \
      拍不了 不会 没录 没图 没存 发不出去 不在 不用 免了 保密 skip no none pass
      """,
    filler: """
      说 填 给 提供 告诉 拍 写 发 讲 留 录 你 你们 我 的 这 这个 那个 那 订单号 单号 订单 号 号码 编号 照片 图 图片 视频 照 手机 东西 手上 手头 现在 \
      当时 先 就 了 啊 吧 诶 呢 呀 太 还 也 都 真 再 在哪 哪个 哪 是 行吗 可以吗 咗 有 没有 在 麻烦 谢谢 好意思 不好意思 暂时 里 人 不便 能 想 来
      """)
}

/// The clauses of a reply, folded, each with whether it asks.
struct ReplyClauses {
  struct Clause {
    /// Letters, digits and characters alone.
    var text: String
    var isQuestion: Bool
  }

  let clauses: [Clause]

  init(_ message: NormalizedText) {
    var clauses: [Clause] = []
    var text = String.UnicodeScalarView()
    for i in message.scalars.indices {
      let scalar = Unicode.Scalar(message.scalars[i]) ?? "\u{FFFD}"
      if message.classes[i].isWordLike {
        text.append(scalar)
      } else if message.classes[i] == .punctuation || message.classes[i] == .space {
        let asks = scalar == "?"
        if !text.isEmpty {
          clauses.append(Clause(text: String(text), isQuestion: asks))
          text.removeAll()
        } else if asks, !clauses.isEmpty {
          clauses[clauses.count - 1].isQuestion = true
        }
      }
    }
    if !text.isEmpty { clauses.append(Clause(text: String(text), isQuestion: false)) }
    self.clauses = clauses
  }

  var letters: Int { clauses.reduce(0) { $0 + $1.text.count } }
}
