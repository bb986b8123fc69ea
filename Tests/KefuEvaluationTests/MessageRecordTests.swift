// Messages kept for a later comparison:
//  1. A key does not depend on writing that means nothing, nor on the order of ids; all else matters.
//  2. A key is sixteen digits, and is read from nothing else.
//  3. A record judges as its outcome does, and has no text.
import Foundation
import KefuTestSupport
import Testing

@testable import KefuEvaluation

@Suite struct MessageRecordTests {
  @Test("1: what a key depends on") func keys() {
    let key = MessageKey("電子發票ＡＢＣ", ["a", "b"])
    #expect(key == MessageKey("电子发票abc", ["b", "a"]))
    let others = [
      MessageKey("电子发票abc", ["a"]), MessageKey("电子发票abc", []),
      MessageKey("电子发票abc", ["ab"]), MessageKey("电子发票ab", ["a", "b"]),
      MessageKey("电子发票abca", ["b"]), MessageKey("", []), MessageKey("", [""]),
    ]
    #expect(Set(others + [key]).count == 8)
  }

  @Test("2: sixteen digits") func digits() throws {
    var random = SeededRandom(seed: 1)
    for bits in [0, 1, .max] + (0..<100).map({ _ in random.next() }) {
      let key = MessageKey(bits: bits)
      #expect(key.description.utf8.count == 16)
      #expect(MessageKey(key.description) == key)
    }
    #expect(MessageKey(bits: 0xAB).description == "00000000000000ab")
    for wrong in ["", "ab", "00000000000000AB", "+0000000000000ab", "0000000000000000a", "退款"] {
      #expect(MessageKey(wrong) == nil)
    }
    // Changing how keys are made would make every earlier file useless.
    #expect(MessageKey("退款多久到账", ["refund.time"]).description == "e2675a51e97fe103")
  }

  @Test("3: records") func records() throws {
    let outcomes =
      WorkedExample.outcomes + [
        WorkedExample.outcome(["a"], [("b", 0.5), ("a", 0.4)], .clarify(["b", "a"]), nil, [:]),
        WorkedExample.outcome(["a"], [("b", 0.5)], .clarify(["b", "c"]), nil, [:]),
      ]
    for outcome in outcomes {
      let judged = JudgedMessage(
        LabelledText("很秘密", outcome.expected, line: 3), in: "f.tsv", outcome)
      let record = MessageRecord(judged)
      #expect(record.isInScope == outcome.isInScope)
      #expect(record.isRight == outcome.isRight)
      #expect(record.isResolved == outcome.isResolved)
      #expect(record.isAnsweredWrong == outcome.isAnsweredWrong)
      #expect(record.decision.rawValue == outcome.action.name)
      #expect(record.line == 3)
      let json = String(decoding: try JSONEncoder().encode(record), as: UTF8.self)
      #expect(!json.contains("很秘密"))
    }
  }
}
