import Foundation

/// The path of a knowledge base that comes with Kefu, such as `ecommerce-zh`.
package func shippedKnowledge(_ name: String) -> String {
  URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "KnowledgeBase/\(name)").path
}
