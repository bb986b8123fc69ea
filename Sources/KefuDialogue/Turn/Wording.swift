import KefuKnowledge
import KefuText

/// The few sentences that belong to no entry, in the knowledge base's language.
package struct Wording {
  let knowledgeBase: KnowledgeBase
  private let isChinese: Bool

  package init(_ knowledgeBase: KnowledgeBase) {
    self.knowledgeBase = knowledgeBase
    isChinese = knowledgeBase.settings.locale.lowercased().hasPrefix("zh")
  }

  func fallback(in context: AnswerContext) -> String {
    if let text = knowledgeBase.settings.fallback {
      let location = SourceLocation(file: "kb.yaml")
      return knowledgeBase.render(Answer(text: Sourced(text, at: location)), in: context)
    }
    return isChinese
      ? "抱歉，这个问题我还不会回答。您可以换个说法再问，或回复“转人工”找人工客服。"
      : "Sorry, I don't know that yet. Please put it another way, or reply \"agent\" for a person."
  }

  package var tooLong: String {
    isChinese
      ? "这条消息太长，我没有读完。请把问题缩短到几句话再发一次。"
      : "This message is too long to read. Please put the question in a few sentences."
  }

  func clarification(_ questions: [String]) -> String {
    let list = questions.enumerated().map { "\($0 + 1). \($1)" }.joined(separator: "\n")
    return isChinese
      ? "您想问的是哪一个？\n\(list)\n都不是的话，换个说法再问我就好。"
      : "Which of these do you mean?\n\(list)\nIf none, please put it another way."
  }

  // MARK: Conversations

  var handoff: String {
    chinese("好的，马上请同事来，请稍等。", "Of course. A colleague will be with you shortly.")
  }
  var handoffAfterAnswer: String {
    chinese(
      "已经请同事过来了，前面说过的不用再说一遍。", "I have asked a colleague to join; you need not repeat yourself.")
  }
  var misses: String {
    chinese(
      "抱歉，连着没能帮上您。我请同事来，前面说过的不用再说一遍。",
      "Sorry, I could not help. A colleague will take over; you need not repeat yourself.")
  }
  var repeated: String {
    chinese(
      "这个问题我前面没能说清楚，抱歉。我请同事来跟您说。", "I have not made this clear, sorry. A colleague will explain.")
  }
  var rephrase: String {
    chinese(
      "好的，那请您换个说法，或多说一点，我再看看。", "All right. Please put it another way, or tell me a little more.")
  }
  var offer: String { chinese("\n需要同事来处理的话，回复“转人工”就行。", "\nFor a person, reply \"agent\".") }
  var resume: String { chinese("接着刚才的：", "Back to where we were: ") }
  var received: String { chinese("好的，收到。", "Got it. ") }
  var flowLeft: String {
    chinese("好的，那先不办了。有需要随时找我。", "All right, we leave it there. I am here if you need me.")
  }
  var outreachLeft: String {
    chinese("好的，不打扰您了。有需要随时找我。", "All right, I won't disturb you. I am here if you need me.")
  }
  var ratingRequest: String {
    chinese(
      "方便的话，给这次服务打个分吧：回复 1–5，5 分最好。",
      "If you have a moment, please rate this chat: 1 to 5, 5 is best.")
  }
  var thanksForRating: String { chinese("谢谢您的评价。", "Thank you for rating.") }
  var lowRating: String {
    chinese(
      "很抱歉没让您满意。我请同事来了解一下，看看怎么弥补。",
      "I am sorry this was not good enough. A colleague will look into it.")
  }

  private static let chinesePeople: PhraseList = ["同事", "人工", "真人", "专员"]
  private static let englishPeople: PhraseList = ["colleague", "agent", "person", "human"]

  /// Whether a text already tells of people.
  func mentionsPerson(_ text: String) -> Bool {
    (isChinese ? Self.chinesePeople : Self.englishPeople).occurs(in: text)
  }

  /// Whether a text says that a person comes, rather than how to ask for one.
  func announcesPerson(_ text: String) -> Bool {
    mentionsPerson(text) && !text.holds(isChinese ? "转人工" : "\"agent\"")
  }

  private func chinese(_ chinese: String, _ english: String) -> String {
    isChinese ? chinese : english
  }
}
