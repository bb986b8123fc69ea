// What entities promise:
//  1. Order numbers, phones, amounts, dates, URLs and e-mail addresses are one token each; what
//     could mean anything else is left alone: the table below, `<kind>` for each entity.
//  2. A hostile text costs no more than its length: dots, at signs and digits without end.
import KefuText
import Testing

@Suite struct EntityTests {
  static let cases: [(text: String, words: String)] = [
    // Phones.
    ("打13800138000", "打 <phone>"), ("138 0013 8000", "<phone>"), ("138-0013-8000", "<phone>"),
    ("+8613800138000", "<phone>"), ("+86 138 0013 8000", "<phone>"), ("86-13800138000", "<phone>"),
    ("0086 13800138000", "<phone>"), ("4008208820", "<phone>"), ("400-820-8820", "<phone>"),
    ("400-8208-820", "<phone>"), ("4008-208-820", "<phone>"), ("800 820 8820", "<phone>"),
    ("010-12345678", "<phone>"), ("0755-1234567", "<phone>"), ("0571 88888888", "<phone>"),
    ("１３８００１３８０００", "<phone>"), ("12800138000", "<orderNumber>"), ("95338", "95338"),
    ("0101-123", "0101 123"),
    ("138001380001", "<orderNumber>"),
    // Order numbers.
    ("单号SF1234567890123到哪了", "单 号 <orderNumber> 到 哪 了"), ("YT12345678", "<orderNumber>"),
    ("yt1234567", "yt1234567"),
    ("123456789", "<orderNumber>"), ("12345678", "12345678"),
    ("2412345678901234567", "<orderNumber>"),
    ("JDVA12345678901-1-1", "<orderNumber>"), ("ABCDE123456789", "abcde123456789"),
    ("1234567890123456789012345", "1234567890123456789012345"), ("123456789abc", "123456789abc"),
    ("é123456789", "é123456789"), ("订单:123456789012。", "订单 <orderNumber>"),
    // Money.
    ("¥99", "<money>"), ("￥ 99.9", "<money>"), ("$1,299.00", "<money>"), ("€5", "<money>"),
    ("£5", "<money>"),
    ("30元", "<money>"), ("30 元", "<money>"), ("30块钱", "<money>"), ("99.9块", "<money>"),
    ("12块5", "<money>"),
    ("12块5的", "<money> 的"), ("3块5层板", "<money> 5 层板"), ("两百块", "<money>"), ("三十五元", "<money>"),
    ("两块五", "<money>"),
    ("两块三天没到", "<money> 三天 没 到"), ("一块钱", "<money>"), ("一块五", "<money>"), ("5毛钱", "<money>"),
    ("100rmb", "<money>"),
    ("RMB 100", "<money>"), ("30美元", "<money>"), ("100人民币", "<money>"), ("3万块", "<money>"),
    ("1.5万元", "<money>"), ("一千万元", "<money>"),
    ("1,000,000元", "<money>"), ("-5元", "<money>"), ("满200元减30", "满 <money> 减 30"),
    ("30元钱", "<money>"), ("¥30元", "<money>"),
    ("一块发货", "一块 发货"), ("几块", "几块"), ("几百块", "几百块"), ("5毛", "5 毛"), ("30rmbs", "30rmbs"),
    ("5元旦", "5 元旦"), ("十五元宵", "十五 元宵"),
    ("满200减30", "满 200 减 30"), ("5元素", "5 元素"), ("￥", ""), ("百分之十", "百分之十"),
    ("3.14159元", "3.14159 元"), ("rmb", "rmb"),
    // Dates.
    ("2026-11-12", "<date>"), ("2026/1/2", "<date>"), ("2026.11.12", "<date>"),
    ("2026年11月12日", "<date>"), ("2026年11月", "<date>"),
    ("11月12号", "<date>"), ("11月12日", "<date>"), ("十一月十二号", "<date>"), ("二月二十三日", "<date>"),
    ("十月一日", "<date>"),
    ("12号", "12 号"), ("13月1号", "13 月 1 号"), ("11月32号", "11 月 32 号"), ("11月", "11 月"),
    ("1/2", "1 2"), ("2026-13-01", "2026 13 01"),
    ("2026-11/12", "2026 11 12"), ("2026年", "2026 年"), ("一二月三号", "一 二月 三号"),
    ("2026年双11", "2026 年 双 11"), ("双11", "双 11"), ("3号链接", "3 号 链接"),
    ("2026-11-123", "2026 11 123"), ("二十月一日", "二十 月 一日"),
    // URLs.
    ("https://m.tb.cn/h.5xYz?tk=1 看", "<url> 看"), ("http://item.taobao.com/item.htm?id=1", "<url>"),
    ("www.jd.hk", "<url>"),
    ("taobao.com", "<url>"), ("看taobao.com。", "看 <url>"), ("taobao.com.", "<url>"),
    ("e.tb.cn:8080/x", "<url>"), ("https://a.b/c)。", "<url>"),
    ("www.", "www"), ("http://", "http"), ("http://localhost", "http localhost"), ("v1.2", "v1.2"),
    ("3.5kg", "3.5kg"),
    ("node.js", "node.js"), ("ok.thanks", "ok.thanks"),
    // E-mail.
    ("a.b+c@qq.com", "<email>"), ("寄到abc_1@163.com谢谢", "寄 到 <email> 谢谢"), ("a@b.com.", "<email>"),
    ("a@b.c", "a b.c"), ("a@b", "a b"),
    ("@qq.com", "<url>"), ("a@", "a"),
    (String(repeating: "x", count: 65) + "@qq.com", String(repeating: "x", count: 65) + " <url>"),
  ]

  let analyzer = TextAnalyzer()

  @Test("1: found and left alone", arguments: cases)
  func masks(_ row: (text: String, words: String)) {
    #expect(analyzer.analyze(row.text).words.joined(separator: " ") == row.words)
  }

  @Test("1: the scanner alone") func scansAlone() {
    let text = Normalizer.shared.normalize("单号SF1234567890123,打138 0013 8000")
    let found = EntityScanner.entities(in: text)
    #expect(found.map(\.kind) == [.entity(.orderNumber), .entity(.phone)])
    #expect(found.map { text.string(in: $0.range) } == ["sf1234567890123", "138 0013 8000"])
  }

  @Test(
    "2: hostile texts",
    arguments: [
      "a.", "1.", "a@", "1,000,", "1-", "http://", "www.", "一", "+86", "1月", "a_", "é1", "¥", "400",
    ])
  func repeats(_ piece: String) {
    let text = String(repeating: piece, count: 2_000)
    #expect(analyzer.analyze(text).brokenInvariant(originalCount: text.utf8.count) == nil)
  }
}
