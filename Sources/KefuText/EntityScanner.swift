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
      text.classes.withUnsafeBufferPointer { classes in
        let reader = EntityReader(scalars: scalars, classes: classes)
        var i = 0
        while i < scalars.count {
          // Most scalars begin nothing: entities begin with ASCII, a currency sign or a numeral.
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
}

/// Recognisers over the scalars of one text. Each returns the end of what begins at `i`.
private struct EntityReader {
  let scalars: UnsafeBufferPointer<UInt32>
  let classes: UnsafeBufferPointer<CharacterClass>

  func entity(at i: Int) -> (EntityKind, Int)? {
    if isAddressStart(i) {
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
    if isASCIIAlphanumeric(c) {
      if classes[i - 1] == .letter || classes[i - 1] == .digit { return false }
      return !(isDigit(c) && before == "." && i > 1 && isDigit(scalars[i - 2]))
    }
    guard Self.isHanNumeral(c) else { return true }
    // 3万块 and 几百块 begin before their numeral, the latter with no amount.
    return !Self.isHanNumeral(before) && !isDigit(before) && !isVagueNumeral(before)
  }

  /// Addresses are tried once in a run of what they are made of, which keeps scanning linear.
  private func isAddressStart(_ i: Int) -> Bool {
    guard isASCIIAlphanumeric(scalars[i]) else { return false }
    return i == 0 || !isLocalPart(scalars[i - 1])
  }

  static func beginsBeyondASCII(_ c: UInt32) -> Bool {
    isHanNumeral(c) || c == 0xA5 || c == 0x20AC || c == 0xA3
  }

  static func isHanNumeral(_ c: UInt32) -> Bool {
    switch c {
    case "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "百", "千", "万", "亿", "零", "两", "半":
      true
    default: false
    }
  }

  private func isVagueNumeral(_ c: UInt32) -> Bool { c == "几" || c == "数" }

  // MARK: URL and e-mail

  /// The endings a bare host is known by, without which v1.2 and 3.5kg would be addresses.
  private static let hostEndings: [StaticString] = [
    "com", "cn", "net", "org", "tb", "hk", "tw", "io", "cc", "me", "top", "vip", "shop", "xyz",
  ]

  private func url(at i: Int) -> Int? {
    var host = i
    if matches("http://", at: i) {
      host = i + 7
    } else if matches("https://", at: i) {
      host = i + 8
    }
    let isExplicit = host > i || matches("www.", at: i)
    guard let (hostEnd, dot) = self.host(at: host) else { return nil }
    if !isExplicit {
      guard at(hostEnd) != "@",
        Self.hostEndings.contains(where: {
          dot + 1 + $0.utf8CodeUnitCount == hostEnd && matches($0, at: dot + 1)
        })
      else { return nil }
    }
    var end = hostEnd
    if at(end) == ":" || at(end) == "/" || at(end) == "?" || at(end) == "#" {
      while let c = at(end), c > 0x20, c < 0x7F, c != "\"", c != "<", c != ">" { end += 1 }
      // What closes the sentence is no part of the address.
      while !isASCIIAlphanumeric(scalars[end - 1]), scalars[end - 1] != "/" { end -= 1 }
    }
    return end
  }

  private func email(at i: Int) -> Int? {
    var end = i
    while let c = at(end), isLocalPart(c) { end += 1 }
    guard at(end) == "@", end - i <= 64, let (hostEnd, dot) = host(at: end + 1), hostEnd - dot > 2
    else { return nil }
    return hostEnd
  }

  /// The end of a host name and its last dot; dots and hyphens after it are not part of it.
  private func host(at i: Int) -> (end: Int, dot: Int)? {
    var end = i
    while let c = at(end), isASCIIAlphanumeric(c) || c == "-" || c == "." { end += 1 }
    while end > i, !isASCIIAlphanumeric(scalars[end - 1]) { end -= 1 }
    guard let dot = scalars[i..<end].lastIndex(where: { $0 == "." }), dot > i else { return nil }
    return (end, dot)
  }

  private func isLocalPart(_ c: UInt32) -> Bool {
    isASCIIAlphanumeric(c) || c == "." || c == "_" || c == "-" || c == "+" || c == "%"
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
        let day = number(at: month + 1, upTo: 31)
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

  /// The end of one or two digits, or of a Han number below 100 (三, 十, 十二, 二十, 二十三), worth
  /// `1...limit`.
  private func number(at i: Int, upTo limit: Int) -> Int? {
    if let end = digits(at: i, 1...2) {
      let value = scalars[i..<end].reduce(0) { $0 * 10 + Int($1) - 0x30 }
      return (1...limit).contains(value) ? end : nil
    }
    var end = i
    var value = hanDigit(at(end)) ?? 0
    if value > 0 { end += 1 }
    if at(end) == "十" {
      value = max(value, 1) * 10
      end += 1
      if let unit = hanDigit(at(end)) {
        value += unit
        end += 1
      }
    }
    return (1...limit).contains(value) ? end : nil
  }

  private func hanDigit(_ c: UInt32?) -> Int? {
    switch c ?? 0 {
    case "一": 1
    case "二": 2
    case "三": 3
    case "四": 4
    case "五": 5
    case "六": 6
    case "七": 7
    case "八": 8
    case "九": 9
    default: nil
    }
  }

  // MARK: Phones

  private func phone(at i: Int) -> Int? {
    var start = i
    if matches("+86", at: i) {
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
    return grouped(at: i, 3, 4, 4)
  }

  private func serviceLine(at i: Int) -> Int? {
    guard matches("400", at: i) || matches("800", at: i) else { return nil }
    return grouped(at: i, 3, 3, 4) ?? grouped(at: i, 3, 4, 3) ?? grouped(at: i, 4, 3, 3)
  }

  private func landline(at i: Int) -> Int? {
    guard at(i) == "0" else { return nil }
    // The number is parted from its area code, or the whole could be anything.
    for (area, number) in [(3, 8), (4, 7), (4, 8)] {
      if at(i + area) == "-" || at(i + area) == " ", let end = grouped(at: i, area, number, 0) {
        return end
      }
    }
    return nil
  }

  /// Three groups of digits, each but the first perhaps after `-` or a space, then no more digits.
  private func grouped(at i: Int, _ first: Int, _ second: Int, _ third: Int) -> Int? {
    guard let one = digits(at: i, first...first, exactly: false),
      let two = digits(at: afterSeparator(one), second...second, exactly: false),
      let end = third == 0
        ? two : digits(at: afterSeparator(two), third...third, exactly: false)
    else { return nil }
    return isDigit(at(end) ?? 0) ? nil : end
  }

  private func afterSeparator(_ i: Int) -> Int { at(i) == "-" || at(i) == " " ? i + 1 : i }

  // MARK: Money

  private func money(at i: Int) -> Int? {
    switch at(i) ?? 0 {
    case "$", 0xA5, 0x20AC, 0xA3:
      return amount(at: at(i + 1) == " " ? i + 2 : i + 1).map { unit(at: $0) ?? $0 }
    case "r" where matches("rmb", at: i):
      return amount(at: at(i + 3) == " " ? i + 4 : i + 3).map { unit(at: $0) ?? $0 }
    default: break
    }
    if let end = amount(at: i) { return unit(at: end) }
    // Han numerals: 两百块, 三十五元, 十块钱; 一块 alone is "together".
    var end = i
    while let c = at(end), Self.isHanNumeral(c), end - i < 10 { end += 1 }
    guard end > i, let after = unit(at: end) else { return nil }
    let isTogether = end - i == 1 && at(i) == "一" && at(end) == "块" && after == end + 1
    return isTogether ? nil : after
  }

  /// Digits with thousands' commas, decimals and 万 or the like.
  private func amount(at i: Int) -> Int? {
    guard var end = digits(at: i, 1...9) else { return nil }
    while at(end) == ",", let next = digits(at: end + 1, 3...3) { end = next }
    if at(end) == ".", let next = digits(at: end + 1, 1...4) { end = next }
    switch at(end) ?? 0 {
    case "百", "千", "万", "亿": return end + 1
    default: return end
    }
  }

  private static let currencies: [StaticString] = [
    "人民币", "rmb", "港币", "台币", "日元", "美元", "美金", "欧元",
  ]

  private func unit(at i: Int) -> Int? {
    let start = at(i) == " " ? i + 1 : i
    switch at(start) ?? 0 {
    case "块":
      if at(start + 1) == "钱" { return start + 2 }
      return fraction(at: start + 1) ?? start + 1
    case "元":
      switch at(start + 1) ?? 0 {
      case "钱": return start + 2
      // 2026元旦, 正月十五元宵, 5元素.
      case "旦", "宵", "素": return nil
      default: return start + 1
      }
    case "毛": return at(start + 1) == "钱" ? start + 2 : nil
    default:
      for name in Self.currencies where matches(name, at: start) {
        let end = start + name.scalarCount
        return isASCIILetter(at(end) ?? 0) ? nil : end
      }
      return nil
    }
  }

  /// 12块5 and 两块五的, but not 3块5层板 nor 买了两块三天没到.
  private func fraction(at i: Int) -> Int? {
    guard let end = digits(at: i, 1...1) ?? (hanDigit(at(i)) != nil ? i + 1 : nil) else {
      return nil
    }
    guard end < classes.count, classes[end].isWordLike else { return end }
    switch scalars[end] {
    case "的", "了", "吗", "呢", "吧", "啊", "钱", "包": return end
    default: return nil
    }
  }

  // MARK: Order numbers

  private func orderNumber(at i: Int) -> Int? {
    var start = i
    while let c = at(start), isASCIILetter(c), start - i < 5 { start += 1 }
    guard start - i <= 4, let end = digits(at: start, (start > i ? 8 : 9)...24),
      end == classes.count || classes[end] != .letter
    else { return nil }
    // JD and others append parcel numbers: 1234567890-1-1-.
    var tail = end
    while at(tail) == "-", let next = digits(at: tail + 1, 1...4) { tail = next }
    return tail
  }

  // MARK: Scalars

  private func at(_ i: Int) -> UInt32? { i < scalars.count ? scalars[i] : nil }

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

extension StaticString {
  fileprivate var scalarCount: Int {
    withUTF8Buffer { bytes in bytes.count { $0 & 0xC0 != 0x80 } }
  }
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
