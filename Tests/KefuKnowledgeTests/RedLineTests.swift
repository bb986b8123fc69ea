// Texts that ask for codes, passwords or card numbers.
//
// 1. A text that asks for one is found, in the words of shops.
// 2. A text that warns of it, or names it without asking, is not.

import Testing

@testable import KefuKnowledge

@Suite struct RedLineTests {
  @Test(
    "1: asking",
    arguments: [
      ("请把短信验证码发给我", "验证码"), ("麻烦提供一下银行卡号", "银行卡号"), ("请提供姓名，手机号，验证码", "验证码"),
      ("验证码是多少?", "验证码"), ("您的支付密码是什么", "支付密码"), ("請輸入密碼", "密码"), ("请输入您的信用卡号", "信用卡号"),
      ("方便的话说一下卡号", "卡号"), ("请分别提供卡号和密码", "密码"), ("我们需要您的验证码来退款", "验证码"),
      ("订单号发一下,再把收到的动态码报给我", "动态码"), ("Please send us your password.", "password"),
      ("What is your card number?", "card number"), ("请发ＣＶＶ", "cvv"),
    ])
  func asking(text: String, secret: String) {
    #expect(RedLine.secret(askedForIn: text) == secret)
  }

  @Test(
    "2: not asking",
    arguments: [
      "请发订单号", "请发截图(勿发验证码和密码)", "验证码请勿告诉任何人", "我们不会索要您的密码", "卡号、密码请遮住",
      "登录页点“忘记密码”,按提示验证后重设", "有人让您转账或要验证码,请不要理会", "旧号收不到验证码可选其他验证方式",
      "在付款页输入支付密码就行", "请提供会员卡号", "别告诉别人您的密码", "再换短信或密码方式试试",
      "Never send anyone your password.", "Enter your password on the sign-in page at the platform",
    ])
  func notAsking(text: String) {
    #expect(RedLine.secret(askedForIn: text) == nil)
  }
}
