// Conversations written down in tests/*.txt:
//  1. Each kind of line is read.
//  2. A line that cannot be read is reported with its place and mend; the other conversations stay.
//  3. A conversation that goes another way is reported at the line that does not hold.

import KefuDialogue
import KefuKnowledge
import Testing

@Suite struct TranscriptTests {
  private func lines(_ text: String) -> [Sourced<String>] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map {
      Sourced(String($1), at: SourceLocation(file: "tests/a.txt", line: $0 + 1))
    }
  }

  @Test("1: lines") func reads() {
    let (transcripts, problems) = Transcript.read(
      lines(
        """
        # comment
        @ now 2026-11-11 10:30
        @ level gold
        @ lookup order 77 status=已发货
        > 你好
        < 欢迎
        < [chat.greet]
        < []
        < -
        ! misses
        ! -
        > /event unpaid order=1

        > 再见
        """))
    #expect(problems == [])
    #expect(transcripts.count == 2)
    #expect(
      transcripts[0].steps.map(\.value) == [
        .now("2026-11-11 10:30"), .attribute("level", "gold"),
        .lookup(.order, "77", ["status": "已发货"]), .customer(.message(Utterance("你好"))),
        .says("欢迎"), .answers(["chat.greet"]), .answers([]), .saysNothing, .handsOver("misses"),
        .handsOver(nil), .customer(.event(.unpaid, attributes: ["order": "1"])),
      ])
  }

  @Test(
    "2: what cannot be read",
    arguments: [
      ("你好", "a line begins with >, <, !, @ or #"), ("< 你好", "nobody has said anything yet"),
      ("! misses", "nobody has said anything yet"), ("> /rate 9", "the command cannot be read"),
      ("> /event party", "the command cannot be read"),
      ("> /choose x", "the command cannot be read"),
      ("@ now noon", "\"noon\" is not a time"),
      ("@ now 2026-02-30 10:00", "\"2026-02-30 10:00\" is not a time"),
      ("@ lookup weather 1", "what is looked up cannot be read"),
      ("@ gold", "the setting cannot be read"),
    ])
  func problems(line: String, message: String) {
    let (transcripts, problems) = Transcript.read(lines("> 好\n\n" + line + "\n\n> 好"))
    #expect(problems.map(\.message) == [message])
    #expect(problems.first?.location == SourceLocation(file: "tests/a.txt", line: 3))
    #expect(problems.first?.help.isEmpty == false)
    #expect(transcripts.count == 2)
  }

  @Test(
    "3: another way",
    arguments: [
      ("< 不存在的话", "2: the bot does not say \"不存在的话\" but \"可以开。\n需要同事来处理的话，回复“转人工”就行。\""),
      ("< []", "2: the bot answers invoice.issue, not no entry: \"可以开。\n需要同事来处理的话，回复“转人工”就行。\""),
      ("< -", "2: the bot says \"可以开。\n需要同事来处理的话，回复“转人工”就行。\""),
      (
        "! misses",
        "2: the bot hands over for no reason, not misses: \"可以开。\n需要同事来处理的话，回复“转人工”就行。\""
      ),
    ])
  func another(line: String, message: String) {
    #expect(TalkingShop.complaints("> 可以开发票吗\n" + line) == [message])
  }
}
