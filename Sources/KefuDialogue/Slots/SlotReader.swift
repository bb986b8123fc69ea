import KefuKnowledge
import KefuText

/// What a message makes of a question that was asked for a slot.
enum SlotReading: Equatable {
  case filled(SlotValue)
  /// The customer would rather not say.
  case declined
  /// No answer to the question.
  case other
}

/// Reads answers to a flow's questions.
struct SlotReader {
  let message: AnalyzedText
  let original: String
  let photos: Int
  private let reply: ReplyClauses

  init(_ message: AnalyzedText, original: String, photos: Int) {
    self.message = message
    self.original = original
    self.photos = photos
    reply = ReplyClauses(message.normalized)
  }

  func read(_ request: SlotRequest) -> SlotReading {
    if let value = value(for: request) { return .filled(value) }
    return declines ? .declined : .other
  }

  /// The value of a slot whose answer this message holds; nil where it holds none.
  func given(_ request: SlotRequest) -> SlotValue? { value(for: request) }

  private func value(for request: SlotRequest) -> SlotValue? {
    switch request.type {
    case .orderNumber: return OrderNumber.last(in: message).map(Self.given)
    case .phone: return entity(.phone).map(Self.given)
    case .money: return entity(.money).map(Self.given)
    case .date: return (entity(.date) ?? relativeDay).map(Self.given)
    case .photo: return isPhoto ? Self.given("[图片]") : nil
    case .yesNo:
      return yesNo(after: request.prompt.value).map { isYes in
        SlotValue(value: isYes ? "yes" : "no", text: original.trimmed(to: 200))
      }
    case .choice:
      guard let option = option(of: request) else { return nil }
      return SlotValue(value: option.value, text: option.label)
    case .text:
      guard !declines, reply.letters > 0 || photos > 0 else { return nil }
      return Self.given(reply.letters > 0 ? original.trimmed(to: 500) : "[图片]")
    }
  }

  private static func given(_ text: String) -> SlotValue { SlotValue(value: "given", text: text) }

  /// An option by number, by its words, or by words of its own.
  private func option(of request: SlotRequest) -> SlotRequest.Option? {
    if case .option(let number) = OptionReader.read(reply, count: request.options.count) {
      return request.options[number - 1]
    }
    return Self.namedOption(in: message.normalized, of: request)
  }

  /// The one option whose label or words occur in the message; nil where none does, or several do.
  static func namedOption(
    in message: NormalizedText, of request: SlotRequest
  ) -> SlotRequest.Option? {
    let text = message.literalKey
    let lengths = request.options.map { option in
      option.keys.filter(text.holds).map(\.count).max() ?? 0
    }
    guard let longest = lengths.max(), longest > 0,
      lengths.count(where: { $0 == longest }) == 1
    else { return nil }
    return request.options[lengths.firstIndex(of: longest)!]
  }

  // MARK: Yes and no

  private func yesNo(after prompt: String) -> Bool? {
    // 麻烦了,要: a clause of courtesies alone is passed over.
    let clauses = reply.clauses.drop {
      !$0.isQuestion && ReplyWords.yesNo.kinds(in: $0.text)?.allSatisfy { $0 == .filler } ?? false
    }
    guard let first = clauses.first, !first.isQuestion else { return nil }
    // 对了 changes the subject.
    if first.text == "对了" { return nil }
    if let kinds = ReplyWords.yesNo.kinds(in: first.text) {
      if kinds.contains(.opposite) { return false }
      if kinds.contains(.core) { return true }
    }
    return echo(of: Normalizer.shared.literalKey(prompt), first.text)
  }

  /// 清楚了 or 没清楚, after 这样清楚了吗.
  private func echo(of prompt: String, _ clause: String) -> Bool? {
    for negation in ["还没", "没有", "没", "不", "唔", "冇"] where clause.hasPrefix(negation) {
      let rest = clause.dropFirst(negation.count)
      return rest.count >= 2 && rest.count <= 6 && prompt.holds(String(rest)) ? false : nil
    }
    return clause.count >= 2 && clause.count <= 6 && prompt.holds(clause) ? true : nil
  }

  /// Whether the customer would rather not answer.
  var declines: Bool {
    guard let first = reply.clauses.first, !first.isQuestion else { return false }
    return ReplyWords.decline.kinds(in: first.text)?.contains(.core) ?? false
  }

  // MARK: Things

  private func entity(_ kind: EntityKind) -> String? {
    message.tokens.last { $0.kind == .entity(kind) }.map {
      String(original[utf8Range: message.sourceRange(of: $0)])
    }
  }

  private static let days: PhraseList = [
    "大前天", "前天", "昨天", "今天", "今早", "今晚", "昨晚", "明天", "后天", "大后天", "上周", "下周", "周末",
  ]

  private var relativeDay: String? {
    let text = message.normalized.literalKey
    guard text.count <= 12 else { return nil }
    return Self.days.occurs(in: text) ? original.trimmed(to: 50) : nil
  }

  private static let marks: PhraseList = ["[图片]", "[视频]", "[照片]", "[image]", "[video]", "[photo]"]
  private static let sent = ReplyWords(
    core: "发了 发你了 发给你了 发过了 发过去了 发过来了 传了 传好了 上传了 拍好发了 发好了 图在上面 在上面 有图 上面那张 都发了 已发 sent",
    filler: "已经 刚 刚刚 我 都 图 照片 图片 视频 这 是 就 了 往上翻 看到没 看 那 张 三 两 就是 上面 拍好 给 你 们 的 这是 2 3 4 5 一 二")

  private var isPhoto: Bool {
    if photos > 0 { return true }
    let folded = message.normalized.string
    if Self.marks.occurs(in: folded) { return true }
    guard !reply.clauses.contains(where: \.isQuestion) else { return false }
    return reply.clauses.contains { Self.sent.kinds(in: $0.text)?.contains(.core) ?? false }
  }
}

/// Order numbers as customers type them: in groups, with a phone beside, corrected.
enum OrderNumber {
  private static let digits = 10...24

  /// The last one that is not taken back by 不是; digits alone, without what stands between them.
  static func last(in message: AnalyzedText) -> String? {
    let text = message.normalized
    let taken = message.tokens.filter {
      [.entity(.phone), .entity(.date), .entity(.money), .entity(.url), .entity(.email)]
        .contains($0.kind)
    }.map(\.range)
    var found: String?
    var i = 0
    while i < text.count {
      guard isDigit(text.scalars[i]), !taken.contains(where: { $0.contains(i) }) else {
        i += 1
        continue
      }
      let (number, end) = number(in: text, at: i, taken)
      if digits.contains(number.count), !isLetter(text, i - 1), !isLetter(text, end),
        !isIdentityCard(number, text, i), !isTakenBack(text, i)
      {
        found = number
      }
      i = max(end, i + 1)
    }
    return found
  }

  /// Digits from `start` on, with one blank, dash or the like between groups.
  private static func number(
    in text: NormalizedText, at start: Int, _ taken: [Range<Int>]
  ) -> (String, Int) {
    var number = ""
    var end = start
    var i = start
    while i < text.count, !taken.contains(where: { $0.contains(i) }) {
      if isDigit(text.scalars[i]) {
        number.unicodeScalars.append(Unicode.Scalar(text.scalars[i])!)
        i += 1
        end = i
      } else if text.classes[i] == .space || text.scalars[i] == 0x2D, i + 1 < text.count,
        isDigit(text.scalars[i + 1]), i - 1 >= start, isDigit(text.scalars[i - 1])
      {
        i += 1
      } else {
        break
      }
    }
    return (number, end)
  }

  private static func isDigit(_ c: UInt32) -> Bool { (0x30...0x39).contains(c) }

  /// A parcel number begins with its courier's letters.
  private static func isLetter(_ text: NormalizedText, _ i: Int) -> Bool {
    text.scalars.indices.contains(i) && (0x61...0x7A).contains(text.scalars[i])
      && !precededByNumberSign(text, i)
  }

  /// The o of `no`.
  private static func precededByNumberSign(_ text: NormalizedText, _ i: Int) -> Bool {
    i >= 1 && text.scalars[i] == 0x6F && text.scalars[i - 1] == 0x6E
  }

  /// 18 digits with a day of birth in the middle.
  private static func isIdentityCard(_ number: String, _ text: NormalizedText, _ i: Int) -> Bool {
    guard number.count == 18 else { return false }
    let digits = Array(number)
    guard let year = Int(String(digits[6..<10])), (1920...2020).contains(year),
      let month = Int(String(digits[10..<12])), (1...12).contains(month),
      let day = Int(String(digits[12..<14])), (1...31).contains(day)
    else { return false }
    // Order numbers begin with the year or far from the codes of provinces, 11 to 65.
    return (11...65).contains(Int(String(digits[0..<2])) ?? 0) && !number.hasPrefix("20")
  }

  private static func isTakenBack(_ text: NormalizedText, _ i: Int) -> Bool {
    text.string(in: max(0, i - 3)..<i).holds("不是")
  }
}

extension String {
  /// Without blanks at the ends, and no longer than so many characters.
  func trimmed(to limit: Int) -> String {
    String(trimmingPrefix(while: \.isWhitespace).prefix(limit))
  }
}
