// The values of the model.
//
// 1. A calendar date is a day that exists; dates compare and count as days do.
// 2. An answer applies when its days and all its conditions do; the first that applies is used.
// 3. Every diagnostic code has a meaning of one sentence, and codes are not used twice.

import KefuKnowledge
import Testing

@Suite struct ModelTests {
  @Test(
    "1: days that do not exist",
    arguments: [
      "2026-02-29", "2100-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-1-01", "26-01-01",
      "0000-01-01", "2026-01-00", "2026-01", "２０２６-01-01", "",
    ])
  func noDate(text: String) {
    #expect(CalendarDate(text) == nil)
  }

  @Test("1: days that do")
  func dates() throws {
    let days = try ["1969-12-31", "1970-01-01", "2000-02-29", "2000-03-01", "2026-11-30"].map {
      try #require(CalendarDate($0))
    }
    #expect(days.map(\.daysSinceEpoch) == [-1, 0, 11_016, 11_017, 20_787])
    #expect(days == days.sorted())
    #expect(days.map(\.description)[2] == "2000-02-29")
    #expect(CalendarDate(year: 7, month: 1, day: 2)?.description == "0007-01-02")
  }

  @Test("2: conditions")
  func conditions() throws {
    let entry = try #require(load(fullExample).knowledgeBase?.entries[1])
    let day = CalendarDate("2026-11-12")
    func chosen(_ day: CalendarDate?, _ attributes: [String: String]) -> Int? {
      let answer = entry.answer(in: AnswerContext(today: day, attributes: attributes))
      return entry.answers.firstIndex { $0 == answer }
    }
    #expect(chosen(day, ["channel": "tmall"]) == 0)
    #expect(chosen(day, ["channel": "jd"]) == 1)
    #expect(chosen(day, [:]) == 1)
    #expect(chosen(nil, ["channel": "tmall"]) == 1)
    #expect(chosen(CalendarDate("2026-11-13"), ["channel": "tmall"]) == 1)
    #expect(entry.phrasings.map(\.value).first == "退货运费谁承担")
    #expect(Keywords().isEmpty)
  }

  @Test("3: codes")
  func codes() {
    for code in DiagnosticCode.allCases {
      #expect(code.meaning.hasSuffix("."))
      #expect(code.rawValue.count == 5 && code.rawValue.hasPrefix("KB"))
    }
    #expect(Set(DiagnosticCode.allCases.map(\.rawValue)).count == DiagnosticCode.allCases.count)
  }
}
