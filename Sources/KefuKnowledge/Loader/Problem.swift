/// A problem as data: what was found, not yet how it is said.
///
/// The sentences a trainer reads from the loader stand in the files beside this one, those of a
/// subject together, so that they can be read and compared side by side.
enum Problem: Sendable {
  /// What a YAML node is, in a trainer's words.
  enum Shape: String, Sendable {
    case text, list, mapping

    var help: String {
      switch self {
      case .text: "write it on one line, between quotes where it contains [ ] { } or \": \""
      case .list: "write one item a line, each after \"- \", or [a, b]"
      case .mapping: "write \"key: value\" lines"
      }
    }
  }

  case unreadableFile(reason: String)
  case missingFile(nearest: String?)
  case largeFile(bytes: Int)
  case wrongEncoding(name: String, iconv: String, file: String)
  case invalidUTF8(byte: UInt8)
  case moreInvalidUTF8(count: Int)
  case controlCharacter(UInt32)
  case moreControlCharacters(count: Int)
  case controlCharacterInText(UInt32)
  case byteOrderMark(file: String)
  case unknownFile(isFolder: Bool, nearest: String?)
  case entryFileExtension
  case testFileExtension
  case emptyFile

  case yamlSyntax(message: String, help: String)
  case yamlNesting
  case anchor, alias, tag, complexKey
  case severalDocuments
  case duplicateKey(String, first: SourceLocation?)
  case missingValue(of: String)
  case missingShifts(day: String)
  case wrongType(of: String, wanted: Shape, found: Shape)
  case bareEntry
  case bareFlow
  case bracesInPlaceOfText(of: String, example: String)
  case flatGroup(example: String)
  case unknownKey(String, nearest: String?, known: [String])
  case missingKey(String, of: String)
  case emptyList(String, of: String)

  case emptyText(of: String)
  case longText(of: String, scalars: Int)
  case nothingToMatch(String)
  case badName(String, of: String, rule: String)
  case sharedPhrasing(String, role: String, entry: String, first: Sourced<String>)
  case repeatedPhrasing(String, first: Sourced<String>)
  case repeatedWord(String, list: String, first: SourceLocation)

  case duplicateEntry(String, first: SourceLocation)
  case unknownHandoff(String, nearest: String?)
  case unknownFollowUp(String, nearest: String?)
  case unknownGroup(String, nearest: String?, anyDefined: Bool)
  case unknownTestEntry(String, nearest: String?)
  case followUpToItself(String)
  case followUpCycle([Sourced<String>])
  case noEntries

  case unknownVariable(String, nearest: String?)
  case malformedTemplate(AnswerTemplate.SyntaxError)
  case badDate(String)
  case badDateRange(String)
  case invertedDateRange(CalendarDate, CalendarDate)
  case unreachableAnswer(by: SourceLocation)
  case noUnconditionalAnswer(entry: String)

  case notANumber(String, of: String, range: ClosedRange<Double>)
  case numberOutOfRange(String, of: String, range: ClosedRange<Double>)

  case notAWholeNumber(String, of: String, range: ClosedRange<Int>)
  case wholeNumberOutOfRange(String, of: String, range: ClosedRange<Int>)

  case badShift(String)
  case invertedShift(String)
  case overlappingShifts(String, String)
  case unknownTimeZone(String, nearest: String?)
  case badWeekday(String)
  case repeatedWeekday(String, first: SourceLocation)

  case wordInTwoSynonymSets(String, first: SourceLocation)
  case singleSynonym(String)
  case badFrequency(String)
  case longLexiconLine
  case testLineWithoutEntry

  case vetoedKeyword(String, list: String, veto: Sourced<String>)
  case keywordContainsVeto(String, list: String, veto: Sourced<String>)
  case groupOfOne(String)
  case shortKeyword(String)
  case sharedKeyword([String], entry: String, first: SourceLocation)

  case unknownLookupField(String?, slot: String, nearest: String?, known: [String])
  case unknownWord(String, of: String, nearest: String?, known: [String])
  case badPattern(String, reason: String)
  case longPattern(String)
  case slowPattern(String)
  case patternOfNothing(String)
  case duplicateName(String, of: String, first: SourceLocation)
  case sharedPhrase(String, trigger: String, reason: String, first: SourceLocation)
  case uselessUnless(String)
  case asksForSecret(String)

  case sharedStart(String, flow: String, first: SourceLocation)
  case unknownStart(String, nearest: String?)
  case badTime(String)
  case badQuietTime(String)
  case closedWindows
  case windowsWithoutEvent
  case eventWithoutWindows(String)
  case unknownStep(String, nearest: String?)
  case unreachedStep(String)
  case endlessStep(String)
  case silentLoop([String])
  case twoWaysOn(String)
  case unknownSlot(String, nearest: String?)
  case slotNotAsked(String, isAskedSometimes: Bool)
  case unknownSlotValue(String, slot: String, nearest: String?, known: [String])
  case slotOfTwoTypes(String, String, String, first: SourceLocation)
  case optionsOfNoChoice(String)
  case tooFewOptions(Int)
  case otherwiseOfRequired

  case unknownAllowance(String)
  case allowedError(String)
  case unknownAllowedEntry(String, nearest: String?)

  case expiredAnswer(CalendarDate)
  case expiringAnswer(CalendarDate, days: Int)
  case fewVariants(count: Int)
  case noInlineTests
  case noAnswerLeft(entry: String, CalendarDate)
  case noOutOfScope(heldOut: Int)

  case twoDecisions(String, String)

  /// The diagnostic as the trainer reads it.
  func diagnostic(at location: SourceLocation) -> Diagnostic {
    let (code, message, help) = sentence
    return Diagnostic(code.severity, code.rawValue, at: location, message, help: help)
  }
}

extension Problem {
  /// What is said of a problem, but for its place.
  typealias Sentence = (code: DiagnosticCode, message: String, help: String?)

  private var sentence: Sentence {
    fileSentence ?? yamlSentence ?? textSentence ?? entrySentence ?? valueSentence ?? wordSentence
      ?? triggerSentence ?? flowSentence ?? slotSentence ?? lintSentence
  }
}
