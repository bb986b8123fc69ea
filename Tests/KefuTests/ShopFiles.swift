import Foundation
import Kefu
import KefuTestSupport

/// A small shop as files, with a reason for every kind of reply.
enum ShopFiles {
  static let files = [
    "kb.yaml": """
    name: 小店
    variables: {shop.name: 可福, refund.days: 3}
    skillGroups: {aftersale: 售后}
    fallback: "{shop.name}还不会"
    thresholds: {answer: 0.5, clarify: 0.2, margin: 0.1}
    """,
    "entries/all.yaml": """
    - id: refund.time
      question: 退款多久到账
      variants: [退的钱什么时候到, 退款几天到, 钱多久退回来]
      keywords: {any: [退款时间], all: [[退款, 多久]], none: [运费险]}
      answers:
        - {text: "天猫 {refund.days} 天", when: {channel: tmall}}
        - {text: "大促期间 {refund.days} 天", valid: 2026-11-01..2026-11-12}
        - "{shop.name}: {refund.days} 天内,{{单号}}可查"
      followUps: [refund.how, return.freight]
      group: aftersale
      handoff: offer
    - id: refund.how
      question: 怎么退款
      variants: [我要退款, 申请退款, 退款入口在哪里]
      answers: [点申请退款]
      handoff: always
    - id: return.freight
      question: 退货运费谁承担
      variants: [退货邮费谁出, 退回去的运费要自己付吗]
      keywords: {any: [退货运费]}
      answers: [看原因]
    - id: exchange.freight
      question: 换货运费谁承担
      variants: [换货邮费谁出, 换回去的运费要自己付吗]
      keywords: {any: [换货运费]}
      answers: [{text: 只对会员, when: {level: vip}}]
    """,
  ]

  static func bot(_ files: [String: String] = files) throws -> Bot {
    let (knowledgeBase, diagnostics) = KnowledgeLoader.load(
      files: files.mapValues { Array($0.utf8) })
    guard let knowledgeBase else { throw KnowledgeBaseError(diagnostics: diagnostics) }
    return Bot(knowledgeBase)
  }

  /// Calls `body` with a directory that holds the files.
  static func withDirectory<Result>(
    _ files: [String: String] = files, _ body: (URL) throws -> Result
  ) throws -> Result {
    let directory = FileManager.default.temporaryDirectory
      .appending(path: "kefu-tests-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    for (path, text) in files {
      let file = directory.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return try body(directory)
  }
}
