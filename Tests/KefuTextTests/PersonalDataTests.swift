// What identifies a person is hidden:
//  1. Numbers and addresses are masked as in the table, however they are written.
//  2. No run of seven digits is left of any text, and nothing else changes.

import KefuTestSupport
import KefuText
import Testing

@Suite struct PersonalDataTests {
  @Test(
    "1: table",
    arguments: [
      ("电话13812345678,单号2026031588120457", "电话138****5678,单号****0457"),
      ("138 1234 5678", "138****5678"), ("１３８１２３４５６７８", "138****5678"),
      ("卡号6222 0212 3456 7890 123", "卡号****0123"), ("身份证330106199001011234", "身份证****1234"),
      ("写信到li.lei@example.com吧", "写信到****@example.com吧"), ("0571-88123456", "****3456"),
      ("满300减50，3天到", "满300减50，3天到"), ("2026年3月15日买的", "2026年3月15日买的"), ("", ""), ("👍退款", "👍退款"),
    ])
  func table(text: String, masked: String) {
    #expect(PersonalData.masked(in: text) == masked)
  }

  @Test("2: random texts", arguments: 0..<4 as Range<UInt64>)
  func random(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<300 {
      var text = ""
      for _ in 0..<random.below(12) {
        text += random.pick([
          "退款", "1", "23", "456", "7890", " ", "-", "，", "a@b.cn", "年", "元", "x",
        ])
      }
      let masked = PersonalData.masked(in: text)
      var run = 0
      for character in masked {
        run = character.isNumber ? run + 1 : 0
        #expect(run < 7, "\(text) → \(masked)")
      }
      if !text.contains(where: \.isNumber), !text.contains("@") { #expect(masked == text) }
    }
  }
}
