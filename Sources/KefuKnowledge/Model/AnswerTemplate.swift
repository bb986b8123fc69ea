/// An answer's text, split into what is said as it stands and the variables between.
///
/// ```swift
/// let template = try AnswerTemplate(parsing: "{shop.name} ships {{today}}")
/// template.render(variables: ["shop.name": "Acme"])  // "Acme ships {today}"
/// ```
public struct AnswerTemplate: Sendable, Equatable {
  public enum Part: Sendable, Equatable {
    case text(String)
    case variable(String)
  }

  /// Why a text is not a template.
  public enum SyntaxError: Error, Sendable, Equatable, CaseIterable {
    /// `{` without `}`, or another `{` in between.
    case unclosedBrace
    /// `}` without `{`.
    case strayBrace
    /// `{}`
    case emptyName
  }

  /// No two texts follow one another, and none is empty.
  public let parts: [Part]

  public init(parsing text: String) throws(SyntaxError) {
    var parts: [Part] = []
    var literal = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]

    while let scalar = rest.popFirst() {
      switch scalar {
      case "{" where rest.first == "{", "}" where rest.first == "}":
        rest.removeFirst()
        literal.append(scalar)
      case "}": throw .strayBrace
      case "{":
        guard let end = rest.firstIndex(where: { $0 == "{" || $0 == "}" }), rest[end] == "}" else {
          throw .unclosedBrace
        }
        let name = String(rest[..<end])
        guard name.contains(where: { !$0.isWhitespace }) else { throw .emptyName }
        rest = rest[rest.index(after: end)...]
        if !literal.isEmpty { parts.append(.text(String(literal))) }
        literal.removeAll()
        parts.append(.variable(name))
      default: literal.append(scalar)
      }
    }
    if !literal.isEmpty { parts.append(.text(String(literal))) }
    self.parts = parts
  }

  /// The names of its variables, in the order written, repeated where they are.
  public var variables: [String] {
    parts.compactMap { if case .variable(let name) = $0 { name } else { nil } }
  }

  /// The text with each variable replaced by its value; one without a value stays as written.
  /// Values are not templates: their braces stand for themselves.
  public func render(variables: [String: String]) -> String {
    render { variables[$0] }
  }

  func render(value: (String) -> String?) -> String {
    parts.reduce(into: "") { result, part in
      switch part {
      case .text(let text): result += text
      case .variable(let name): result += value(name) ?? "{\(name)}"
      }
    }
  }
}

extension KnowledgeBase {
  /// What the customer reads: variables of the context first, then those of kb.yaml.
  ///
  /// ```swift
  /// knowledgeBase.render(answer, in: AnswerContext(variables: ["order.id": "2026-118"]))
  /// ```
  ///
  /// A text that is no template (only possible where an answer was not loaded but made) is said
  /// as it stands.
  public func render(_ answer: Answer, in context: AnswerContext) -> String {
    // Most answers have no variables.
    guard answer.text.value.utf8.contains(where: Self.isBrace),
      let template = try? AnswerTemplate(parsing: answer.text.value)
    else {
      return answer.text.value
    }
    return template.render { context.variables[$0] ?? settings.variables[$0] }
  }

  private static func isBrace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}")
  }
}
