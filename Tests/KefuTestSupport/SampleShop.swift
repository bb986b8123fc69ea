package import KefuKnowledge

/// A small shop as a trainer would write it, for tests that need real sentences.
package enum SampleShop {
  package static let knowledgeBase = KnowledgeBase(
    entries, synonyms: [["怎么", "咋", "如何"], ["运费", "邮费", "快递费"], ["多久", "几天"]],
    stopWords: ["请问", "的", "了", "吗"], lexicon: ["运费险", "七天无理由"])

  package static let entries = [
    Entry(
      "refund.time", ["退款多久到账", "退的钱什么时候到", "退款几天到", "钱多久退回来", "退款怎么还没到"],
      any: ["退款到账", "退款时间"], all: [["退款", "多久"]], none: ["运费险"]),
    Entry(
      "refund.how", ["怎么退款", "我要退款", "申请退款", "不想要了想退钱", "退款入口在哪里"],
      any: ["申请退款", "退款入口"]),
    Entry(
      "return.freight", ["退货运费谁承担", "退货邮费谁出", "寄回去的快递费算谁的", "退回去的运费要自己付吗"],
      any: ["退货运费", "退货邮费"], all: [["退货", "运费"]], none: ["换货"]),
    Entry(
      "freight.insurance", ["有没有运费险", "运费险怎么赔", "买了运费险退货还要付钱吗", "运费险多久到账"],
      any: ["运费险"]),
    Entry(
      "return.seven-days", ["支持七天无理由退货吗", "7天无理由怎么退", "拆封了还能七天无理由吗"],
      any: ["七天无理由"]),
    Entry(
      "invoice", ["电子发票怎么开", "可以开发票吗", "发票抬头写错了怎么改", "发票什么时候给我"],
      any: ["电子发票", "开发票"]),
    Entry(
      "ship.when", ["什么时候发货", "东西还没发呢都三天了", "怎么还不发货", "下单三天了没动静", "几号能发"],
      any: ["还没发货"], all: [["什么时候", "发"]]),
    Entry("size", ["尺码怎么选", "170穿什么码", "XL码偏大吗", "size chart", "选L还是XL"], any: ["尺码"]),
  ]
}
