/// The sentences about answers' variables and dates, numbers, business hours and allowances.
extension Problem {
  var valueSentence: Sentence? {
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
}
