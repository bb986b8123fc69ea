import KefuKnowledge

/// Writes the entries of a knowledge base for spreadsheets and other systems.
///
/// ```swift
/// let exported = Exporter.write(knowledgeBase, as: .xlsx)
/// try Data(exported.bytes).write(to: url)
/// ```
///
/// CSV, TSV and XLSX hold all of an entry. What other formats cannot hold is counted in `leftOut`.
/// The same knowledge base gives the same bytes.
public enum Exporter {
  public struct Exported: Sendable, Equatable {
    public var bytes: [UInt8]
    public var leftOut = LeftOut()
  }

  /// - Parameters:
  ///   - encoding: Of text files. Where nil, UTF-8; with a mark for tables, which Excel needs.
  ///   - usesChineseNames: Columns are named 标准问 rather than question.
  public static func write(
    _ knowledgeBase: KnowledgeBase, as format: ExchangeFormat, encoding: TextEncoding? = nil,
    usesChineseNames: Bool = false
  ) -> Exported {
    let rows = { EntryTableWriter(usesChineseNames: usesChineseNames).rows(knowledgeBase.entries) }
    switch format {
    case .csv: return table(.comma, rows(), encoding, LeftOut())
    case .tsv: return table(.tab, rows(), encoding, LeftOut())
    case .xlsx:
      let bytes = WorkbookWriter.write(
        rows(), sheet: usesChineseNames ? "知识点" : "entries", widths: widths)
      return Exported(bytes: bytes)
    case .qnamaker:
      let (rows, left) = QnAMakerWriter.write(knowledgeBase)
      return table(.tab, rows, encoding, left)
    case .rasa:
      let (text, left) = RasaWriter.write(knowledgeBase)
      return Exported(bytes: (encoding ?? .utf8).encode(text), leftOut: left)
    case .chatterbot:
      let (text, left) = ChatterBotWriter.write(knowledgeBase)
      return Exported(bytes: (encoding ?? .utf8).encode(text), leftOut: left)
    }
  }

  private static func table(
    _ format: DelimitedText, _ rows: [[String]], _ encoding: TextEncoding?, _ left: LeftOut
  ) -> Exported {
    Exported(bytes: (encoding ?? .utf8WithMark).encode(format.write(rows)), leftOut: left)
  }

  private static let widths: [Double] = EntryColumn.written.map { column in
    switch column {
    case .answer: 60
    case .variants: 40
    case .question, .reach, .avoid: 28
    case .valid: 24
    case .group, .handoff: 11
    default: 20
    }
  }
}
