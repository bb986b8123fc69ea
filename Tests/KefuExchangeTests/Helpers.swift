import Foundation
import KefuExchange
import KefuKnowledge
import KefuTestSupport

let nowhere = SourceLocation(file: "")

func sourced(_ text: String) -> Sourced<String> { Sourced(text, at: nowhere) }

func fixture(_ name: String) throws -> [UInt8] {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
  return Array(try Data(contentsOf: folder.appending(path: name)))
}

/// Reads a file written as text.
func imported(
  _ name: String, _ text: String, as format: ExchangeFormat? = nil
) -> Imported {
  Importer.read([ImportFile(name: name, bytes: Array(text.utf8))], as: format)
}

extension Imported {
  /// The problems as they are printed.
  var report: [String] { problems.map(\.description) }

  /// The entries without their places.
  var placeless: [Entry] { entries.map(\.entry.placeless) }
}

/// A knowledge base of entries written as YAML.
func files(_ entries: String = "", settings: String = RandomEntries.settings) -> KnowledgeFiles {
  var files = ["kb.yaml": Array(settings.utf8)]
  if !entries.isEmpty { files["entries/a.yaml"] = Array(entries.utf8) }
  return KnowledgeFiles(files)
}
