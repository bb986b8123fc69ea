/// Finds order numbers, phones, amounts, dates, URLs and e-mail addresses in a normalised text.
///
/// ```swift
/// EntityScanner.entities(in: Normalizer.shared.normalize("单号SF1234567890123,打138 0013 8000"))
/// // orderNumber "sf1234567890123", phone "138 0013 8000"
/// ```
///
/// Where several could begin, the first of: URL, e-mail, date, phone, money, order number.
/// A number that could mean anything (`满200减30`, `12号`, `1/2`) stays a number. O(n).
public enum EntityScanner {
  /// Entities in order; they never overlap.
  public static func entities(in text: NormalizedText) -> [Token] {
    var result: [Token] = []
    scan(text, into: &result)
    return result
  }

  static func scan(_ text: NormalizedText, into result: inout [Token]) {
    result.removeAll(keepingCapacity: true)
    text.scalars.withUnsafeBufferPointer { scalars in
      let reader = EntityReader(scalars: scalars)
      var i = 0
      while i < scalars.count {
        // Most scalars begin nothing: entities begin with ASCII, a currency sign or a Han numeral.
        let c = scalars[i]
        guard c < 0x80 ? c > 0x20 : EntityReader.beginsBeyondASCII(c), reader.isStart(i) else {
          i += 1
          continue
        }
        if let (kind, end) = reader.entity(at: i) {
          result.append(Token(.entity(kind), i..<end))
          i = end
        } else {
          i += 1
        }
      }
    }
  }
}

/// Recognisers over the scalars of one text. Each returns the end of what begins at `i`.
private struct EntityReader {
  let scalars: UnsafeBufferPointer<UInt32>

  func entity(at i: Int) -> (EntityKind, Int)? {
    let c = scalars[i]
    if isASCIIAlphanumeric(c) {
      if let end = url(at: i) { return (.url, end) }
      if let end = email(at: i) { return (.email, end) }
    }
    if let end = date(at: i) { return (.date, end) }
    if let end = phone(at: i) { return (.phone, end) }
    if let end = money(at: i) { return (.money, end) }
    if let end = orderNumber(at: i) { return (.orderNumber, end) }
    return nil
  }

  /// Nothing begins in the middle of a word or number.
  func isStart(_ i: Int) -> Bool {
    guard i > 0 else { return true }
    let before = scalars[i - 1]
    let c = scalars[i]
    if isDigit(c) {
      return !isASCIIAlphanumeric(before) && !(before == "." && i > 1 && isDigit(scalars[i - 2]))
    }
    if isASCIILetter(c) { return !isASCIIAlphanumeric(before) }
    return !Self.isHanNumeral(c) || !Self.isHanNumeral(before)
  }

  static func beginsBeyondASCII(_ c: UInt32) -> Bool {
    isHanNumeral(c) || c == 0xA5 || c == 0x20AC || c == 0xA3 || c == 0xFFE5
  }

  static func isHanNumeral(_ c: UInt32) -> Bool {
    switch c {
    case "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "百", "千", "万", "零", "两", "半":
      true
    default: false
    }
  }

  // MARK: URL and e-mail

  private func url(at i: Int) -> Int? {
    var host = i
    if matches("http://", at: i) {
      host = i + 7
    } else if matches("https://", at: i) {
      host = i + 8
    }
    let explicit = host > i || matches("www.", at: i)
    var end = host
    var lastDot: Int?
    while let c = at(end), isASCIIAlphanumeric(c) || c == "-" || c == "." {
      if c == "." { lastDot = end }
      end += 1
    }
    guard let dot = lastDot, dot > host else { return nil }
    if !explicit {
      // A bare host needs a well-known ending, or v1.2 and 3.5kg would be addresses.
      guard at(end) != "@",
        ["com", "cn", "net", "org", "tb", "hk", "tw", "io", "cc"].contains(where: {
          matches($0, at: dot + 1) && dot + 1 + $0.utf8.count == end
        })
      else { return nil }
    }
    if at(end) == ":" || at(end) == "/" || at(end) == "?" || at(end) == "#" {
      while let c = at(end), c > 0x20, c < 0x7F, c != "\"", c != "<", c != ">" { end += 1 }
    }
    while end > i, let c = at(end - 1), !isASCIIAlphanumeric(c), c != "/" { end -= 1 }
    return end > host ? end : nil
  }

  private func email(at i: Int) -> Int? {
    var end = i
    while let c = at(end),
      isASCIIAlphanumeric(c) || c == "." || c == "_" || c == "-" || c == "+" || c == "%"
    {
      end += 1
      if end - i > 64 { return nil }
    }
    guard at(end) == "@" else { return nil }
    end += 1
    let domain = end
    var lastDot: Int?
    while let c = at(end), isASCIIAlphanumeric(c) || c == "-" || c == "." {
      if c == "." { lastDot = end }
      end += 1
    }
    while end > domain, let c = at(end - 1), !isASCIIAlphanumeric(c) {
      end -= 1
      if lastDot == end { lastDot = nil }
    }
    guard let dot = lastDot, dot > domain, end - dot > 2 else { return nil }
    return end
  }

  // MARK: Dates

  private func date(at i: Int) -> Int? {
    if let yearEnd = digits(at: i, 4...4), let separator = at(yearEnd) {
      let afterYear = yearEnd + 1
      if separator == "年" {
        guard let month = number(at: afterYear, upTo: 12), at(month) == "月" else { return nil }
        return day(at: month + 1) ?? month + 1
      }
      if separator == "-" || separator == "/" || separator == ".",
        let month = number(at: afterYear, upTo: 12), at(month) == separator,
        let day = number(at: month + 1, upTo: 31), !isDigit(at(day) ?? 0)
      {
        return day
      }
      return nil
    }
    // 11月12号; a month alone is no date: 几月份的货 asks for one.
    guard let month = number(at: i, upTo: 12), at(month) == "月" else { return nil }
    return day(at: month + 1)
  }

  private func day(at i: Int) -> Int? {
    guard let end = number(at: i, upTo: 31), at(end) == "日" || at(end) == "号" else { return nil }
    return end + 1
  }

  /// The end of one or two digits, or of one to three Han numerals, worth `1...limit`.
  private func number(at i: Int, upTo limit: Int) -> Int? {
    if let end = digits(at: i, 1...2) {
      let value = scalars[i..<end].reduce(0) { $0 * 10 + Int($1) - 0x30 }
      return (1...limit).contains(value) ? end : nil
    }
    var end = i
    var value = 0
    while let c = at(end), let digit = hanDigit(c), end - i < 3 {
      value = digit == 10 ? max(value, 1) * 10 : value + digit
      end += 1
    }
    return end > i && (1...limit).contains(value) ? end : nil
  }

  private func hanDigit(_ c: UInt32) -> Int? {
    switch c {
    case "一": 1
    case "二": 2
    case "三": 3
    case "四": 4
    case "五": 5
    case "六": 6
    case "七": 7
    case "八": 8
    case "九": 9
    case "十": 10
    default: nil
    }
  }

  // MARK: Phones

  private func phone(at i: Int) -> Int? {
    var start = i
    if at(i) == "+", at(i + 1) == "8", at(i + 2) == "6" {
      start = i + 3
    } else if matches("0086", at: i) {
      start = i + 4
    } else if matches("86", at: i), at(i + 2) == "1" || at(i + 2) == "-" || at(i + 2) == " " {
      start = i + 2
    }
    if start > i, at(start) == "-" || at(start) == " " { start += 1 }
    return mobile(at: start) ?? (start == i ? serviceLine(at: i) ?? landline(at: i) : nil)
  }

  private func mobile(at i: Int) -> Int? {
    guard at(i) == "1", let second = at(i + 1), second >= "3", second <= "9" else { return nil }
    return grouped(at: i, [3, 4, 4])
  }

  private func serviceLine(at i: Int) -> Int? {
    guard matches("400", at: i) || matches("800", at: i) else { return nil }
    return grouped(at: i, [3, 3, 4]) ?? grouped(at: i, [3, 4, 3]) ?? grouped(at: i, [4, 3, 3])
  }

  private func landline(at i: Int) -> Int? {
    guard at(i) == "0" else { return nil }
    return [[3, 8], [4, 7], [4, 8]].lazy.compactMap { grouped(at: i, $0, separated: true) }.first
  }

  /// Groups of digits, each but the first perhaps after `-` or a space, then no further digit.
  private func grouped(at i: Int, _ groups: [Int], separated: Bool = false) -> Int? {
    var end = i
    for (n, length) in groups.enumerated() {
      if n > 0 {
        if at(end) == "-" || at(end) == " " {
          end += 1
        } else if separated {
          return nil
        }
      }
      guard let next = digits(at: end, length...length, exactly: false) else { return nil }
      end = next
    }
    return isDigit(at(end) ?? 0) ? nil : end
  }

  // MARK: Money

  private func money(at i: Int) -> Int? {
    switch at(i) ?? 0 {
    case "$", 0xA5, 0xFFE5, 0x20AC, 0xA3:
      let start = at(i + 1) == " " ? i + 2 : i + 1
      return amount(at: start).map { unit(at: $0) ?? $0 }
    default: break
    }
    if let end = amount(at: i) { return unit(at: end) }
    // Han numerals: 两百块, 三十五元, 十块钱; 一块 alone is "together".
    var end = i
    while let c = at(end), Self.isHanNumeral(c), end - i < 10 { end += 1 }
    guard end > i, let after = unit(at: end) else { return nil }
    let isOnePiece = end - i == 1 && at(i) == "一" && at(end) == "块"
    if isOnePiece && at(end + 1) != "钱" { return nil }
    return at(end) == "万" ? nil : after
  }

  /// Digits with thousands' commas and decimals.
  private func amount(at i: Int) -> Int? {
    guard var end = digits(at: i, 1...9) else { return nil }
    while at(end) == ",", let next = digits(at: end + 1, 3...3) { end = next }
    if at(end) == ".", let next = digits(at: end + 1, 1...4) { end = next }
    return end
  }

  private func unit(at i: Int) -> Int? {
    let start = at(i) == " " ? i + 1 : i
    if at(start) == "块" {
      if at(start + 1) == "钱" { return start + 2 }
      // 12块5, but not 3块5层板.
      if let fraction = digits(at: start + 1, 1...1) { return fraction }
      return start + 1
    }
    if at(start) == "元" { return at(start + 1) == "钱" ? start + 2 : start + 1 }
    if at(start) == "毛" && at(start + 1) == "钱" { return start + 2 }
    for name in ["人民币", "rmb", "港币", "台币", "美元", "美金", "欧元"] where matches(name, at: start) {
      return start + name.unicodeScalars.count
    }
    return nil
  }

  // MARK: Order numbers

  private func orderNumber(at i: Int) -> Int? {
    var start = i
    while let c = at(start), isASCIILetter(c), start - i < 5 { start += 1 }
    guard start - i <= 4, let end = digits(at: start, (start > i ? 8 : 9)...24),
      !isASCIILetter(at(end) ?? 0)
    else { return nil }
    // JD and others append parcel numbers: 1234567890-1-1-.
    var tail = end
    while at(tail) == "-", let next = digits(at: tail + 1, 1...4) { tail = next }
    return tail
  }

  // MARK: Scalars

  private func at(_ i: Int) -> UInt32? { i >= 0 && i < scalars.count ? scalars[i] : nil }

  private func matches(_ text: StaticString, at i: Int) -> Bool {
    text.withUTF8Buffer { bytes in
      var next = 0
      var position = i
      while next < bytes.count {
        guard at(position) == decodeUTF8(bytes, at: &next) else { return false }
        position += 1
      }
      return true
    }
  }

  private func matches(_ text: String, at i: Int) -> Bool {
    var position = i
    for scalar in text.unicodeScalars {
      guard at(position) == scalar.value else { return false }
      position += 1
    }
    return true
  }

  /// The end of a run of ASCII digits whose length lies in `count`; the run must end there unless
  /// `exactly` is false.
  private func digits(at i: Int, _ count: ClosedRange<Int>, exactly: Bool = true) -> Int? {
    var end = i
    while end - i < count.upperBound, isDigit(at(end) ?? 0) { end += 1 }
    guard end - i >= count.lowerBound else { return nil }
    return exactly && isDigit(at(end) ?? 0) ? nil : end
  }

  private func isDigit(_ c: UInt32) -> Bool { c >= 0x30 && c <= 0x39 }
  private func isASCIILetter(_ c: UInt32) -> Bool { c >= 0x61 && c <= 0x7A }
  private func isASCIIAlphanumeric(_ c: UInt32) -> Bool { isDigit(c) || isASCIILetter(c) }
}

extension UInt32 {
  /// Lets a scalar value be compared with a literal character.
  static func == (value: UInt32, scalar: Unicode.Scalar) -> Bool { value == scalar.value }
  static func != (value: UInt32, scalar: Unicode.Scalar) -> Bool { value != scalar.value }
  static func >= (value: UInt32, scalar: Unicode.Scalar) -> Bool { value >= scalar.value }
  static func <= (value: UInt32, scalar: Unicode.Scalar) -> Bool { value <= scalar.value }
  static func ~= (scalar: Unicode.Scalar, value: UInt32) -> Bool { value == scalar.value }
}

private func == (value: UInt32?, scalar: Unicode.Scalar) -> Bool { value == .some(scalar.value) }
private func != (value: UInt32?, scalar: Unicode.Scalar) -> Bool { value != .some(scalar.value) }
