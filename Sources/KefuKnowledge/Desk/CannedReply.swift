/// A text that agents send by its code: an item of canned.yaml.
///
/// ```yaml
/// - code: address
///   text: 亲，订单 {订单号} 的退货地址已发到您的订单页，请按{return.days}内寄回。
///   groups: [aftersale]
///   fields: [订单号]
/// ```
public struct CannedReply: Sendable, Equatable {
  /// Unique in its file, whatever the case of its letters.
  public var code: String
  public var text: Sourced<String>
  /// The groups whose agents may use it; empty: all.
  public var groups: Set<String>
  /// What the agent must give; everything else comes from kb.yaml.
  public var fields: [String]
  /// Where the item begins.
  public var location: SourceLocation

  public init(
    code: String, text: Sourced<String>, groups: Set<String> = [], fields: [String] = [],
    location: SourceLocation
  ) {
    self.code = code
    self.text = text
    self.groups = groups
    self.fields = fields
    self.location = location
  }
}

/// The canned replies of a shop.
///
/// ```swift
/// let replies = try CannedReplies(bytes, file: "canned.yaml", settings: knowledgeBase.settings)
/// try replies.render("address", values: ["订单号": "2026031588120457"], groups: ["aftersale"])
/// ```
public struct CannedReplies: Sendable, Equatable {
  /// Beside kb.yaml.
  public static let fileName = "canned.yaml"

  /// In the order written.
  public let all: [CannedReply]
  /// Values of kb.yaml.
  private let variables: [String: String]
  /// Folded code → its place in `all`.
  private let places: [String: Int]

  init(_ all: [CannedReply], variables: [String: String]) {
    self.all = all
    self.variables = variables
    places = Dictionary(
      all.enumerated().map { ($1.code.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// No replies.
  public init() { self.init([], variables: [:]) }

  /// What the customer reads.
  ///
  /// - Parameters:
  ///   - values: What the agent gives for its fields; goes before values of kb.yaml.
  ///   - groups: Those the agent serves; nil: every one.
  public func render(
    _ code: String, values: [String: String] = [:], groups: Set<String>? = nil
  ) throws(CannedReplyError) -> String {
    let usable = replies(for: groups)
    guard let place = places[code.lowercased()], usable.contains(where: { $0 == all[place] })
    else {
      throw .unknownCode(code, nearest: nearestName(to: code, in: usable.map(\.code)))
    }
    let reply = all[place]
    guard let template = try? AnswerTemplate(parsing: reply.text.value) else {
      return reply.text.value
    }
    func isGiven(_ name: String) -> Bool {
      values[name].map { !$0.trimmed.isEmpty } ?? false
    }
    var missing = reply.fields.filter { !isGiven($0) }
    for name in template.variables
    where !missing.contains(name) && !isGiven(name) && variables[name] == nil {
      missing.append(name)
    }
    guard missing.isEmpty else { throw .missingFields(code: reply.code, missing) }
    return template.render { isGiven($0) ? values[$0] : variables[$0] }
  }

  /// A reply with kb.yaml's values put in, and what the agent must still give, which stays in braces.
  public func preview(of reply: CannedReply) -> (text: String, fields: [String]) {
    guard let template = try? AnswerTemplate(parsing: reply.text.value) else {
      return (reply.text.value, reply.fields)
    }
    var fields = reply.fields
    for name in template.variables where !fields.contains(name) && variables[name] == nil {
      fields.append(name)
    }
    let text = template.render { fields.contains($0) ? "{\($0)}" : variables[$0] }
    return (text, fields)
  }

  /// Those that an agent of these groups may use; nil: all.
  public func replies(for groups: Set<String>?) -> [CannedReply] {
    guard let groups else { return all }
    return all.filter { $0.groups.isEmpty || !$0.groups.isDisjoint(with: groups) }
  }

  /// Those with `words` in code or text, codes that begin with them first.
  ///
  /// - Complexity: O(characters of all replies).
  public func search(_ words: String, groups: Set<String>? = nil) -> [CannedReply] {
    let wanted = words.trimmed.lowercased()
    let usable = replies(for: groups)
    let first = usable.filter { $0.code.lowercased().hasPrefix(wanted) }
    return first
      + usable.filter { reply in
        !reply.code.lowercased().hasPrefix(wanted)
          && (reply.code.lowercased().contains(wanted)
            || reply.text.value.lowercased().contains(wanted))
      }
  }
}

/// Why a canned reply cannot be sent.
public enum CannedReplyError: Error, Sendable, Equatable, CustomStringConvertible {
  case unknownCode(String, nearest: String?)
  /// The agent must give these first.
  case missingFields(code: String, [String])

  public var description: String {
    switch self {
    case .unknownCode(let code, let nearest):
      "there is no canned reply \(code)" + (nearest.map { "; did you mean \($0)?" } ?? "")
    case .missingFields(let code, let names):
      "the canned reply \(code) needs \(names.map { "{\($0)}" }.joined(separator: ", "))"
    }
  }
}
