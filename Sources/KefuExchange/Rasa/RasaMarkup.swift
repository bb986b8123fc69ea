import Foundation
import KefuKnowledge

/// Marks of entities in an example.
enum RasaMarkup {
  struct Entity: Equatable {
    var text: String
    /// What stands for the text.
    var value: String?
  }

  /// The text a customer would type, and the entities marked in it.
  ///
  /// ```swift
  /// RasaMarkup.strip("从[北京](city)出发").text  // "从北京出发"
  /// ```
  ///
  /// A mark is `(label)`, `(label:value)`, an object such as `{"entity": "city", "value": "BJ"}`, or a
  /// list of such objects between brackets. A text that is marked otherwise stays as it is.
  static func strip(_ example: String) -> (text: String, entities: [Entity]) {
    var result = String.UnicodeScalarView()
    var entities: [Entity] = []
    let scalars = Array(example.unicodeScalars)
    var index = 0
    while index < scalars.count {
      if scalars[index] == "[", let mark = mark(at: index, in: scalars) {
        result.append(contentsOf: scalars[index + 1..<mark.textEnd])
        entities.append(mark.entity)
        index = mark.end
      } else {
        result.append(scalars[index])
        index += 1
      }
    }
    return (String(result), entities)
  }

  private static func mark(
    at start: Int, in scalars: [Unicode.Scalar]
  ) -> (textEnd: Int, entity: Entity, end: Int)? {
    guard let close = scalars[start...].firstIndex(of: "]"), close + 1 < scalars.count,
      close > start + 1, !scalars[start + 1..<close].contains("[")
    else { return nil }
    let text = string(scalars[start + 1..<close])
    switch scalars[close + 1] {
    case "(":
      guard let end = scalars[close...].firstIndex(of: ")") else { return nil }
      // "city:Berlin": the older way to write a value.
      let label = string(scalars[close + 2..<end]).split(separator: ":", maxSplits: 1)
      return (close, Entity(text: text, value: label.count == 2 ? label[1].trimmed : nil), end + 1)
    case "{":
      guard let end = scalars[close...].firstIndex(of: "}"),
        let json = try? JSONSerialization.jsonObject(
          with: Data(string(scalars[close + 1...end]).utf8)) as? [String: Any]
      else { return nil }
      return (close, Entity(text: text, value: json["value"].map { "\($0)" }), end + 1)
    case "[":
      // Several entities of one text; the first with a value says what it stands for.
      guard let end = scalars[(close + 2)...].firstIndex(of: "]"),
        let list = try? JSONSerialization.jsonObject(
          with: Data(string(scalars[close + 1...end]).utf8)) as? [[String: Any]], !list.isEmpty
      else { return nil }
      let value = list.lazy.compactMap { $0["value"] }.first
      return (close, Entity(text: text, value: value.map { "\($0)" }), end + 1)
    default: return nil
    }
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }

  /// Whether Rasa would take a part of the text for a mark.
  static func isMarked(_ text: String) -> Bool { strip(text).text != text }
}
