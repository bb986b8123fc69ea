import Foundation
import Kefu

/// A shop's systems played from a JSON file: kind → value handed over → fields.
struct PlayedShop {
  private let answers: [LookupKind: [String: [String: String]]]

  var kinds: Set<LookupKind> { Set(answers.keys) }

  init(_ path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(message: "\(path): cannot be read\n  help: check the path and its permissions")
    }
    let object: Any
    do {
      object = try JSONSerialization.jsonObject(with: data)
    } catch {
      throw Failure(
        message: "\(path): is not JSON\n  help: kefu chat --help shows what it looks like")
    }
    guard let kinds = object as? [String: Any] else {
      throw Failure(
        message: "\(path): is not an object of kinds\n  help: begin with {\"order\": {…}}")
    }
    var answers: [LookupKind: [String: [String: String]]] = [:]
    for (name, value) in kinds.sorted(by: { $0.key < $1.key }) {
      guard let kind = LookupKind(rawValue: name) else {
        let known = LookupKind.allCases.map(\.rawValue).joined(separator: ", ")
        throw Failure(message: "\(path): there is no kind \"\(name)\"\n  help: use \(known)")
      }
      guard let found = value as? [String: [String: String]] else {
        throw Failure(
          message:
            "\(path): \(name): is not an object of objects of texts\n  help: write {\"\(name)\": {\"2026111100001\": {\"status\": \"…\"}}}"
        )
      }
      answers[kind] = found
    }
    self.answers = answers
  }

  /// By the first slot whose value is known; where no slot was given, whatever there is one of.
  func outcome(of request: LookupRequest) -> LookupOutcome {
    let known = answers[request.kind] ?? [:]
    for slot in request.slots.keys.sorted() {
      if let fields = request.slots[slot].flatMap({ known[$0] }) { return .found(fields) }
    }
    return .missing
  }
}
