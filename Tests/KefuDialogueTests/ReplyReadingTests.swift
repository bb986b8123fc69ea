// Replies to questions, 370 of them as customers write them (Data/replies.tsv):
//  1. Which of three options is meant.
//  2. Yes, no, or neither.
//  3. Whether the customer would rather not say.
//  4. Order numbers, whatever stands around them.
//  5. Whether a photo was sent.
// Those that are read wrongly are listed here; the list may only shrink.

import Foundation
import KefuKnowledge
import KefuText
import Testing

@testable import KefuDialogue

@Suite struct ReplyReadingTests {
  private static func misread(
    _ kind: String, _ read: (SlotReader, ReplyClauses) -> String
  ) throws -> [String] {
    let analyzer = TextAnalyzer(segmenter: Segmenter(lexicon: []))
    return try rows(of: "replies.tsv").filter { $0[0] == kind }.compactMap { row in
      let text = analyzer.analyze(row[1])
      let got = read(
        SlotReader(text, original: row[1], photos: 0), ReplyClauses(text.normalized))
      return got == row[2] ? nil : "\(row[1]) → \(got)"
    }
  }

  private static func request(_ type: SlotType) -> SlotRequest {
    SlotRequest(
      slot: "slot", type: type,
      prompt: Sourced("这样清楚了吗？", at: SourceLocation(file: "flows.yaml")))
  }

  @Test("1: options") func options() throws {
    let wrong = try Self.misread("option3") { _, reply in
      switch OptionReader.read(reply, count: 3) {
      case .option(let number): "\(number)"
      case .none: "none"
      case .other: "other"
      }
    }
    #expect(wrong == [])
  }

  @Test("2: yes and no") func yesNo() throws {
    let wrong = try Self.misread("yesno") { reader, _ in
      if case .filled(let value) = reader.read(Self.request(.yesNo)) {
        value.value
      } else {
        "other"
      }
    }
    #expect(wrong == [])
  }

  @Test("3: declined") func declined() throws {
    let wrong = try Self.misread("decline") { reader, _ in reader.declines ? "decline" : "other" }
    #expect(wrong == [])
  }

  @Test("4: order numbers") func orderNumbers() throws {
    let wrong = try Self.misread("ordernumber") { reader, _ in
      OrderNumber.last(in: reader.message) ?? "none"
    }
    #expect(wrong == [])
  }

  @Test("5: photos") func photos() throws {
    let wrong = try Self.misread("photo") { reader, _ in
      switch reader.read(Self.request(.photo)) {
      case .filled: "yes"
      case .declined: "decline"
      case .other: "other"
      }
    }
    #expect(wrong == [])
  }
}
