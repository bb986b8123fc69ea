/// A first look at YAML text, without recursion: where it nests, and what it repeats.
///
/// Follows the scanner of libyaml token by token, as far as needed to know where scalars begin
/// and end, which are keys, and which mapping they belong to. Text that is not YAML is left to
/// Yams to complain about.
struct YAMLScanner {
  static let maximumDepth = 32

  struct Result {
    /// The first document, with every duplicate key replaced by as many characters that are
    /// unique to it.
    var bytes: [UInt8]
    var problems: [(problem: Problem, location: SourceLocation)] = []
    /// Places of the keys replaced.
    var duplicateKeys: Set<SourceLocation> = []
    /// No alias, complex key or deep nesting was found.
    var isSafeToCompose = true
    /// Where comments begin.
    var comments: [SourceLocation] = []
  }

  /// A scalar or collection that a `:` would make a key.
  private struct PossibleKey {
    var range: Range<Int>
    var scalars: Int
    var line: Int
    var column: Int
    /// Nil for a collection.
    var text: String?
  }

  /// An open collection.
  private struct Frame {
    /// The column of a block collection; nil in flow style.
    var indent: Int?
    /// The keys so far; nil for a list.
    var keys: [String: SourceLocation]?
  }

  private let file: String
  private var bytes: [UInt8]
  private var index = 0
  private var line = 1
  /// From 0, in scalars.
  private var column = 0

  private var frames: [Frame] = []
  private var flowDepth = 0
  /// For each flow depth, the candidate for a key.
  private var possibleKeys: [PossibleKey?] = [nil]
  private var keyAllowed = true
  private var documentHasContent = false
  private var documentEnded = false
  private var isStopped = false

  private var result: Result
  private var replacements: [(range: Range<Int>, scalars: Int)] = []

  init(_ source: SourceText) {
    file = source.file
    bytes = source.bytes
    result = Result(bytes: [])
  }

  mutating func scan() -> Result {
    while !isStopped, scanToken() {}
    result.bytes = replacingDuplicateKeys()
    return result
  }

  private func replacingDuplicateKeys() -> [UInt8] {
    guard !replacements.isEmpty else { return bytes }
    var output: [UInt8] = []
    var copied = 0
    for (number, replacement) in replacements.enumerated() {
      output += bytes[copied..<replacement.range.lowerBound]
      // Private-use characters: the number makes the key unique, the filling keeps the columns.
      let unique = Unicode.Scalar(0xF_0000 + UInt32(min(number, 0xFFFD)))!
      output += Array(String(unique).utf8)
      for _ in 1..<max(replacement.scalars, 1) { output += [0xF4, 0x80, 0x80, 0x80] }
      copied = replacement.range.upperBound
    }
    return output + bytes[copied...]
  }
}

// MARK: - Tokens

extension YAMLScanner {
  /// False at the end.
  private mutating func scanToken() -> Bool {
    skipBlanks()
    if flowDepth == 0 { closeBlocks(deeperThan: column) }
    guard index < bytes.count else { return false }

    if column == 0 {
      if at("%"), !documentHasContent {
        skipLine()
        return true
      }
      if let isStart = documentMarker() {
        return flowDepth == 0 && scanDocumentMarker(isStart: isStart)
      }
    }
    if documentEnded {
      endDocument(at: index)
      return false
    }
    documentHasContent = true

    switch bytes[index] {
    case ascii("["), ascii("{"): openFlow()
    case ascii("]"), ascii("}"): closeFlow()
    case ascii(","):
      possibleKeys[flowDepth] = nil
      keyAllowed = true
      advance()
    case ascii("-") where isBlank(after: 1): scanDash()
    case ascii("?") where flowDepth > 0 || isBlank(after: 1): stop(at: .complexKey)
    case ascii(":") where flowDepth > 0 || isBlank(after: 1): return scanColon()
    case ascii("*"): skipNode(.alias)
    case ascii("&"): skipNode(.anchor)
    case ascii("!"): skipNode(.tag)
    case ascii("|") where flowDepth == 0, ascii(">") where flowDepth == 0: scanBlockScalar()
    case ascii("'"), ascii("\""): return scanQuoted()
    case ascii("#"), ascii("@"), ascii("`"), ascii("%"), ascii("\t"), ascii("|"), ascii(">"):
      return false  // No token begins so.
    default: scanPlain()
    }
    return true
  }

  private mutating func scanDocumentMarker(isStart: Bool) -> Bool {
    if isStart, documentHasContent || documentEnded {
      endDocument(at: index)
      return false
    }
    closeBlocks(deeperThan: -1)
    if isStart { documentHasContent = true } else { documentEnded = true }
    keyAllowed = false
    advance(3)
    return true
  }

  /// What follows is another document: report it and leave it out.
  private mutating func endDocument(at end: Int) {
    result.problems.append((.severalDocuments, here))
    bytes.removeSubrange(end...)
  }

  private mutating func openFlow() {
    saveKey(length: 1, scalars: 1, text: nil)
    frames.append(Frame(indent: nil, keys: at("{") ? [:] : nil))
    flowDepth += 1
    possibleKeys.append(nil)
    keyAllowed = true
    checkDepth()
    advance()
  }

  private mutating func closeFlow() {
    if flowDepth > 0 {
      frames.removeLast()
      flowDepth -= 1
      possibleKeys.removeLast()
    }
    keyAllowed = false
    advance()
  }

  private mutating func scanDash() {
    if flowDepth == 0 { openBlock(at: column, isMapping: false) }
    possibleKeys[flowDepth] = nil
    keyAllowed = true
    advance()
  }

  private mutating func scanColon() -> Bool {
    let key = possibleKeys[flowDepth]
    possibleKeys[flowDepth] = nil
    // A key is on one line and at most 1024 characters before its colon.
    if let key, key.line == line, column - key.column <= 1024 {
      let location = SourceLocation(file: file, line: key.line, column: key.column + 1)
      guard let text = key.text else {
        stop(at: .complexKey, location)
        return false
      }
      if flowDepth == 0 { openBlock(at: key.column, isMapping: true) }
      record(text, key, at: location)
      keyAllowed = false
    } else {
      // A value without a key, or none of YAML's business.
      if flowDepth == 0 {
        guard keyAllowed else { return false }
        openBlock(at: column, isMapping: true)
      }
      keyAllowed = flowDepth == 0
    }
    advance()
    return true
  }

  private mutating func record(_ text: String, _ key: PossibleKey, at location: SourceLocation) {
    guard let last = frames.indices.last, let first = frames[last].keys?[text] else {
      if let last = frames.indices.last { frames[last].keys?[text] = location }
      return
    }
    result.problems.append((.duplicateKey(text, first: first), location))
    result.duplicateKeys.insert(location)
    if key.scalars > 0 { replacements.append((key.range, key.scalars)) }
  }
}

// MARK: - Scalars

extension YAMLScanner {
  private mutating func scanQuoted() -> Bool {
    let quote = bytes[index]
    let (start, startLine, startColumn) = (index, line, column)
    let isKey = keyAllowed
    var hasEscape = false
    advance()
    while true {
      guard index < bytes.count else { return false }
      if bytes[index] == quote {
        if quote == ascii("'"), byte(after: 1) == quote {
          hasEscape = true
          advance(2)
          continue
        }
        break
      }
      if quote == ascii("\""), at("\\") {
        hasEscape = true
        advance()
        guard index < bytes.count else { return false }
      }
      advanceOverAny()
    }
    advance()
    if isKey, startLine == line {
      let inner = String(decoding: bytes[start + 1..<index - 1], as: UTF8.self)
      possibleKeys[flowDepth] = PossibleKey(
        range: start..<index, scalars: column - startColumn, line: line, column: startColumn,
        // A key with escapes is not compared; Yams will say if it is a duplicate.
        text: hasEscape ? "\u{0}\(start)" : inner)
    } else {
      possibleKeys[flowDepth] = nil
    }
    keyAllowed = false
    return true
  }

  private mutating func scanPlain() {
    let (start, startLine, startColumn) = (index, line, column)
    let isKey = keyAllowed
    let indent = (frames.last { $0.indent != nil }?.indent ?? -1) + 1
    var end = index
    var endColumn = column
    var leadingBlanks = false
    scalar: while index < bytes.count {
      if column == 0, documentMarker() != nil { break }
      if at("#") { break }
      while index < bytes.count, !isBlank(after: 0) {
        if at(":"), isBlank(after: 1) { break scalar }
        if flowDepth > 0 {
          switch bytes[index] {
          case ascii(","), ascii("["), ascii("]"), ascii("{"), ascii("}"): break scalar
          default: break
          }
        }
        advance()
        (end, endColumn) = (index, column)
        leadingBlanks = false
      }
      while index < bytes.count, isBlank(after: 0) {
        if at("\n") || at("\r") { leadingBlanks = true }
        advanceOverAny()
      }
      if flowDepth == 0, leadingBlanks, column < indent { break }
    }
    if isKey {
      possibleKeys[flowDepth] = PossibleKey(
        range: start..<end, scalars: endColumn - startColumn, line: startLine,
        column: startColumn, text: String(decoding: bytes[start..<end], as: UTF8.self))
    }
    keyAllowed = leadingBlanks
  }

  private mutating func scanBlockScalar() {
    possibleKeys[flowDepth] = nil
    let parent = frames.last { $0.indent != nil }?.indent ?? -1
    advance()
    var explicit: Int?
    while index < bytes.count, at("+") || at("-") || (0x30...0x39).contains(bytes[index]) {
      if bytes[index] >= 0x30 { explicit = Int(bytes[index]) - 0x30 }
      advance()
    }
    while at(" ") || at("\t") { advance() }
    if at("#") { result.comments.append(here) }
    skipLine()
    var indent = explicit.map { max(parent, 0) + $0 }
    var longest = 0
    // Each turn: the spaces of one line, then the line itself if it belongs to the scalar.
    while index < bytes.count {
      while at(" "), indent.map({ column < $0 }) ?? true { advance() }
      longest = max(longest, column)
      guard index < bytes.count else { break }
      if at("\n") || at("\r") {
        advanceOverAny()
        continue
      }
      if indent == nil { indent = max(longest, parent + 1, 1) }
      guard column >= indent! else { break }
      skipLine()
    }
    keyAllowed = true
  }
}

// MARK: - Collections

extension YAMLScanner {
  private mutating func saveKey(length: Int, scalars: Int, text: String?) {
    guard keyAllowed else { return }
    possibleKeys[flowDepth] = PossibleKey(
      range: index..<index + length, scalars: scalars, line: line, column: column, text: text)
  }

  private mutating func openBlock(at column: Int, isMapping: Bool) {
    if let indent = frames.last?.indent, column <= indent { return }
    frames.append(Frame(indent: column, keys: isMapping ? [:] : nil))
    checkDepth()
  }

  private mutating func closeBlocks(deeperThan column: Int) {
    while let indent = frames.last?.indent, indent > column { frames.removeLast() }
  }

  private mutating func checkDepth() {
    if frames.count > Self.maximumDepth { stop(at: .yamlNesting) }
  }

  private var here: SourceLocation {
    SourceLocation(file: file, line: line, column: column + 1)
  }

  /// Reports what the rest of the file cannot be understood after.
  private mutating func stop(at problem: Problem, _ location: SourceLocation? = nil) {
    result.problems.append((problem, location ?? here))
    result.isSafeToCompose = false
    isStopped = true
  }

  /// Reports and steps over an anchor, an alias or a tag.
  private mutating func skipNode(_ problem: Problem) {
    result.problems.append((problem, here))
    result.isSafeToCompose = false
    while index < bytes.count, !isBlank(after: 0), !at(","), !at("]"), !at("}") { advance() }
  }
}

// MARK: - Bytes

extension YAMLScanner {
  private func at(_ character: Unicode.Scalar) -> Bool {
    index < bytes.count && bytes[index] == UInt8(ascii: character)
  }

  private func byte(after distance: Int) -> UInt8? {
    index + distance < bytes.count ? bytes[index + distance] : nil
  }

  /// Whether a space, a tab, a line break or the end is there.
  private func isBlank(after distance: Int) -> Bool {
    switch byte(after: distance) {
    case nil, 0x20, 0x09, 0x0A, 0x0D: true
    default: false
    }
  }

  /// True for `---`, false for `...`, at the beginning of a line.
  private func documentMarker() -> Bool? {
    guard isBlank(after: 3), let first = byte(after: 0), byte(after: 1) == first,
      byte(after: 2) == first
    else { return nil }
    return first == ascii("-") ? true : first == ascii(".") ? false : nil
  }

  /// Steps over characters that are no line breaks.
  private mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where index < bytes.count {
      index += 1
      while index < bytes.count, bytes[index] & 0xC0 == 0x80 { index += 1 }
      column += 1
    }
  }

  private mutating func advanceOverAny() {
    guard at("\n") || at("\r") else { return advance() }
    index += at("\r") && byte(after: 1) == 0x0A ? 2 : 1
    line += 1
    column = 0
  }

  /// To the beginning of the next line.
  private mutating func skipLine() {
    while index < bytes.count, !at("\n"), !at("\r") { advance() }
    if index < bytes.count { advanceOverAny() }
  }

  /// Over spaces, comments and line breaks; over tabs where they cannot be indentation.
  private mutating func skipBlanks() {
    while true {
      while at(" ") || (at("\t") && (flowDepth > 0 || !keyAllowed)) { advance() }
      if at("#") {
        result.comments.append(here)
        while index < bytes.count, !at("\n"), !at("\r") { advance() }
      }
      guard at("\n") || at("\r") else { return }
      advanceOverAny()
      if flowDepth == 0 { keyAllowed = true }
    }
  }
}

private func ascii(_ character: Unicode.Scalar) -> UInt8 { UInt8(ascii: character) }
