// Tables of entries.
//
// 1. Random entries come back from CSV, TSV and XLSX, in every encoding, byte by byte the same the
//    second time.
// 2. The shipped knowledge bases come back too, into an empty knowledge base.
// 3. Blanks at the ends of texts are kept by the table; lists too long for a cell go on below.
// 4. Simple tables are read: few columns, Chinese names, a variant a row, repeated rows, semicolons.
// 5. Every problem is named with its line and cell, word for word.

import Foundation
@testable import KefuExchange
import KefuKnowledge
import KefuTestSupport
import Testing

@Suite struct EntryTableTests {
  private static let ways: [(ExchangeFormat, TextEncoding?, Bool)] = [
    (.csv, nil, false), (.csv, .gb18030, true), (.csv, .utf16, false), (.tsv, nil, false),
    (.tsv, .utf8, true), (.xlsx, nil, false), (.xlsx, nil, true),
  ]

  /// 1
  @Test("1: random entries", arguments: 0..<7)
  func roundTrip(way: Int) throws {
    let (format, encoding, chinese) = Self.ways[way]
    var random = SeededRandom(seed: UInt64(way))
    for _ in 0..<60 {
      let entries = RandomEntries.entries(4, &random)
      func write(_ entries: [Entry]) -> [UInt8] {
        Exporter.write(
          KnowledgeBase(entries: entries), as: format, encoding: encoding, usesChineseNames: chinese
        ).bytes
      }
      let bytes = write(entries)
      let file = ImportFile(name: "f.\(format.rawValue)", bytes: bytes)
      let imported = Importer.read([file], encoding: encoding == .gb18030 ? encoding : nil)
      #expect(imported.report == [])
      #expect(imported.placeless == entries.map(\.placeless))
      var again = imported.entries.map(\.entry)
      for index in again.indices { again[index].location.file = "entries/a.yaml" }
      #expect(write(again) == bytes)
    }
  }

  /// 2
  @Test("2: shipped knowledge", arguments: ["ecommerce-zh", "travel-zh"])
  func shipped(name: String) throws {
    let directory = URL(filePath: shippedKnowledge(name))
    let knowledgeBase = try KnowledgeBase(contentsOf: directory)
    let settings = try String(contentsOf: directory.appending(path: "kb.yaml"), encoding: .utf8)
    for format in [ExchangeFormat.csv, .tsv, .xlsx] {
      let bytes = Exporter.write(knowledgeBase, as: format).bytes
      let imported = Importer.read([ImportFile(name: "f.\(format.rawValue)", bytes: bytes)])
      #expect(imported.report == [])
      #expect(imported.placeless == knowledgeBase.entries.map(\.placeless))
      guard format == .xlsx else { continue }
      let empty = files(settings: settings)
      let plan = ImportPlan(imported, into: empty)
      #expect(plan.problems == [] && plan.new.count == knowledgeBase.entries.count)
      let result = try #require(empty.with(plan.edits).load().knowledgeBase)
      #expect(result.entries.map(\.placeless) == knowledgeBase.entries.map(\.placeless))
      #expect(Exporter.write(result, as: format).bytes == bytes)
      // Into the knowledge base it came from, nothing changes.
      let same = ImportPlan(imported, into: try KnowledgeFiles(directory: directory))
      #expect(same.edits == [] && same.unchanged.count == knowledgeBase.entries.count)
    }
  }

  /// 3
  @Test func blanksAndLongLists() throws {
    let entry = Entry(
      id: "a", question: sourced(" 退款 "), variants: [sourced("  a"), sourced("b \t")],
      answers: [Answer(text: sourced("\n好\n "))], location: nowhere)
    var long = Entry(id: "long", question: sourced("长"), location: nowhere)
    long.variants = (0..<3_000).map { sourced("第\($0)种说法，说得长一点，好把格子填满") }
    long.keywords.any = (0..<9_000).map { sourced("关键词\($0)") }
    for format in [ExchangeFormat.csv, .xlsx] {
      let bytes = Exporter.write(KnowledgeBase(entries: [entry, long]), as: format).bytes
      let imported = Importer.read([ImportFile(name: "f.\(format.rawValue)", bytes: bytes)])
      #expect(imported.placeless == [entry, long].map(\.placeless))
    }
    let cells = EntryTableWriter().rows([long]).joined()
    #expect(cells.allSatisfy { $0.utf16.count <= EntryTableWriter.maximumCell })
  }

  /// 4
  @Test(
    "4: simple tables",
    arguments: [
      "question,answer\n怎么退款,在订单页\n谢谢,不客气\n",
      "问题,答案\n怎么退款,在订单页\n谢谢,不客气\n",
      "标准问*;答案（必填）\n怎么退款;在订单页\n谢谢;不客气\n",
      "问题\t回答\n怎么退款\t在订单页\n谢谢\t不客气\n",
      "Question,Variant,Reply\n怎么退款,,在订单页\n怎么退款,,在订单页\n谢谢,,不客气\n,,\n",
    ])
  func simple(text: String) {
    let imported = imported("faq.csv", text)
    #expect(imported.report == [])
    #expect(imported.entries.map(\.entry.question.value) == ["怎么退款", "谢谢"])
    #expect(imported.entries.map { $0.entry.answers.map(\.text.value) } == [["在订单页"], ["不客气"]])
    #expect(imported.entries.allSatisfy { $0.given.isSuperset(of: [.question, .answers]) })
    #expect(imported.entries.allSatisfy { !$0.given.contains(.group) })
  }

  /// 4
  @Test func rowsOfOneEntry() {
    let imported = imported(
      "faq.csv",
      """
      编号,标准问,相似问1,相似问2,关键词,答案,条件,转人工,闲聊,权重
      refund,怎么退款,我要退款,退钱,"退款、退钱",在京东订单页,channel：jd | tmall,可选,,运费=2
      ,,想退款,,,,,,,
      refund,,,,,在订单页,,,,
      thanks,谢谢,,,,不客气,,否,是,
      refund,怎么退款,我要退款,,退款,在订单页,,,,
      """)
    #expect(imported.report == [])
    let refund = imported.entries[0].entry
    #expect(refund.variants.map(\.value) == ["我要退款", "退钱", "想退款"])
    #expect(refund.keywords.any.map(\.value) == ["退款", "退钱"])
    #expect(refund.answers.map(\.text.value) == ["在京东订单页", "在订单页"])
    #expect(refund.answers[0].conditions == ["channel": ["jd", "tmall"]])
    #expect(refund.handoff == .offer && refund.weights == ["运费": 2])
    #expect(imported.entries.map(\.file?.value) == [nil, "smalltalk.yaml"])
    #expect(imported.place(of: refund.variants[2].location) == "faq.csv:3: cell C3 (相似问1)")
  }

  /// 5
  @Test(
    "5: problems",
    arguments: [
      (
        "x,b\n1,2\n",
        """
        f.csv:1: cell A1 (x): note: the column "x" is not taken over|\
        f.csv:1: cell B1 (b): note: the column "b" is not taken over|\
        f.csv:1: cell A1 (x): error: no column is named question or id: the first row is "x", "b"
          help: name the columns in the first row, such as question,variants,answer or 标准问,相似问,答案
        """
      ),
      (
        "id,question,varaints,id\na,b,c,d\n",
        """
        f.csv:1: cell C1 (varaints): note: the column "varaints" is not taken over
          help: did you mean "variants"?|\
        f.csv:1: cell D1 (id): error: "id" is already a column (cell A1)
          help: delete one of the two, or join them
        """
      ),
      (
        "id,question\na,b,c\n",
        """
        f.csv:2: cell C2: error: the row has more cells than the header
          help: name the column, or put text that contains the separator between quotes
        """
      ),
      (
        "id,question,answer\n,,好\n",
        """
        f.csv:2: cell A2 (id): error: the row has neither an id nor a question
          help: write the question, or the id of a row above
        """
      ),
      (
        "id,question,group\na,\"退\n款\",x\na,换货,y\n",
        """
        f.csv:4: cell B3 (question): error: "a" has two values of question: "退 款" and "换货"
          help: write other wordings under variants, or give the row an id of its own|\
        f.csv:4: cell C3 (group): error: "a" has two values of group: "x" and "y"
          help: write the same in every row of an entry, or only in its first
        """
      ),
      (
        "id,question,answer,when,valid,handoff,weight,smallTalk\na,b,,channel: x,,,,\n"
          + "c,d,e,channel,2026-02-30..2026-03-01,sometimes,运费,maybe\nf,g,h,channel:|,2026-03-02..2026-03-01,,,\n",
        """
        f.csv:2: cell D2 (when): error: a condition without an answer
          help: write the answer in the same row|\
        f.csv:3: cell F3 (handoff): error: "sometimes" is no handoff
          help: use never, offer or always|\
        f.csv:3: cell G3 (weight): error: "运费" is no weight
          help: write a term, a colon and a number, as in 运费: 2|\
        f.csv:3: cell H3 (smallTalk): error: "maybe" is neither yes nor no
          help: write yes or no|\
        f.csv:3: cell D3 (when): error: "channel" is no condition
          help: write an attribute, a colon and its values, as in channel: tmall | jd|\
        f.csv:3: cell E3 (valid): error: "2026-02-30..2026-03-01" is not a range of days
          help: write the first and the last day as in 2026-11-01..2026-11-12|\
        f.csv:4: cell D4 (when): error: "channel:|" is no condition
          help: write an attribute, a colon and its values, as in channel: tmall | jd|\
        f.csv:4: cell E4 (valid): error: "2026-03-02..2026-03-01" is not a range of days
          help: write the first and the last day as in 2026-11-01..2026-11-12
        """
      ),
      (
        "",
        "f.csv: error: there is nothing in it to import\n  help: check that it is the right file"
      ),
      (
        "id,question\n",
        "f.csv: error: there is nothing in it to import\n  help: check that it is the right file"
      ),
    ])
  func problems(text: String, expected: String) {
    #expect(imported("f.csv", text).report.joined(separator: "|") == expected)
  }

  /// 5
  @Test func wholeFiles() {
    let table: [(ImportFile, String)] = [
      (
        ImportFile(name: "faq.bin", bytes: [1, 2]),
        """
        faq.bin: error: its name and content do not tell which format it is
          help: say it: --format csv, tsv, xlsx, rasa, qnamaker or chatterbot
        """
      ),
      (
        ImportFile(name: "faq.csv", bytes: Array("a\nb".utf8) + [0xFF, 0x0A]),
        """
        faq.csv:2: error: byte 0xFF of line 2 is not UTF-8
          help: save the file as UTF-8 or GB18030 (GBK), or name its encoding: --encoding
        """
      ),
      (
        ImportFile(name: "faq.csv", bytes: Array(repeating: 0x61, count: 65 << 20)),
        "faq.csv: error: the file has 68157440 bytes; the limit is 64 MiB\n  help: split it into several files"
      ),
    ]
    for (file, message) in table { #expect(Importer.read([file]).report == [message]) }
  }
}
