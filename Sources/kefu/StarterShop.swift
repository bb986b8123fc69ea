/// The files of `kefu init`.
enum StarterShop {
  static let files = [
    "kb.yaml": """
    # 店铺的基本设置。改好后运行:kefu check --kb 本目录
    name: 我的小店
    locale: zh-Hans
    # 机器人自己给出的回答里，最多允许 2% 出错
    risk: 0.02
    skillGroups: {presale: 售前, aftersale: 售后}
    businessHours:
      timeZone: Asia/Shanghai
      mon-fri: ["09:00-21:00"]
      sat-sun: ["10:00-18:00"]
    # 回答里用 {名字} 引用这些值
    variables:
      shop.name: 我的小店
      service.hours: 工作日 9:00–21:00,周末 10:00–18:00
      ship.dispatch: 48 小时内
      return.days: 7 天
    fallback: 抱歉，这个问题我还答不准。您可以换个说法，或回复“转人工”，人工客服在线时间是{service.hours}。

    """,
    "entries/aftersale.yaml": """
    - id: return.freight
      question: 退货运费谁承担
      variants:
        - 退货邮费谁出
        - 寄回去的快递费算谁的
        - 不合适想退，来回运费怎么算
        - 退东西要自己掏邮费吗
        - 质量有问题退回去运费你们出吗
      keywords: {any: [退货运费, 退货邮费], all: [[寄回, 邮费]], none: [换货]}
      answers:
        - text: 质量问题或发错货，退货运费由我们承担；其他原因的退货，运费由您承担。需要我告诉您怎么申请退货吗？
      group: aftersale
      tests: {reach: [不想要了寄回去谁付邮费], avoid: [什么时候发货]}

    - id: return.how
      question: 怎么申请退货
      variants:
        - 我要退货
        - 想把东西退了怎么操作
        - 退货在哪里点
        - 收到不喜欢，怎么退
        - 退货流程是什么
      keywords: {any: [申请退货, 退货流程], none: [运费, 邮费]}
      answers:
        - text: 收到后{return.days}内，请在“我的订单”里找到这笔订单，点“退换/售后”选“退货退款”，按页面提示提交就可以。
      followUps: []
      group: aftersale
      tests: {reach: [不合适怎么退给你们], avoid: [退货邮费谁出]}

    """,
    "entries/presale.yaml": """
    - id: order.ship-time
      question: 什么时候发货
      variants:
        - 多久发货
        - 今天能发吗
        - 拍了几天能寄出
        - 现在下单啥时候发
        - 几点前付款当天发
        - 付款以后多久能寄出来
        - 下单后一般要几天发出
      keywords: {any: [什么时候发货, 多久发货], all: [[今天, 发货]]}
      answers:
        - text: 您好，付款后{ship.dispatch}发货，发出后物流单号会显示在订单里。
      group: presale
      tests: {reach: [下单以后多久能发出], avoid: [我要退货]}

    - id: service.human
      question: 转人工客服
      variants:
        - 人工
        - 找真人客服
        - 不想跟机器人聊
        - 叫个人来
        - 转接人工服务
        - 我要真人接待
        - 帮我接一下真人
        - 给我叫个人工
      keywords: {any: [转人工, 人工客服]}
      answers:
        - text: 好的，正在为您转接人工客服。人工客服在线时间是{service.hours}。
      handoff: always
      tests: {reach: [给我接个真人], avoid: [什么时候发货]}

    """,
    "synonyms.yaml": """
    # 每行一组意思相同的词
    - [运费, 邮费, 快递费]
    - [发货, 寄出, 发出]

    """,
    "lexicon.txt": """
    # 分词时不要拆开的词，一行一个
    运费险
    七天无理由

    """,
    "stopwords.txt": """
    # 不影响意思的词，一行一个
    的
    了
    吗
    请问

    """,
  ]
}
