/// Every kind of problem a knowledge base can have.
///
/// A code is stable: it may be searched for, and is never given to another problem.
///
/// ```swift
/// DiagnosticCode(rawValue: "KB014")?.meaning
/// // "A phrasing belongs to two entries."
/// ```
public enum DiagnosticCode: String, Sendable, CaseIterable {
  // Files and their encoding.
  case unreadableFile = "KB001"
  case missingFile = "KB002"
  case largeFile = "KB003"
  case wrongEncoding = "KB004"
  case invalidUTF8 = "KB005"
  case controlCharacter = "KB006"
  case byteOrderMark = "KB007"
  case unknownFile = "KB008"
  case emptyFile = "KB009"

  // YAML.
  case yamlSyntax = "KB010"
  case yamlNesting = "KB011"
  case yamlFeature = "KB012"
  case severalDocuments = "KB013"
  case duplicateKey = "KB015"
  case missingValue = "KB016"
  case wrongType = "KB017"
  case unknownKey = "KB018"
  case missingKey = "KB019"

  // Text.
  case sharedPhrasing = "KB014"
  case emptyText = "KB020"
  case longText = "KB021"
  case nothingToMatch = "KB022"
  case badName = "KB023"
  case repeatedPhrasing = "KB025"
  case repeatedWord = "KB044"

  // Entries and what they refer to.
  case duplicateEntry = "KB024"
  case unknownHandoff = "KB026"
  case unknownFollowUp = "KB027"
  case unknownGroup = "KB028"
  case unknownTestEntry = "KB029"
  case followUpToItself = "KB030"
  case followUpCycle = "KB031"
  case noEntries = "KB055"

  // Answers.
  case unknownVariable = "KB032"
  case malformedTemplate = "KB033"
  case badDate = "KB034"
  case badDateRange = "KB035"
  case invertedDateRange = "KB036"
  case unreachableAnswer = "KB047"
  case noUnconditionalAnswer = "KB048"

  // Numbers.
  case notANumber = "KB037"
  case numberOutOfRange = "KB038"

  // Business hours.
  case badShift = "KB039"
  case invertedShift = "KB040"
  case overlappingShifts = "KB041"
  case unknownTimeZone = "KB042"
  case badWeekday = "KB056"
  case repeatedWeekday = "KB057"

  // What the trainer allows.
  case unknownAllowance = "KB086"

  // Words and tables.
  case wordInTwoSynonymSets = "KB043"
  case badLexiconLine = "KB045"
  case badTestLine = "KB046"
  case singleSynonym = "KB054"

  // Keywords.
  case vetoedKeyword = "KB049"
  case keywordContainsVeto = "KB053"
  case groupOfOne = "KB050"
  case shortKeyword = "KB051"
  case sharedKeyword = "KB052"

  // Triggers.
  case unknownWord = "KB065"
  case badPattern = "KB066"
  case duplicateName = "KB067"
  case sharedPhrase = "KB068"
  case uselessUnless = "KB082"

  // What is said to customers, in answers, triggers and flows.
  case asksForSecret = "KB069"

  // Flows.
  case badTime = "KB070"
  case unknownStep = "KB074"
  case unknownStart = "KB075"
  case unreachedStep = "KB076"
  case endlessStep = "KB077"
  case silentLoop = "KB078"
  case slotNotAsked = "KB079"
  case unknownSlotValue = "KB080"
  case sharedStart = "KB081"
  case windowsAndEvents = "KB083"
  case twoWaysOn = "KB084"
  case slotConflict = "KB085"
  case unknownLookupField = "KB110"

  // Lint: nothing is broken, but the trainer will want to know.
  case expiredAnswer = "KB061"
  case expiringAnswer = "KB062"
  case fewVariants = "KB063"
  case noInlineTests = "KB064"
  case noAnswerLeft = "KB094"
  case noOutOfScope = "KB098"

  // What kefu mine has found.
  case twoDecisions = "KB113"

  // What only a running bot can tell.
  case unreachedTest = "KB071"
  case unwantedAnswer = "KB072"
  case shadowedPhrasing = "KB073"
  case badTranscript = "KB111"
  case failedTranscript = "KB112"
  case nearDuplicate = "KB090"
  case uniformVariants = "KB091"
  case confusableEntries = "KB092"
  case unreachedEntry = "KB093"
  case mergingSynonyms = "KB095"
  case badlyCutWord = "KB096"
  case straddlingKeyword = "KB097"

  /// Errors keep a knowledge base from loading; warnings do not.
  public var severity: Diagnostic.Severity {
    switch self {
    case .byteOrderMark, .unknownFile, .emptyFile, .nothingToMatch, .repeatedPhrasing,
      .repeatedWord, .noEntries, .unreachableAnswer, .noUnconditionalAnswer, .singleSynonym,
      .keywordContainsVeto, .groupOfOne, .shortKeyword, .sharedKeyword, .expiredAnswer,
      .expiringAnswer, .fewVariants, .noInlineTests, .shadowedPhrasing, .uselessUnless,
      .unreachedStep, .windowsAndEvents, .noAnswerLeft, .noOutOfScope, .nearDuplicate,
      .uniformVariants, .confusableEntries, .unreachedEntry, .mergingSynonyms, .badlyCutWord,
      .straddlingKeyword:
      .warning
    default: .error
    }
  }

  /// One line for the reference.
  public var meaning: String {
    switch self {
    case .unreadableFile: "A file or the directory cannot be read."
    case .missingFile: "kb.yaml is missing."
    case .largeFile: "A file is larger than 16 MiB."
    case .wrongEncoding: "A file is UTF-16, UTF-32 or GB18030 rather than UTF-8."
    case .invalidUTF8: "Bytes that are not UTF-8."
    case .controlCharacter: "A control character, or U+FEFF in the middle of a file."
    case .byteOrderMark: "A file begins with a byte order mark."
    case .unknownFile: "A file or folder that is not part of a knowledge base."
    case .emptyFile: "A YAML file without content."
    case .yamlSyntax: "A file is not YAML; nothing after this place was read."
    case .yamlNesting: "Lists or mappings nested deeper than 32 levels."
    case .yamlFeature: "Anchors, aliases, tags and complex keys are not used here."
    case .severalDocuments: "A second YAML document in a file."
    case .sharedPhrasing: "A phrasing belongs to two entries."
    case .duplicateKey: "A key is written twice in one mapping."
    case .missingValue: "A key or list item without a value."
    case .wrongType: "A list, mapping or text where another of the three is wanted."
    case .unknownKey: "A key that means nothing here."
    case .missingKey: "A required key is missing, or its list is empty."
    case .emptyText: "Text without a visible character."
    case .longText: "Text of more than 2000 characters."
    case .nothingToMatch: "Text of punctuation or emoji only, which matching cannot tell apart."
    case .badName: "An entry id, group id, variable name or condition that is not a name."
    case .duplicateEntry: "Two entries have the same id."
    case .repeatedPhrasing: "A phrasing is written twice in one entry."
    case .unknownHandoff: "handoff is none of never, offer and always."
    case .unknownFollowUp: "followUps names an entry that does not exist."
    case .unknownGroup: "group names a skill group that kb.yaml does not have."
    case .unknownTestEntry: "A test table names an entry that does not exist."
    case .followUpToItself: "An entry is its own follow-up."
    case .followUpCycle: "Follow-ups lead round in a circle."
    case .unknownVariable: "A variable that kb.yaml does not define."
    case .malformedTemplate: "Braces in an answer that do not match."
    case .badDate: "A day that does not exist, or is not written YYYY-MM-DD."
    case .badDateRange: "valid is not written DATE..DATE."
    case .invertedDateRange: "valid ends before it begins."
    case .notANumber: "Something else where a number is wanted."
    case .numberOutOfRange: "A number outside its range."
    case .badShift: "Business hours that are not written HH:MM-HH:MM."
    case .invertedShift: "A shift that ends before it begins."
    case .overlappingShifts: "Two shifts of a day overlap."
    case .unknownTimeZone: "A time zone that does not exist."
    case .wordInTwoSynonymSets: "A word is in two synonym sets."
    case .repeatedWord: "A word is written twice in one list."
    case .badLexiconLine: "A line of lexicon.txt that is not a word and a frequency."
    case .badTestLine: "A line of a test table without a tab and an entry id."
    case .unreachableAnswer: "An answer that an earlier one always precedes."
    case .noUnconditionalAnswer: "Customers outside the conditions get no answer."
    case .vetoedKeyword: "A keyword is in both any (or all) and none."
    case .groupOfOne: "A group of one word in all."
    case .shortKeyword: "A keyword of one character."
    case .sharedKeyword:
      "Two entries have the same keyword in any, or group in all, and no veto tells them apart."
    case .keywordContainsVeto: "A keyword contains a word of none, so it never hits."
    case .singleSynonym: "A synonym set of one word."
    case .noEntries: "A knowledge base without entries."
    case .badWeekday: "Business hours for days that are not mon … sun or a range of them."
    case .repeatedWeekday: "Business hours give one day twice."
    case .expiredAnswer: "An answer's last day has passed."
    case .expiringAnswer:
      "An answer's last day is at most 30 days away, or as many as --expiring-within says."
    case .fewVariants: "An entry with fewer than 5 variants."
    case .noInlineTests: "An entry without sample messages in tests."
    case .twoDecisions: "Messages of mine.decisions.yaml with two decisions."
    case .unknownWord:
      "A word outside the few allowed here: a reason, priority, event, type or outcome."
    case .badPattern: "A regular expression that cannot be read, is too slow, or hits everything."
    case .duplicateName: "Two triggers, flows, steps or options have the same name."
    case .sharedPhrase: "A phrase belongs to triggers of two reasons."
    case .uselessUnless: "A phrase of unless that cancels nothing."
    case .asksForSecret: "A text asks the customer for a code, a password or a card number."
    case .badTime: "A time that is not written HH:MM, or times that never let the bot write."
    case .unknownStep: "A way on to a step that does not exist."
    case .unknownStart: "A flow is started by an entry that does not exist."
    case .unreachedStep: "A step to which no way leads."
    case .endlessStep: "Steps from which no way leads to an end."
    case .silentLoop: "Steps that lead round in a circle without asking anything."
    case .slotNotAsked: "A slot is used that no step before asks for."
    case .unknownSlotValue: "A branch waits for a value that its slot never has."
    case .sharedStart: "An entry starts two flows."
    case .windowsAndEvents: "windows without events, or events other than visit without windows."
    case .twoWaysOn: "A step has both next and end."
    case .badTranscript: "A line of a conversation in tests/*.txt cannot be read."
    case .failedTranscript: "A conversation of tests/*.txt goes another way."
    case .unknownLookupField: "A text shows what no lookup finds."
    case .slotConflict: "A question that contradicts itself, or another one for the same slot."
    case .unreachedTest: "A message of tests.reach is neither answered by the entry nor offered it."
    case .unwantedAnswer: "A message of tests.avoid is answered by the entry."
    case .shadowedPhrasing: "A phrasing contains a keyword of another entry."
    case .unknownAllowance:
      "check.allow names what is not a warning, or an entry that does not exist."
    case .noAnswerLeft: "Every answer of an entry has expired."
    case .noOutOfScope: "Test tables hold messages of entries, but none that no entry is about."
    case .nearDuplicate: "A phrasing says or sounds the same as one of another entry."
    case .uniformVariants: "Variants of an entry that are nearly all the same sentence."
    case .confusableEntries: "Phrasings of an entry, left out, are mostly taken for another entry."
    case .unreachedEntry: "No phrasing of an entry, left out, leads to it."
    case .mergingSynonyms: "Two synonyms are all that tells phrasings of two entries apart."
    case .badlyCutWord: "A word of the lexicon or of synonyms that is never cut whole."
    case .straddlingKeyword:
      "A keyword found across the borders of words in another entry's phrasing."
    }
  }
}
