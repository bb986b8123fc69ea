// Decoders and damaged input: every input gives entries or an error, and none a crash.
//
// 1. Every truncation and many flips of a workbook.
// 2. Damaged XML inside a sound archive.
// 3. Mutated CSV, TSV, QnA Maker, Rasa and ChatterBot files.
// 4. Inputs that name huge sizes stay small in memory.

import Foundation
@testable import KefuExchange
import KefuKnowledge
import KefuTestSupport
import Testing

@Suite struct FuzzTests {
  /// 1
  @Test func workbookCutAndFlipped() throws {
    let bytes = WorkbookTests.workbook(Self.sheet, shared: Self.shared)
    for count in bytes.indices {
      let imported = Importer.read(
        [ImportFile(name: "f", bytes: Array(bytes[..<count]))], as: .xlsx)
      if !imported.hasErrors { Issue.record("cut after \(count)") }
    }
    var random = SeededRandom(seed: 1)
    for _ in 0..<8_000 {
      var flipped = bytes
      for _ in 0...random.below(3) {
        flipped[random.below(flipped.count)] ^= UInt8(1 << random.below(8))
      }
      let imported = Importer.read([ImportFile(name: "f", bytes: flipped)], as: .xlsx)
      if imported.entries.isEmpty, !imported.hasErrors {
        Issue.record("neither entries nor errors")
      }
    }
  }

  /// 2
  @Test func damagedXML() {
    let (sheet, shared) = (Self.sheet, Self.shared)
    let pieces = [
      "<row>", "</row>", "<c>", "</c>", "<v>", "</v>", "<t>", "<is>", "<f>", "r=\"ZZZZZZZZ9\"",
      "r=\"A99999999999\"", "s=\"-1\"", "t=\"s\"", "<v>-1</v>", "<v>9999999999999999999</v>",
      "&#0;",
      "&lt;", "&a;", "<![CDATA[", "<!--", "<?x?>", "\u{0}", "_xD800_", "]]>", "1e999", "<rPh>",
    ]
    var random = SeededRandom(seed: 2)
    for _ in 0..<4_000 {
      var text = Array((random.below(4) == 0 ? shared : sheet).utf8)
      let isShared = text.count == shared.utf8.count
      for _ in 0...random.below(3) {
        let index = random.below(text.count)
        switch random.below(3) {
        case 0: text[index] = UInt8(random.below(256))
        case 1: text.removeSubrange(index..<min(text.count, index + random.below(8)))
        default: text.insert(contentsOf: Array(random.pick(pieces).utf8), at: index)
        }
        if text.isEmpty { break }
      }
      let bytes = WorkbookTests.workbook(
        isShared ? sheet : String(decoding: text, as: UTF8.self),
        shared: isShared ? String(decoding: text, as: UTF8.self) : shared)
      _ = Importer.read([ImportFile(name: "f", bytes: bytes)], as: .xlsx)
    }
  }

  /// 3
  @Test("3: mutated texts", arguments: [ExchangeFormat.csv, .tsv, .qnamaker, .rasa, .chatterbot])
  func mutatedTexts(format: ExchangeFormat) {
    let seed = Array(Self.seeds[format]!.utf8)
    let pieces = [
      "\"", "\t", ",", "\n", "\r", "- ", "  ", "[", "]", "(", ")", "{", "}", "|", ":", "intent: ",
      "examples: |\n", "\\n", "[{", "\"qnaId\":", "null", "9999999999999999999", "&a ", "*a", "#",
      "退款",
      "\u{0}", "\u{FEFF}", "synonym: x\n", "- - a\n  - b\n",
    ]
    var random = SeededRandom(seed: UInt64(format.rawValue.count))
    for _ in 0..<10_000 {
      var bytes = seed
      for _ in 0...random.below(5) {
        let index = random.below(bytes.count + 1)
        switch random.below(4) {
        case 0 where index < bytes.count: bytes[index] = UInt8(random.below(256))
        case 1: bytes.removeSubrange(index..<min(bytes.count, index + random.below(12)))
        default: bytes.insert(contentsOf: Array(random.pick(pieces).utf8), at: index)
        }
      }
      let imported = Importer.read([ImportFile(name: "f", bytes: bytes)], as: format)
      if imported.entries.isEmpty, imported.synonyms.isEmpty, !imported.hasErrors {
        Issue.record("neither entries nor errors: \(String(decoding: bytes, as: UTF8.self))")
      }
      if random.below(50) == 0 { _ = ImportPlan(imported, into: files()) }
    }
  }

  /// 4
  @Test func hugeNumbers() {
    let sheet = """
      <worksheet><sheetData><row r="99999999999999999999"><c r="XFD1" t="inlineStr"><is><t>question</t></is></c></row>\
      <row r="1048576"><c r="ZZZZZZZZZZZZ1"><v>1</v></c></row></sheetData></worksheet>
      """
    let imported = Importer.read(
      [ImportFile(name: "f", bytes: WorkbookTests.workbook(sheet))], as: .xlsx)
    #expect(imported.entries.count <= 1)
  }

  private static let sheet = """
    <worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c>\
    <c r="B1" t="s"><v>0</v></c></row><row r="2"><c r="A2" s="1"><v>46327</v></c>\
    <c r="B2" t="b"><f>1</f><v>1</v></c></row></sheetData></worksheet>
    """
  private static let shared = "<sst><si><t>question</t></si></sst>"

  static let seeds: [ExchangeFormat: String] = [
    .csv:
      "id,question,variants,answer,when,valid,weight\na,退款,\"退钱\n钱\",好,channel: jd,2026-11-01..2026-11-12,\"a: 1\"\n",
    .tsv: "id\tquestion\tanswer\na\t退款\t好\n",
    .qnamaker: QnAMakerTests.sample, .rasa: RasaTests.sample, .chatterbot: ChatterBotTests.sample,
  ]
}
