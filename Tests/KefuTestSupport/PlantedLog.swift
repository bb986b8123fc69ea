/// A day's messages to a shop: known phrasings bent a little, chit-chat, and topics that no knowledge
/// base here has, each in many wordings.
package struct PlantedLog {
  /// A subject and what is asked of it, every pair a message.
  package struct Topic: Sendable {
    package var name: String
    package var subjects: [String]
    package var questions: [String]
  }

  /// Where a message comes from.
  package enum Origin: Equatable {
    case known
    case chitChat
    case topic(String)
  }

  package private(set) var texts: [String] = []
  /// `[text]`
  package private(set) var origins: [Origin] = []

  /// - Parameters:
  ///   - count: Messages.
  ///   - phrasings: Of the knowledge base.
  ///   - chitChat: Messages out of scope.
  ///   - share: Of the messages that are about a planted topic.
  package init(
    _ count: Int, phrasings: [String], chitChat: [String], share: Double = 0.08, seed: UInt64
  ) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<count {
      let place = Double(random.below(1000)) / 1000
      if place < share {
        let topic = random.pick(Self.topics)
        texts.append(Self.message(about: topic, using: &random))
        origins.append(.topic(topic.name))
      } else if place < share + 0.1, !chitChat.isEmpty {
        texts.append(Self.bent(random.pick(chitChat), oneIn: 5, using: &random))
        origins.append(.chitChat)
      } else {
        let dressed = Self.dressed(random.pick(phrasings), using: &random)
        texts.append(Self.bent(dressed, oneIn: 4, using: &random))
        origins.append(.known)
      }
    }
  }

  package static func message(about topic: Topic, using random: inout SeededRandom) -> String {
    let (subject, question) = (random.pick(topic.subjects), random.pick(topic.questions))
    let text = random.below(3) > 0 ? subject + question : "\(question)，\(subject)"
    return bent(dressed(text, using: &random), oneIn: 7, using: &random)
  }

  private static func dressed(_ text: String, using random: inout SeededRandom) -> String {
    random.pick(["", "", "", "亲，", "请问", "你好，", "老板", "在吗 "]) + text
      + random.pick(["", "", "", "呀", "？", "呢", "，急", "谢谢", "~"])
  }

  /// In one of `oneIn` texts a character is lost, doubled, swapped with the next or another that
  /// sounds like it.
  private static func bent(
    _ text: String, oneIn: Int, using random: inout SeededRandom
  ) -> String {
    var characters = Array(text)
    guard random.below(oneIn) == 0, characters.count > 3 else { return text }
    let i = random.below(characters.count - 1)
    switch random.below(4) {
    case 0: characters.remove(at: i)
    case 1: characters.insert(characters[i], at: i)
    case 2: characters.swapAt(i, i + 1)
    default: characters = characters.map { homophones[$0] ?? $0 }
    }
    return String(characters)
  }

  private static let homophones: [Character: Character] = [
    "的": "得", "在": "再", "吗": "嘛", "多": "都", "少": "绍", "钱": "前", "款": "宽", "换": "还", "卡": "咔",
    "租": "组", "团": "湍", "生": "声", "证": "正", "税": "睡", "新": "心",
  ]

  package static let topics = [
    Topic(
      name: "trade-in", subjects: ["以旧换新", "旧手机换新机", "旧家电折价", "老款抵钱换新款"],
      questions: [
        "能抵多少钱", "你们支持吗", "要自己寄旧的过来吗", "旧的坏了还能折吗", "流程是怎样的", "师傅上门收旧的吗", "什么型号可以参加",
        "评估价不满意咋办",
      ]),
    Topic(
      name: "student", subjects: ["学生认证", "学生优惠", "学生价", "大学生折扣"],
      questions: [
        "怎么申请", "需要学生证吗", "在哪里认证", "审核不通过怎么办", "研究生可以用吗", "毕业了还能享受吗", "一年能用几次", "学信网验证失败",
      ]),
    Topic(
      name: "customs", subjects: ["清关", "海关", "进口商品报关", "保税仓的货清关"],
      questions: [
        "要上传身份证吗", "身份证信息填错了", "要交多少税", "被扣了怎么办", "为什么要实名", "税费谁出", "个人额度怎么查", "材料怎么补",
      ]),
    Topic(
      name: "group-buying", subjects: ["拼团", "拼单", "开团", "参团"],
      questions: [
        "人不够怎么办", "差一个人能帮我凑吗", "失败了钱会退吗", "怎么邀请朋友", "多少人成团", "一个人能参加两次吗", "团长有优惠吗", "链接点不开",
      ]),
    Topic(
      name: "gift-card", subjects: ["礼品卡", "购物卡", "储值卡", "充值卡"],
      questions: [
        "怎么充值", "余额在哪看", "过期了怎么办", "密码刮坏了", "可以送给别人吗", "绑定不上", "能退成现金吗", "面额有哪些",
      ]),
    Topic(
      name: "crash", subjects: ["APP", "你们软件", "客户端", "小程序"],
      questions: [
        "一打开就闪退", "一直转圈加载不出来", "白屏了", "更新以后用不了", "提示网络异常", "苹果手机打不开", "图片都显示不出来", "提示版本过低",
      ]),
    Topic(
      name: "job", subjects: ["你们招人吗", "还招客服吗", "应聘", "想去你们仓库上班"],
      questions: [
        "工资多少", "在哪投简历", "要什么学历", "有没有兼职", "能不能在家做", "有五险一金吗", "包吃住吗", "实习生要不要",
      ]),
    Topic(
      name: "rent", subjects: ["租用", "租赁", "短租", "租借设备"],
      questions: [
        "一天多少钱", "押金多少", "最短几天", "弄坏了要赔吗", "能续租吗", "到期不还会怎样", "可以租完再买吗", "免押金需要什么条件",
      ]),
  ]
}
