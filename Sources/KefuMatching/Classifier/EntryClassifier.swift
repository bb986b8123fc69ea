import CKefuKernels
import KefuKnowledge

/// A classifier whose labels are entries of a knowledge base.
struct EntryClassifier: Sendable {
  let classifier: Classifier
  /// `[label]` its entry, or −1 where the knowledge base has none of that id any more.
  private let entries: [Int32]
  /// `[entry]` its label, or −1 for one the classifier was not trained on.
  private let labels: [Int32]

  /// Entries proposed.
  static let maximumCandidates = 8
  /// Less likely entries are not proposed.
  static let leastProbability: Float = 0.0005

  init(_ classifier: Classifier, entries knowledge: [Entry]) {
    self.classifier = classifier
    let numbers = Dictionary(
      zip(knowledge.map(\.id), knowledge.indices), uniquingKeysWith: { first, _ in first })
    entries = classifier.labels.map { Int32(numbers[$0] ?? -1) }
    var labels = [Int32](repeating: -1, count: knowledge.count)
    for (label, entry) in entries.enumerated() where entry >= 0 {
      labels[Int(entry)] = Int32(label)
    }
    self.labels = labels
  }

  /// Stage 4's candidates, best first, and what it says of the message as a whole.
  func propose(
    for text: MatchText, scratch: inout ClassifierScratch
  ) -> ([StageCandidate], MessageFeatures) {
    let known = classifier.classify(text, scratch: &scratch)
    var best: [(label: Int, probability: Float)] = []
    scratch.network.logits.withUnsafeBufferPointer { probabilities in
      for label in 0..<entries.count {
        let probability = probabilities[label]
        guard probability >= Self.leastProbability, entries[label] >= 0 else { continue }
        if best.count == Self.maximumCandidates, probability <= best[best.count - 1].probability {
          continue
        }
        let place = best.firstIndex { $0.probability < probability } ?? best.count
        best.insert((label, probability), at: place)
        if best.count > Self.maximumCandidates { best.removeLast() }
      }
    }
    // A message without one known feature gets what the biases say, which is nothing.
    let candidates =
      known == 0
      ? []
      : best.map { label, probability in
        StageCandidate(
          entry: Int(entries[label]), score: Score(probability),
          evidence: [.probability(probability)])
      }
    let none = Double(scratch.network.logits[classifier.labels.count])
    let message = MessageFeatures(
      logNone: max(CandidateFeatures.leastLogProbability, none > 0 ? kefu_log(none) : -.infinity),
      entropy: Double(scratch.entropy), unknown: Double(1 - known))
    return (candidates, message)
  }

  /// Of the last message; nil for an entry the classifier was not trained on.
  func probability(of entry: Int, _ scratch: ClassifierScratch) -> Float? {
    let label = labels[entry]
    guard label >= 0 else { return nil }
    return scratch.network.logits[Int(label)]
  }
}
