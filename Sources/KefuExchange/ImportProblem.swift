import KefuKnowledge

/// Something wrong in a file to be imported, or something that is not taken over.
///
/// ```
/// faq.csv:12: cell I5 (valid): error: "2026-13-01" is not a range of days
///   help: write the first and the last day as in 2026-11-01..2026-11-12
/// ```
public struct ImportProblem: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Severity: String, Sendable, Comparable {
    /// Nothing can be imported.
    case error
    /// Something is imported otherwise than a reader may expect.
    case warning
    /// Something is left out.
    case note

    public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }

    private var rank: Int { self == .error ? 0 : self == .warning ? 1 : 2 }
  }

  public var severity: Severity
  public var place: String
  public var message: String
  public var help: String?

  public init(_ severity: Severity, at place: String, _ message: String, help: String? = nil) {
    self.severity = severity
    self.place = place
    self.message = message
    self.help = help
  }

  public var description: String {
    "\(place): \(severity.rawValue): \(message)" + (help.map { "\n  help: \($0)" } ?? "")
  }
}

/// A problem as data; its sentence is below, so that all can be read side by side.
enum ImportIssue {
  case unknownFormat
  case tooLarge(bytes: Int)
  case notText(TextEncoding.Failure)
  case nothing
  case unclosedQuote, textAfterQuote

  case noHeader(found: [String])
  case unknownColumn(String, nearest: String?)
  case repeatedColumn(String, first: String)
  case cellBeyondHeader
  case rowBeforeEntries
  case noQuestion(id: String)
  case differs(String, from: String, id: String, field: String)
  case conditionWithoutAnswer
  case badDates(String)
  case badHandoff(String)
  case badWeight(String)
  case badCondition(String)
  case badFlag(String)
  case badFile(String)
  case sheetSkipped

  case zip(ZipArchive.Failure)
  case missingPart(String)
  case badXML(String)
  case cellError(String)
  case formulaWithoutValue

  case badJSON(String)
  case metadataWithoutChoice(count: Int, examples: [String])
  case twoConditions(String)
  case suggestedQuestions(count: Int)
  case contextOnly(count: Int)
  case promptTexts(count: Int)
  case unknownPrompt(Int)
  case promptCircle(String)
  case source(count: Int)
  case secondAnswer

  case diagnostic(Diagnostic)
  case notRasa, notChatterBot
  case notTaken(String, reason: String)
  case noExamples(String)
  case unansweredIntents([String])
  case richResponse(String)
  case furtherResponse(String)
  case metadata(count: Int)
  case badPattern(String, reason: String)
  case pattern(String)
  case lookup(String)
  case severalTurns(count: Int)
  case lineWithoutReply
  case expected(String)

  case sharedSynonym(String)
  case matchedByQuestion(id: String, entry: String)
  case sameEntry(String, first: String)
  case knowledge(Diagnostic)
  case edit(KnowledgeEditError)
}

extension ImportIssue {
  func problem(at place: String) -> ImportProblem {
    let (severity, message, help) = sentence
    return ImportProblem(severity, at: place, message, help: help)
  }

  typealias Sentence = (ImportProblem.Severity, String, String?)

  private var sentence: Sentence {
    fileSentence ?? tableSentence ?? workbookSentence ?? pairSentence ?? yamlSentence
      ?? mergeSentence
  }

  private var fileSentence: Sentence? {
    switch self {
    case .unknownFormat:
      (
        .error, "its name and content do not tell which format it is",
        "say it: --format csv, tsv, xlsx, rasa, qnamaker or chatterbot"
      )
    case .tooLarge(let bytes):
      (.error, "the file has \(bytes) bytes; the limit is 64 MiB", "split it into several files")
    case .notText(let failure):
      (
        .error,
        (failure.byte.map {
          "byte 0x\(String($0, radix: 16, uppercase: true)) of line \(failure.line)"
        }
          ?? "the end") + " is not \(failure.encoding.name)",
        failure.encoding == .utf8
          ? "save the file as UTF-8 or GB18030 (GBK), or name its encoding: --encoding"
          : "name the file's encoding: --encoding utf-8, gb18030 or utf-16"
      )
    case .nothing: (.error, "there is nothing in it to import", "check that it is the right file")
    case .unclosedQuote:
      (
        .error, "a quote is opened here and never closed",
        "close it; a quote inside a quoted cell is written twice"
      )
    case .textAfterQuote:
      (
        .error, "text follows a closing quote",
        "put a separator between them; a quote inside a quoted cell is written twice"
      )
    default: nil
    }
  }

  private var tableSentence: Sentence? {
    switch self {
    case .noHeader(let found):
      (
        .error,
        "no column is named question or id: the first row is "
          + found.prefix(6).map { shown($0) }.joined(separator: ", "),
        "name the columns in the first row, such as question,variants,answer or 标准问,相似问,答案"
      )
    case .unknownColumn(let name, let nearest):
      (
        .note, "the column \(shown(name)) is not taken over",
        nearest.map { "did you mean \"\($0)\"?" }
      )
    case .repeatedColumn(let name, let first):
      (
        .error, "\(shown(name)) is already a column (\(first))",
        "delete one of the two, or join them"
      )
    case .cellBeyondHeader:
      (
        .error, "the row has more cells than the header",
        "name the column, or put text that contains the separator between quotes"
      )
    case .rowBeforeEntries:
      (
        .error, "the row has neither an id nor a question",
        "write the question, or the id of a row above"
      )
    case .noQuestion(let id):
      (
        .error, "\(shown(id)) has no question, and the knowledge base has no such entry",
        "write its question"
      )
    case .differs(let text, let first, let id, let field):
      (
        .error, "\(shown(id)) has two values of \(field): \(shown(first)) and \(shown(text))",
        field == "question"
          ? "write other wordings under variants, or give the row an id of its own"
          : "write the same in every row of an entry, or only in its first"
      )
    case .conditionWithoutAnswer:
      (.error, "a condition without an answer", "write the answer in the same row")
    case .badDates(let text):
      (
        .error, "\(shown(text)) is not a range of days",
        "write the first and the last day as in 2026-11-01..2026-11-12"
      )
    case .badHandoff(let text):
      (.error, "\(shown(text)) is no handoff", "use never, offer or always")
    case .badWeight(let text):
      (.error, "\(shown(text)) is no weight", "write a term, a colon and a number, as in 运费: 2")
    case .badCondition(let text):
      (
        .error, "\(shown(text)) is no condition",
        "write an attribute, a colon and its values, as in channel: tmall | jd"
      )
    case .badFlag(let text): (.error, "\(shown(text)) is neither yes nor no", "write yes or no")
    case .badFile(let text):
      (
        .error, "\(shown(text)) is no file of entries",
        "write a path such as entries/refund.yaml, or smalltalk.yaml"
      )
    case .sheetSkipped:
      (.note, "no column is named question or id, so the sheet is not taken over", nil)
    default: nil
    }
  }

  private var workbookSentence: Sentence? {
    switch self {
    case .zip(let failure): (.error, failure.message, failure.help)
    case .missingPart(let name):
      (.error, "it is no workbook: \(name) is missing", "save it again as .xlsx")
    case .badXML(let part):
      (.error, "its part \(part) is damaged", "save it again as .xlsx")
    case .cellError(let code):
      (.error, "the cell holds the error \(shown(code))", "mend its formula, or write the text")
    case .formulaWithoutValue:
      (
        .error, "the cell holds a formula without a result",
        "open and save the file in a spreadsheet"
      )
    default: nil
    }
  }

  private var pairSentence: Sentence? {
    switch self {
    case .badJSON(let what): (.error, "\(what) is not JSON as QnA Maker writes it", nil)
    case .metadataWithoutChoice(let count, let examples):
      (
        .note,
        "the metadata of \(rows(count)) is not taken over (\(examples.joined(separator: ", "))): there it chooses between no answers",
        "where a question has several answers, metadata become their conditions"
      )
    case .twoConditions(let key):
      (
        .note, "metadata \(shown(key)) has several values; each will do",
        nil
      )
    case .suggestedQuestions(let count):
      (
        .note, "the suggested questions of \(rows(count)) are not taken over",
        "accept or reject them in QnA Maker first"
      )
    case .contextOnly(let count):
      (
        .warning, "\(rows(count)) answered only after another question; now always",
        nil
      )
    case .promptTexts(let count):
      (
        .note,
        "the wordings of \(count == 1 ? "1 prompt" : "\(count) prompts") are not taken over: follow-ups show their entry's question",
        nil
      )
    case .unknownPrompt(let id):
      (.note, "a prompt leads to QnaId \(id), which is not there: left out", nil)
    case .promptCircle(let id):
      (.note, "the prompt to \(shown(id)) leads round in a circle: left out", nil)
    case .source(let count): (.note, "the column Source of \(rows(count)) is not taken over", nil)
    case .secondAnswer:
      (
        .warning, "the question has another answer already; this one is left out",
        "tell the two apart by metadata, or delete one"
      )
    case .severalTurns(let count):
      (
        .warning,
        "\(count == 1 ? "1 conversation has" : "\(count) conversations have") more than two lines: every odd line is taken for a question, the next for its answer",
        nil
      )
    case .lineWithoutReply: (.note, "the last line has no reply: left out", nil)
    default: nil
    }
  }

  private var yamlSentence: Sentence? {
    switch self {
    case .diagnostic(let diagnostic): (.error, diagnostic.message, diagnostic.help)
    case .notRasa:
      (
        .error, "there is neither nlu nor responses",
        "give a Rasa file of training data (nlu:) or a domain (responses:)"
      )
    case .notChatterBot:
      (
        .error, "there are no conversations",
        "give a ChatterBot corpus: categories and conversations"
      )
    case .notTaken(let what, let reason): (.note, "\(what) is not taken over: \(reason)", nil)
    case .noExamples(let intent):
      (.warning, "intent \(shown(intent)) has no examples: left out", nil)
    case .unansweredIntents(let names):
      (
        .warning,
        "\(names.count) \(names.count == 1 ? "intent has" : "intents have") no response and no entry in the knowledge base: left out: "
          + names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : ""),
        "give the domain with their responses as a second file"
      )
    case .richResponse(let name):
      (
        .note, "\(shown(name)) has buttons, images or a custom part: only its text is taken over",
        nil
      )
    case .furtherResponse(let name):
      (
        .note,
        "\(shown(name)) has further texts to choose from by chance: only the first is taken over",
        nil
      )
    case .metadata(let count):
      (
        .note,
        "the metadata of \(count == 1 ? "1 intent or example" : "\(count) intents and examples") is not taken over",
        nil
      )
    case .badPattern(let name, let reason):
      (.warning, "the pattern of regex \(shown(name)) is not valid: \(reason)", nil)
    case .pattern(let name):
      (.note, "regex \(shown(name)) is not taken over: entities are recognised by Kefu itself", nil)
    case .lookup(let name): (.note, "lookup \(shown(name)) is not taken over", nil)
    case .expected(let what): (.error, "\(what) was expected here", nil)
    default: nil
    }
  }

  private var mergeSentence: Sentence {
    switch self {
    case .sharedSynonym(let word):
      (
        .note,
        "\(shown(word)) is in a synonym set of the knowledge base already: this set is left out",
        "join the two in synonyms.yaml"
      )
    case .matchedByQuestion(let id, let entry):
      (.note, "\(shown(id)) is taken for \(shown(entry)), which has the same question", nil)
    case .sameEntry(let id, let first):
      (
        .error, "this is about \(shown(id)), and so is \(first)",
        "join the two rows, or give one another question"
      )
    case .knowledge(let diagnostic): (.error, diagnostic.message, diagnostic.help)
    case .edit(let error):
      (.error, error.description, nil)
    default: preconditionFailure("\(self) has no sentence")
    }
  }

  private func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }
}

/// Between quotes, cut after 40 characters, on one line.
func shown(_ text: String) -> String {
  let line = String(
    String.UnicodeScalarView(
      text.unicodeScalars.map { scalar in
        scalar.properties.generalCategory == .control ? " " : scalar
      }))
  return "\"" + (line.count > 40 ? line.prefix(40) + "…" : line[...]) + "\""
}

extension TextEncoding {
  var name: String {
    switch self {
    case .utf8, .utf8WithMark: "UTF-8"
    case .gb18030: "GB18030"
    case .utf16: "UTF-16"
    }
  }
}
