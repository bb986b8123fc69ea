extension Figure {
  public var name: Words {
    switch self {
    case .conversations: Words("会话数", "對話數", "Conversations")
    case .messages: Words("客人消息数", "客人訊息數", "Customers' messages")
    case .byBot: Words("机器人解答", "機器人解答", "Answered by the bot")
    case .byPerson: Words("人工接待", "人工接待", "Served by a person")
    case .notReached: Words("未接上人工", "未接上人工", "No person reached")
    case .unanswered: Words("未解答", "未解答", "Not answered")
    case .nothingAsked: Words("没有提问", "沒有提問", "Nothing asked")
    case .handedOver: Words("转人工", "轉人工", "Handed over")
    case .firstResponse: Words("首次响应（中位数）", "首次回應（中位數）", "First response (median)")
    case .firstResponseP90: Words("首次响应（九成）", "首次回應（九成）", "First response (90 %)")
    case .handling: Words("处理时长（中位数）", "處理時長（中位數）", "Handling time (median)")
    case .resolved: Words("人工解决", "人工解決", "Resolved by people")
    case .reopened: Words("7 天内重开", "7 天內重開", "Reopened within 7 days")
    case .satisfaction: Words("平均评分", "平均評分", "Mean rating")
    case .satisfied: Words("满意率", "滿意率", "Satisfied")
    case .wrongAnswers: Words("错答反馈", "錯答回饋", "Wrong answers reported")
    }
  }

  /// What is counted, and how.
  public var definition: Words {
    switch self {
    case .conversations:
      Words(
        "这段时间内开始的会话。从客人的第一句话算起，人工结束时止；由机器人接待且 12 小时没有新消息也算结束，客人再来另算一个。",
        "這段時間內開始的對話。從客人的第一句話算起，人工結束時止；由機器人接待且 12 小時沒有新訊息也算結束，客人再來另算一個。",
        "Begun in the period. One lasts from the customer's first words until a person resolves it, or until nothing was said for 12 hours while the bot had it; what the customer writes then is another."
      )
    case .messages:
      Words(
        "客人在这些会话里发的消息。", "客人在這些對話裡發的訊息。", "What customers wrote in these conversations.")
    case .byBot:
      Words(
        "没有转人工，机器人最后给出了答案或办完了流程，客人没有反馈答错。占全部会话。",
        "沒有轉人工，機器人最後給出了答案或辦完了流程，客人沒有回饋答錯。佔全部對話。",
        "Not handed over; the bot's last word was an answer or the end of a flow, and the customer did not call it wrong. Of all conversations."
      )
    case .byPerson:
      Words(
        "转了人工，并且有人回复过客人。占全部会话。", "轉了人工，並且有人回覆過客人。佔全部對話。",
        "Handed over, and a person wrote to the customer. Of all conversations.")
    case .notReached:
      Words(
        "转了人工，但没有人回复过客人：客人放弃了、还在等，或者约了回电。占全部会话。",
        "轉了人工，但沒有人回覆過客人：客人放棄了、還在等，或者約了回電。佔全部對話。",
        "Handed over, and nobody has written: the customer gave up, still waits, or was promised a callback. Of all conversations."
      )
    case .unanswered:
      Words(
        "没有转人工，机器人最后没答上来、反问后没有下文，或者客人反馈答错。占全部会话。",
        "沒有轉人工，機器人最後沒答上來、反問後沒有下文，或者客人回饋答錯。佔全部對話。",
        "Not handed over; in the end the bot did not know, had no reply to what it asked back, or was told that it was wrong. Of all conversations."
      )
    case .nothingAsked:
      Words(
        "只有问候、道谢一类的话。占全部会话；以上五种结果每个会话恰有一种，合计 100%。",
        "只有問候、道謝一類的話。佔全部對話；以上五種結果每個對話恰有一種，合計 100%。",
        "Greetings, thanks and the like only. Of all conversations; each has exactly one of these five outcomes, together 100 %."
      )
    case .handedOver:
      Words(
        "转给人工的会话，等于人工接待加未接上人工。占全部会话。",
        "轉給人工的對話，等於人工接待加未接上人工。佔全部對話。",
        "Handed over to people: those served and those who reached nobody. Of all conversations.")
    case .firstResponse:
      Words(
        "从转人工到人工说第一句话的营业时间，一半的会话不超过它。",
        "從轉人工到人工說第一句話的營業時間，一半的對話不超過它。",
        "Business time from the handoff to a person's first message; half of the conversations do not exceed it."
      )
    case .firstResponseP90:
      Words(
        "从转人工到人工说第一句话的营业时间，九成的会话不超过它。",
        "從轉人工到人工說第一句話的營業時間，九成的對話不超過它。",
        "Business time from the handoff to a person's first message; nine in ten conversations do not exceed it."
      )
    case .handling:
      Words(
        "会话在人工手里的时间，含挂起，不含排队；一半的会话不超过它。还没结束的不算。",
        "對話在人工手裡的時間，含保留，不含排隊；一半的對話不超過它。還沒結束的不算。",
        "How long people had the conversation, holds included, queues not; half do not exceed it. Those not ended are left out."
      )
    case .resolved:
      Words(
        "由人工点了结束的会话。占转人工的会话。", "由人工點了結束的對話。佔轉人工的對話。",
        "Ended by a person as resolved. Of those handed over.")
    case .reopened:
      Words(
        "人工解决后 7 天内，客人在同一处又来提问；只说谢谢不算。占人工解决的会话，7 天未满的到目前为止。",
        "人工解決後 7 天內，客人在同一處又來提問；只說謝謝不算。佔人工解決的對話，7 天未滿的到目前為止。",
        "The customer came back to it with a question within 7 days of being resolved; thanks do not count. Of those resolved by people, so far where 7 days have not passed."
      )
    case .satisfaction:
      Words(
        "客人评分（1–5 星）的平均值，每个会话取最后一次。", "客人評分（1–5 星）的平均值，每個對話取最後一次。",
        "The mean of customers' ratings, 1 to 5 stars, the last of each conversation.")
    case .satisfied:
      Words(
        "评 4 星或 5 星的会话。占有评分的会话。", "評 4 星或 5 星的對話。佔有評分的對話。",
        "Rated with 4 or 5 stars. Of those rated.")
    case .wrongAnswers:
      Words(
        "客人说答案不对，或者选了“都不是”的次数。", "客人說答案不對，或者選了「都不是」的次數。",
        "How often customers said that an answer was wrong, or chose none of the options.")
    }
  }
}

/// Why conversations were handed over, in words.
public enum HandoffWords {
  /// - Parameter reason: As in ``Statistics/reasons``; one that is not known here is its own word.
  public static func name(of reason: String) -> Words {
    switch reason {
    case "askedForPerson": Words("客人要求", "客人要求", "Asked for a person")
    case "misses": Words("连续没答上", "連續沒答上", "Several times not understood")
    case "repeated": Words("重复提问", "重複提問", "Asked the same again")
    case "entry": Words("知识点要求人工", "知識點要求人工", "The entry wants a person")
    case "flow": Words("流程转人工", "流程轉人工", "A flow ended so")
    case "lowRating": Words("低评分", "低評分", "Low rating")
    case "anger": Words("客人生气", "客人生氣", "Angry")
    case "redLine": Words("敏感内容", "敏感內容", "Red line")
    case "legal": Words("法律问题", "法律問題", "Legal")
    case "vip": Words("贵宾", "貴賓", "VIP")
    case "other": Words("其他", "其他", "Other")
    default: Words(reason, reason, reason)
    }
  }
}
