import Foundation
import KefuKnowledge
import Yams

extension Configuration {
  /// Takes over what a file says; what it does not name stays.
  ///
  /// - Throws: `ConfigurationErrors` with every problem and its line; nothing is taken over then.
  public mutating func read(yaml: String, file: String) throws(ConfigurationErrors) {
    var errors: [ConfigurationError] = []
    let node: Node?
    do {
      node = try compose(yaml: yaml)
    } catch {
      let (line, problem) = (error as? YamlError)?.lineAndProblem ?? (nil, "\(error)")
      throw ConfigurationErrors(all: [
        ConfigurationError(
          place: line.map { "\(file):\($0)" } ?? file, message: "this is no YAML: \(problem)")
      ])
    }
    var copy = self
    var seen: Set<String> = []
    func walk(_ node: Node, _ name: String) {
      let place = "\(file):\(node.mark?.line ?? 1)"
      switch node {
      case .mapping(let mapping):
        for (key, value) in mapping {
          guard let key = key.scalar?.string else { continue }
          walk(value, name.isEmpty ? key : "\(name).\(key)")
        }
      case .scalar(let scalar): copy.set(name, [scalar.string], place, &errors, &seen)
      case .sequence(let sequence):
        copy.set(name, sequence.map { $0.scalar?.string ?? "" }, place, &errors, &seen)
      case .alias: errors.append(.init(place: place, message: "aliases are not taken"))
      }
    }
    switch node {
    case nil: break
    case .mapping?: walk(node!, "")
    case .scalar(let scalar)? where scalar.string.isEmpty: break
    case let node?:
      errors.append(
        .init(
          place: "\(file):\(node.mark?.line ?? 1)", message: "settings are wanted, as NAME: VALUE"))
    }
    guard errors.isEmpty else { throw ConfigurationErrors(all: errors) }
    self = copy
  }

  /// Takes over variables such as `KEFUD_LIMITS_CONNECTIONS`; lists are parted by blanks.
  public mutating func read(environment: [String: String]) throws(ConfigurationErrors) {
    var errors: [ConfigurationError] = []
    var copy = self
    var seen: Set<String> = []
    for (name, value) in environment.sorted(by: { $0.key < $1.key }) where name.hasPrefix("KEFUD_")
    {
      guard name != "KEFUD_CONFIG" else { continue }
      guard let setting = Setting.all.first(where: { $0.environmentName == name }) else {
        let nearest = Self.suggestion(name, Setting.all.map(\.environmentName))
        errors.append(.init(place: name, message: "there is no such setting" + nearest))
        continue
      }
      copy.set(setting.name, copy.parts(value, of: setting), name, &errors, &seen)
    }
    guard errors.isEmpty else { throw ConfigurationErrors(all: errors) }
    self = copy
  }

  /// Takes over `name=value` as flags give them; lists are parted by blanks.
  public mutating func read(assignments: [String]) throws(ConfigurationErrors) {
    var errors: [ConfigurationError] = []
    var copy = self
    for assignment in assignments {
      guard let equals = assignment.firstIndex(of: "=") else {
        errors.append(.init(place: "--set \(assignment)", message: "write it as NAME=VALUE"))
        continue
      }
      let name = String(assignment[..<equals])
      let value = String(assignment[assignment.index(after: equals)...])
      var seen: Set<String> = []
      let setting = Setting.all.first { $0.name == name }
      copy.set(
        name, setting.map { copy.parts(value, of: $0) } ?? [value], "--set \(name)", &errors, &seen)
    }
    guard errors.isEmpty else { throw ConfigurationErrors(all: errors) }
    self = copy
  }

  private func parts(_ value: String, of setting: Setting) -> [String] {
    if case .list = setting.get(self) { return value.split(separator: " ").map(String.init) }
    return [value]
  }

  private mutating func set(
    _ name: String, _ values: [String], _ place: String, _ errors: inout [ConfigurationError],
    _ seen: inout Set<String>
  ) {
    guard let setting = Setting.all.first(where: { $0.name == name }) else {
      let nearest = Self.suggestion(name, Setting.all.map(\.name))
      errors.append(.init(place: place, message: "there is no setting \(name)" + nearest))
      return
    }
    guard seen.insert(name).inserted else {
      errors.append(.init(place: place, message: "\(name) is set twice"))
      return
    }
    do throws(SettingError) {
      try setting.set(&self, values)
      places[name] = place
    } catch {
      errors.append(.init(place: place, message: "\(name): \(error.message)"))
    }
  }

  /// What does not fit together, though each setting could be taken.
  ///
  /// Looks whether the knowledge base's directory is there, and at nothing else outside.
  public var problems: [ConfigurationError] {
    var problems: [ConfigurationError] = []
    func note(_ setting: String, _ message: String) {
      problems.append(.init(place: place(of: setting), message: "\(setting): \(message)"))
    }
    if let twice = listen.first(where: { endpoint in listen.filter { $0 == endpoint }.count > 1 }),
      !twice.hasSuffix(":0")
    {
      note("listen", "\(twice) is there twice")
    }
    if !URL(filePath: knowledgeBase).isDirectory {
      note("knowledgeBase", "there is no directory \(knowledgeBase)")
    }
    if certificate.isEmpty, listen.contains(where: { $0.hasPrefix("tls://") }) {
      note("listen", "tls:// needs tls.certificate and tls.key")
    }
    if certificate.isEmpty != key.isEmpty {
      note(
        certificate.isEmpty ? "tls.key" : "tls.certificate",
        "tls.certificate and tls.key go together")
    }
    if lookupURL.isEmpty != lookupKinds.isEmpty {
      note(
        lookupURL.isEmpty ? "lookup.kinds" : "lookup.url",
        "without both lookup.url and lookup.kinds nothing is looked up")
    }
    if usedAdminSocket.utf8.count >= 104 {
      note(
        adminSocket.isEmpty ? "store" : "adminSocket",
        "\(usedAdminSocket) is too long for a Unix socket; set a shorter adminSocket")
    }
    return problems
  }

  /// The configuration as a file that says the same.
  public var yaml: String {
    var text = ""
    var section = ""
    for setting in Setting.all {
      let parts = setting.name.split(separator: ".").map(String.init)
      let indent = parts.count > 1 ? "  " : ""
      if parts.count > 1, parts[0] != section {
        section = parts[0]
        text += "\(section):\n"
      }
      text += "\(indent)# \(setting.meaning)\n\(indent)\(parts.last!): "
      switch setting.get(self) {
      case .scalar(let value): text += Self.quoted(value)
      case .list(let values): text += "[" + values.map(Self.quoted).joined(separator: ", ") + "]"
      }
      text += "\n"
    }
    return text
  }

  private static func suggestion(_ name: String, _ known: [String]) -> String {
    nearestName(to: name, in: known).map { "; did you mean \($0)?" } ?? ""
  }

  private static func quoted(_ value: String) -> String {
    let isPlain =
      !value.isEmpty && value.allSatisfy { $0.isLetter || $0.isNumber || "./_-".contains($0) }
      && !value.hasPrefix("-")
    return isPlain
      ? value
      : "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}

extension URL {
  fileprivate var isDirectory: Bool {
    (try? resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
  }
}

extension YamlError {
  /// The line, counted from 1, and what is wrong there; Yams' own description quotes the file.
  fileprivate var lineAndProblem: (line: Int?, problem: String) {
    switch self {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      (mark.line, problem)
    case .reader(let problem, _, _, _): (nil, problem)
    case .duplicatedKeysInMapping(let keys, let context):
      (context.mark.line, "\(keys.joined(separator: ", ")) is there twice")
    default: (nil, "\(self)")
    }
  }
}
