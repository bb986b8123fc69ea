import ArgumentParser
import Foundation
import Kefu
import KefuText

/// What to generate from: a knowledge base's folder, or rows of text, tab, label.
struct TextSource {
  var entries: [SourceEntry]
  var analyzer: TextAnalyzer

  init(path: String) throws {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw ValidationError("--from: there is no \(path)")
    }
    if isDirectory.boolValue {
      let knowledgeBase = try KnowledgeBase(contentsOf: URL(filePath: path))
      entries = knowledgeBase.entries.map {
        SourceEntry(label: $0.id, texts: $0.phrasings.map(\.value))
      }
      analyzer = CompiledKnowledge(knowledgeBase).analyzer
    } else {
      entries = SourceEntry.entries(
        of: try lines(ofFile: path).map {
          $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        })
      analyzer = TextAnalyzer()
    }
    guard !entries.isEmpty else { throw ValidationError("--from: \(path) has no variants") }
  }
}

/// Rows of text, tab, label, as a knowledge base: each label an entry, its first text the question.
func knowledgeBase(ofRows path: String, locale: String) throws -> KnowledgeBase {
  var entries: [Entry] = []
  var places: [String: Int] = [:]
  for (number, line) in try lines(ofFile: path).enumerated() {
    guard let tab = line.firstIndex(of: "\t") else { continue }
    let label = String(line[line.index(after: tab)...].prefix { $0 != "\t" })
    let text = Sourced(
      String(line[..<tab]), at: SourceLocation(file: path, line: number + 1))
    if let place = places[label] {
      entries[place].variants.append(text)
    } else {
      places[label] = entries.count
      entries.append(Entry(id: label, question: text, location: text.location))
    }
  }
  return KnowledgeBase(settings: Settings(name: path, locale: locale), entries: entries)
}
