import ArgumentParser
import Foundation
import Kefu

extension CompletionKind {
  /// The ids of the knowledge base that --kb names.
  static var entries: CompletionKind {
    .custom { words, _, _ in
      let place = words.lastIndex(of: "--kb").map { $0 + 1 } ?? words.count
      let directory =
        words.indices.contains(place) ? words[place] : KnowledgeOptions.defaultDirectory
      let (knowledgeBase, _) = KnowledgeLoader.load(directory: URL(filePath: directory))
      return knowledgeBase?.entries.map(\.id).sorted() ?? []
    }
  }

  static var stages: CompletionKind { .list(Stage.allCases.map(\.rawValue)) }
  static var tables: CompletionKind { .file(extensions: ["tsv"]) }
  static var logs: CompletionKind { .file(extensions: ["jsonl", "tsv"]) }
  static var jsonFiles: CompletionKind { .file(extensions: ["json"]) }
}
