/// Folds away the differences in writing that carry no meaning: width, case, compatibility forms,
/// traditional characters; drops controls and invisible characters.
///
/// ```swift
/// Normalizer.shared.normalize("電子發票ＡＢＣ").string  // "电子发票abc"
/// Normalizer.shared.literalKey("退款，多久到账？")  // "退款多久到账"
/// ```
///
/// Invalid UTF-8 becomes U+FFFD. A text of ordinary characters costs some 5 ns a scalar; one with
/// characters that only ICU can fold costs one crossing into ICU for all of it.
public struct Normalizer: Sendable {
  public static let shared = Normalizer()

  /// Scalars kept of one text; the rest is left out and `isTruncated` set.
  public static let maximumScalars = 2_000

  private let table = FoldTable.shared

  public init() {}

  public func normalize(_ text: String) -> NormalizedText {
    var result = NormalizedText()
    var scratch = TextScratch()
    normalize(text, into: &result, scratch: &scratch)
    return result
  }

  /// What two texts share when a shopper would call them the same text.
  public func literalKey(_ text: String) -> String { normalize(text).literalKey }

  /// As `normalize(_:)`, reusing the memory of `result` and `scratch`.
  public func normalize(
    _ text: String, into result: inout NormalizedText, scratch: inout TextScratch
  ) {
    var text = text
    text.withUTF8 { normalize(utf8: $0, into: &result, scratch: &scratch) }
  }

  /// As `normalize(_:)` for bytes that may not be valid UTF-8.
  public func normalize(
    utf8 bytes: UnsafeBufferPointer<UInt8>, into result: inout NormalizedText,
    scratch: inout TextScratch
  ) {
    result.removeAll()
    result.reserve(min(bytes.count, Self.maximumScalars))
    var needsICU = false
    var next = 0
    while next < bytes.count {
      let start = next
      let scalar = decodeUTF8(bytes, at: &next)
      let characterClass = table.characterClass(scalar)
      if characterClass == .ignorable { continue }
      if result.count == Self.maximumScalars {
        result.isTruncated = true
        break
      }
      if characterClass == .space {
        result.append(0x20, .space, from: Int32(start), to: Int32(next))
        continue
      }
      // A folded scalar's class is its own: ② is a digit like the 2 it folds to.
      switch table.fold(scalar) {
      case .one(let folded):
        let foldedClass = folded == scalar ? characterClass : table.characterClass(folded)
        result.append(folded, foldedClass, from: Int32(start), to: Int32(next))
      case .several(let folded):
        for scalar in folded {
          guard result.count < Self.maximumScalars else {
            result.isTruncated = true
            break
          }
          let foldedClass = table.characterClass(scalar)
          result.append(
            foldedClass == .space ? 0x20 : scalar, foldedClass, from: Int32(start), to: Int32(next))
        }
      case .unknown:
        needsICU = true
        result.append(scalar, characterClass, from: Int32(start), to: Int32(next))
      }
    }
    if needsICU { foldByICU(&result, &scratch) }
  }

  /// Folds the whole text again by ICU, which also finds its words.
  private func foldByICU(_ text: inout NormalizedText, _ scratch: inout TextScratch) {
    scratch.units.removeAll(keepingCapacity: true)
    scratch.unitSources.removeAll(keepingCapacity: true)
    for (i, value) in text.scalars.enumerated() {
      for unit in UTF16.encode(Unicode.Scalar(value) ?? "\u{FFFD}").unsafelyUnwrapped {
        scratch.units.append(unit)
        scratch.unitSources.append(Int32(i))
      }
    }
    ICUPool.withHandle { $0.fold(scratch.units, into: &scratch.folded) }
    swap(&text, &scratch.unfolded)
    let unfolded = scratch.unfolded
    text.removeAll()
    text.isTruncated = unfolded.isTruncated
    let folded = scratch.folded
    var unit = 0
    var startsWord = false
    while unit < folded.count {
      let begin = unit
      var value = UInt32(folded.units[unit])
      unit += 1
      if (0xD800..<0xDC00).contains(value), unit < folded.count {
        value = 0x10000 + (value - 0xD800) << 10 + UInt32(folded.units[unit]) - 0xDC00
        unit += 1
      }
      startsWord = startsWord || folded.word[begin] != 0
      value = table.simplify(value)
      let characterClass = table.characterClass(value)
      if characterClass == .ignorable { continue }
      if characterClass == .other && CharacterClass.isLooseMark(value) { continue }
      if text.count == Self.maximumScalars {
        text.isTruncated = true
        break
      }
      if startsWord { text.icuWordStarts.append(Int32(text.count)) }
      startsWord = false
      let first = Int(scratch.unitSources[Int(folded.from[begin])])
      let last = Int(scratch.unitSources[Int(folded.to[begin]) - 1])
      text.append(
        characterClass == .space ? 0x20 : value, characterClass,
        from: unfolded.sourceStarts[first], to: unfolded.sourceEnds[last])
    }
  }
}

/// Decodes the scalar at `next` and moves past it; a maximal ill-formed part gives U+FFFD.
@inline(__always)
func decodeUTF8(_ bytes: UnsafeBufferPointer<UInt8>, at next: inout Int) -> UInt32 {
  let first = bytes[next]
  next += 1
  if first < 0x80 { return UInt32(first) }
  // Nearly all Chinese text is of these.
  if first & 0xF0 == 0xE0, first != 0xE0, first != 0xED, next + 1 < bytes.count,
    bytes[next] & 0xC0 == 0x80, bytes[next + 1] & 0xC0 == 0x80
  {
    defer { next += 2 }
    return UInt32(first & 0x0F) << 12 | UInt32(bytes[next] & 0x3F) << 6
      | UInt32(bytes[next + 1] & 0x3F)
  }
  return decodeUncommonUTF8(bytes, first, at: &next)
}

/// As `decodeUTF8` once past the first byte, for all that it does not decode itself.
@inline(never)
private func decodeUncommonUTF8(
  _ bytes: UnsafeBufferPointer<UInt8>, _ first: UInt8, at next: inout Int
) -> UInt32 {
  let (length, low, high): (Int, UInt8, UInt8) =
    switch first {
    case 0xC2...0xDF: (1, 0x80, 0xBF)
    case 0xE0: (2, 0xA0, 0xBF)
    case 0xED: (2, 0x80, 0x9F)
    case 0xE1...0xEF: (2, 0x80, 0xBF)
    case 0xF0: (3, 0x90, 0xBF)
    case 0xF1...0xF3: (3, 0x80, 0xBF)
    case 0xF4: (3, 0x80, 0x8F)
    default: (0, 0, 0)
    }
  if length == 0 { return 0xFFFD }
  var value = UInt32(first) & (0x3F >> UInt32(length))
  for i in 0..<length {
    guard next < bytes.count else { return 0xFFFD }
    let byte = bytes[next]
    guard byte >= (i == 0 ? low : 0x80), byte <= (i == 0 ? high : 0xBF) else { return 0xFFFD }
    value = value << 6 | UInt32(byte & 0x3F)
    next += 1
  }
  return value
}
