/// A problem as data: what was found, not yet how it is said.
///
/// All sentences a trainer reads from the loader are written here, those about triggers and flows
/// in Problem+TriggersAndFlows.swift, so they can be read and compared side by side.
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

// MARK: - The sentences

extension Problem {
  typealias Sentence = (code: DiagnosticCode, message: String, help: String?)

  private var sentence: Sentence {
    fileSentence ?? yamlSentence ?? textSentence ?? entrySentence ?? valueSentence ?? wordSentence
      ?? triggerSentence ?? flowSentence ?? slotSentence ?? lintSentence
  }

  private var fileSentence: Sentence? {
    switch self {
    case .unreadableFile(let reason):
      (.unreadableFile, "cannot be read: \(reason)", "check the path and its permissions")
    case .missingFile(let nearest):
      (
        .missingFile, "there is no kb.yaml",
        nearest.map { "rename \($0) to kb.yaml" }
          ?? "create it with at least one line, such as: name: My shop"
      )
    case .largeFile(let bytes):
      (
        .largeFile, "the file has \(bytes) bytes; the limit is 16 MiB (16777216 bytes)",
        "split it into several files"
      )
    case .wrongEncoding(let name, let iconv, let file):
      (
        .wrongEncoding, "the file is \(name), not UTF-8",
        "convert it: iconv -f \(iconv) -t UTF-8 \(file) > new && mv new \(file)"
      )
    case .invalidUTF8(let byte):
      (
        .invalidUTF8, "byte \(hex(byte)) is not UTF-8",
        "retype the character, and save the file as UTF-8"
      )
    case .moreInvalidUTF8(let count):
      (
        .invalidUTF8, "\(count) more bytes of this file are not UTF-8",
        "save the file as UTF-8"
      )
    case .controlCharacter(let scalar):
      (
        .controlCharacter, "\(unicode(scalar)) is not allowed here",
        "delete the invisible character"
      )
    case .moreControlCharacters(let count):
      (
        .controlCharacter, "\(count) more characters of this file are not allowed",
        "delete the invisible characters"
      )
    case .controlCharacterInText(let scalar):
      (
        .controlCharacter, "the text contains the control character \(unicode(scalar))",
        "delete its escape"
      )
    case .byteOrderMark(let file):
      (
        .byteOrderMark, "the file begins with a byte order mark",
        "save it as \"UTF-8 without BOM\", or run: sed -i '1s/^\\xEF\\xBB\\xBF//' \(file)"
      )
    case .unknownFile(let isFolder, let nearest):
      (
        .unknownFile, "this \(isFolder ? "folder" : "file") is not part of a knowledge base",
        nearest.map { "did you mean \($0)?" }
          ?? "move it out of the directory, or put a dot before its name to keep it"
      )
    case .entryFileExtension:
      (.unknownFile, "only *.yaml files of entries/ are read", "rename it, or move it elsewhere")
    case .testFileExtension:
      (
        .unknownFile, "only *.tsv and *.txt files of tests/ are read",
        "rename it, or move it elsewhere"
      )
    case .emptyFile: (.emptyFile, "the file is empty", "fill it, or delete it")
    default: nil
    }
  }

  private var yamlSentence: Sentence? {
    switch self {
    case .yamlSyntax(let message, let help): (.yamlSyntax, message, help)
    case .yamlNesting:
      (
        .yamlNesting, "nested deeper than 32 levels",
        "no part of a knowledge base needs more than 6; look for a stray [ or {"
      )
    case .anchor:
      (
        .yamlFeature, "YAML anchors (&name) are not used here",
        "put text that begins with & between quotes"
      )
    case .alias:
      (
        .yamlFeature, "YAML aliases (*name) are not used here",
        "put text that begins with * between quotes"
      )
    case .tag:
      (
        .yamlFeature, "YAML tags (!name) are not used here",
        "put text that begins with ! between quotes"
      )
    case .complexKey:
      (
        .yamlFeature, "a key must be plain text",
        "put text that begins with ?, [ or { between quotes"
      )
    case .severalDocuments:
      (
        .severalDocuments, "a second YAML document begins here; it was not read",
        "delete the line, or move what follows into a file of its own"
      )
    case .duplicateKey(let key, let first):
      (
        .duplicateKey,
        "\(quoted(key)) is already a key here" + (first.map { " (\($0))" } ?? ""),
        "delete one of the two"
      )
    case .missingValue(let of):
      (.missingValue, "\(of) has no value", "write one, or delete the line")
    case .missingShifts(let day):
      (.missingValue, "\(day) has no value", "write [] for a day without business hours")
    case .wrongType(let of, let wanted, let found):
      (
        .wrongType, "\(of) must be \(article(wanted)), not \(article(found))",
        wanted.help
      )
    case .bareEntry:
      (
        .wrongType, "the file must be a list of entries, not a mapping",
        "begin each entry with \"- id: …\""
      )
    case .bareFlow:
      (
        .wrongType, "flows.yaml must be a list of flows, not a mapping",
        "begin each flow with \"- id: …\""
      )
    case .bracesInPlaceOfText(let of, let example):
      (
        .wrongType, "\(of) must be text, not a mapping",
        "put text that begins with { between quotes: \"{\(example)} …\""
      )
    case .flatGroup(let example):
      (
        .wrongType, "all must be a list of groups of words, not a list of words",
        "put the words that must occur together between brackets: \(example)"
      )
    case .unknownKey(let key, let nearest, let known):
      (
        .unknownKey, "unknown key \(quoted(key))",
        nearest.map { "did you mean \"\($0)\"?" }
          ?? "the keys here are \(known.joined(separator: ", "))"
      )
    case .missingKey(let key, let of):
      (.missingKey, "\(of) has no \(key)", "add a line \"\(key): …\"")
    case .emptyList(let key, let of):
      (.missingKey, "\(key) of \(of) is empty", "write at least one item")
    default: nil
    }
  }

  private var textSentence: Sentence? {
    switch self {
    case .emptyText(let of): (.emptyText, "\(of) is empty", "write some text, or delete the line")
    case .longText(let of, let scalars):
      (
        .longText, "\(of) has \(scalars) characters; the limit is 2000",
        "shorten it, or split it"
      )
    case .nothingToMatch(let text):
      (
        .nothingToMatch, "\(quoted(text)) has no letter or digit, so it cannot be told apart",
        "add words, or delete it"
      )
    case .badName(let name, let of, let rule):
      (.badName, "\(quoted(name)) is not \(of)", "use \(rule)")
    case .sharedPhrasing(let text, let role, let entry, let first):
      (
        .sharedPhrasing,
        "\(quoted(text)) is already \(role) of \(entry) (\(first.location))\(written(first, text))",
        "delete one, or move both under the same entry"
      )
    case .repeatedPhrasing(let text, let first):
      (
        .repeatedPhrasing,
        "\(quoted(text)) is already in this entry (\(first.location))\(written(first, text))",
        "delete one"
      )
    case .repeatedWord(let word, let list, let first):
      (.repeatedWord, "\(quoted(word)) is already in \(list) (\(first))", "delete one")
    default: nil
    }
  }

  private var entrySentence: Sentence? {
    switch self {
    case .duplicateEntry(let id, let first):
      (
        .duplicateEntry, "there is already an entry \(quoted(id)) (\(first))",
        "give one of them another id, or merge them"
      )
    case .unknownHandoff(let value, let nearest):
      (
        .unknownHandoff, "unknown handoff \(quoted(value))",
        nearest.map { "did you mean \"\($0)\"?" } ?? "use never, offer or always"
      )
    case .unknownFollowUp(let id, let nearest):
      (
        .unknownFollowUp, "there is no entry \(quoted(id)) to follow up with",
        nearest.map { "did you mean \"\($0)\"?" } ?? "write the id of an entry, or delete it"
      )
    case .unknownGroup(let id, let nearest, let anyDefined):
      (
        .unknownGroup, "there is no skill group \(quoted(id))",
        nearest.map { "did you mean \"\($0)\"?" }
          ?? (anyDefined
            ? "use a group of skillGroups in kb.yaml, or add it there"
            : "define skillGroups in kb.yaml, such as: skillGroups: {\(id): 售后}")
      )
    case .unknownTestEntry(let id, let nearest):
      (
        .unknownTestEntry, "there is no entry \(quoted(id))",
        nearest.map { "did you mean \"\($0)\"?" } ?? "write the id of an entry after the tab"
      )
    case .followUpToItself(let id):
      (.followUpToItself, "\(id) is its own follow-up", "delete it")
    case .followUpCycle(let path):
      (
        .followUpCycle,
        "follow-ups lead round in a circle: "
          + path.enumerated().map { $0 == 0 ? $1.value : "\($1.value) (\($1.location))" }
          .joined(separator: " → "),
        "delete one of these follow-ups"
      )
    case .noEntries:
      (
        .noEntries, "the knowledge base has no entries",
        "write the first one in entries/first.yaml"
      )
    case .unreachableAnswer(let by):
      (
        .unreachableAnswer,
        "this answer is never used: an earlier one (\(by)) applies whenever it does",
        "put the answer with fewer conditions last"
      )
    case .noUnconditionalAnswer(let entry):
      (
        .noUnconditionalAnswer,
        "every answer of \(entry) has conditions: a customer outside them gets none",
        "add a last answer without when and valid"
      )
    default: nil
    }
  }

  private var valueSentence: Sentence? {
    switch self {
    case .unknownVariable(let name, let nearest):
      (
        .unknownVariable, "there is no variable {\(plain(name))}",
        nearest.map { "did you mean {\($0)}?" }
          ?? "define it under variables in kb.yaml; braces themselves are written {{ and }}"
      )
    case .malformedTemplate(let error):
      (
        .malformedTemplate, error.message,
        "a variable is written {shop.name}; braces themselves are written {{ and }}"
      )
    case .badDate(let text):
      (
        .badDate, "\(quoted(text)) is not a day of the calendar",
        "write year, month and day as in 2026-11-01"
      )
    case .twoDecisions(let one, let other):
      (
        .twoDecisions, "these messages have both \(quoted(one)) and \(quoted(other))",
        "keep the one that is right"
      )
    case .badDateRange(let text):
      (
        .badDateRange, "\(quoted(text)) is not a range of days",
        "write the first and the last day as in 2026-11-01..2026-11-12"
      )
    case .invertedDateRange(let first, let last):
      (
        .invertedDateRange, "\(last) is before \(first)",
        "write the earlier day first: \(last)..\(first)"
      )
    case .notANumber(let text, let of, let range):
      (
        .notANumber, "\(of) must be a number, not \(quoted(text))",
        "write a number from \(number(range.lowerBound)) to \(number(range.upperBound))"
      )
    case .numberOutOfRange(let text, let of, let range):
      (
        .numberOutOfRange, "\(of) is \(text)",
        "write a number from \(number(range.lowerBound)) to \(number(range.upperBound))"
      )
    case .notAWholeNumber(let text, let of, let range):
      (
        .notANumber, "\(of) must be a whole number, not \(quoted(text))",
        "write a whole number from \(range.lowerBound) to \(range.upperBound)"
      )
    case .wholeNumberOutOfRange(let text, let of, let range):
      (
        .numberOutOfRange, "\(of) is \(plain(text))",
        "write a whole number from \(range.lowerBound) to \(range.upperBound)"
      )
    case .badShift(let text):
      (
        .badShift, "\(quoted(text)) is not a shift",
        "write it as 09:00-18:00, from 00:00 to 24:00"
      )
    case .invertedShift(let text):
      (
        .invertedShift, "the shift \(quoted(text)) ends before it begins",
        "split a shift at midnight: up to 24:00, then from 00:00 on the next day"
      )
    case .overlappingShifts(let first, let second):
      (
        .overlappingShifts, "the shifts \(quoted(first)) and \(quoted(second)) overlap",
        "let each begin when the one before has ended, or join them"
      )
    case .unknownTimeZone(let name, let nearest):
      (
        .unknownTimeZone, "there is no time zone \(quoted(name))",
        nearest.map { "did you mean \"\($0)\"?" } ?? "write an IANA name such as Asia/Shanghai"
      )
    case .badWeekday(let text):
      (
        .badWeekday, "\(quoted(text)) is not a day or a range of days",
        "use mon, tue, wed, thu, fri, sat, sun, or a range in this order such as mon-fri"
      )
    case .repeatedWeekday(let day, let first):
      (
        .repeatedWeekday, "\(day) already has business hours (\(first))",
        "write all shifts of a day in one list"
      )
    case .unknownAllowance(let text):
      (
        .unknownAllowance, "\(quoted(text)) is not the code of a warning",
        "write a code such as KB064, or a code and an entry such as KB092 refund.how"
      )
    case .allowedError(let code):
      (
        .unknownAllowance, "\(code) is an error, which cannot be allowed",
        "mend it, and delete this"
      )
    case .unknownAllowedEntry(let id, let nearest):
      (
        .unknownAllowance, "there is no entry \(quoted(id)) to allow a warning in",
        nearest.map { "did you mean \"\($0)\"?" } ?? "write the id of an entry, or delete it"
      )
    default: nil
    }
  }

  private var wordSentence: Sentence? {
    switch self {
    case .wordInTwoSynonymSets(let word, let first):
      (
        .wordInTwoSynonymSets, "\(quoted(word)) is already in another synonym set (\(first))",
        "delete one, or join the two sets"
      )
    case .singleSynonym(let word):
      (
        .singleSynonym, "\(quoted(word)) has no synonym in its set",
        "add a second word, or delete the set"
      )
    case .badFrequency(let text):
      (
        .badLexiconLine, "\(quoted(text)) is not a frequency",
        "write a whole number from 1 to 1000000000 after the word, or nothing"
      )
    case .longLexiconLine:
      (
        .badLexiconLine, "a line is one word and, after a space, its frequency",
        "write one word a line"
      )
    case .testLineWithoutEntry:
      (
        .badTestLine, "the line has no entry id",
        "write the message, a tab, and the id of the entry it should reach"
      )
    case .vetoedKeyword(let word, let list, let veto):
      (
        .vetoedKeyword,
        "\(quoted(word)) is in \(list) as well (\(veto.location)), so it never hits",
        "delete one of the two"
      )
    case .keywordContainsVeto(let word, let list, let veto):
      (
        .keywordContainsVeto,
        "\(quoted(word)) contains \(quoted(veto.value)) of \(list) (\(veto.location)), so it never hits",
        "delete one of the two"
      )
    case .groupOfOne(let word):
      (
        .groupOfOne, "\(quoted(word)) is alone in its group of all",
        "move it to any, or add the words that must occur with it"
      )
    case .shortKeyword(let word):
      (
        .shortKeyword, "the keyword \(quoted(word)) is a single character and hits many messages",
        "use a longer word"
      )
    case .sharedKeyword(let words, let entry, let first):
      (
        .sharedKeyword,
        words.map(quoted).joined(separator: " with ")
          + " is already a \(words.count == 1 ? "keyword" : "group") of \(entry) (\(first))",
        "make one of the two more specific, or tell them apart with none"
      )
    default: nil
    }
  }

  private var lintSentence: Sentence {
    switch self {
    case .expiredAnswer(let day):
      (.expiredAnswer, "this answer expired after \(day)", "delete it, or give it a new range")
    case .expiringAnswer(let day, let days):
      (
        .expiringAnswer,
        "this answer expires after \(day), "
          + (days == 0 ? "today" : days == 1 ? "tomorrow" : "in \(days) days"),
        "prepare what is said afterwards, or give it a new range"
      )
    case .fewVariants(let count):
      (
        .fewVariants, "the entry has \(count) \(count == 1 ? "variant" : "variants")",
        "write at least 5 in different words; 25 is better"
      )
    case .noInlineTests:
      (
        .noInlineTests, "the entry has no sample messages",
        "add tests: {reach: [a message it should answer], avoid: [one it should not]}"
      )
    case .noAnswerLeft(let entry, let day):
      (
        .noAnswerLeft, "\(entry) has no answer any more: the last one expired after \(day)",
        "write an answer without dates, or delete the entry"
      )
    case .noOutOfScope(let count):
      (
        .noOutOfScope,
        "\(count) \(count == 1 ? "message is" : "messages are") kept apart, but none is about nothing",
        "write messages that no entry is about in tests/oos.tsv, one a line, 50 or more: without them training cannot tell how often the bot answers what it should not"
      )
    default: preconditionFailure("\(self) has no sentence")
    }
  }
}
