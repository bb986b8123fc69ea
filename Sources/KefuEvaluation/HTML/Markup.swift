/// A piece of a page. Made of values rather than of strings, so that every tag is closed and every
/// text escaped.
///
/// ```swift
/// Markup("p", ["class": "note"], "1 < 2").rendered  // <p class="note">1 &lt; 2</p>
/// ```
indirect enum Markup {
  case element(String, [(String, String)], [Markup])
  case text(String)
  /// Of a style or a script, as it is: our own, never a message's.
  case verbatim(String)

  init(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [Markup] = []
  ) {
    self = .element(name, attributes.map { ($0.key, $0.value) }, children)
  }

  init(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ text: String) {
    self.init(name, attributes, [.text(text)])
  }

  init(_ name: String, _ text: String) { self.init(name, [:], text) }

  var rendered: String {
    var result = ""
    render(into: &result)
    return result
  }

  private func render(into result: inout String) {
    switch self {
    case .text(let text): result += Self.escaped(text)
    case .verbatim(let text): result += text
    case .element(let name, let attributes, let children):
      result += "<" + name
      for (key, value) in attributes { result += " \(key)=\"\(Self.escaped(value))\"" }
      // Elements that HTML closes by themselves, and those of a drawing.
      if ["meta", "br", "line", "path", "rect", "circle"].contains(name), children.isEmpty {
        result += "/>"
        return
      }
      result += ">"
      for child in children { child.render(into: &result) }
      result += "</\(name)>"
    }
  }

  /// Characters that mean something to HTML as references; controls, which it forbids, as U+FFFD.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n": result.unicodeScalars.append(scalar)
      default:
        result.unicodeScalars.append(
          scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
      }
    }
    return result
  }
}
