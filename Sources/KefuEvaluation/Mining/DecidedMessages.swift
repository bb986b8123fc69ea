import Kefu
import KefuText

/// Which members of a group were decided on before.
///
/// A group belongs to decisions where half of its phrases are theirs, to the letter or nearly, or
/// where it is near to one of them as a whole: so it does when it grows or other phrases stand for
/// it. Of other groups, the phrases that are in a decision to the letter are taken out.
struct DecidedMessages: Sendable {
  private enum Fate: Sendable {
    case ignored, decided, applied, proposed
  }

  private struct Decision: Sendable {
    var fate: Fate
    var sum: TermVectors.Vector
    var length: Float
  }

  private var decisions: [Decision] = []
  private var fates: [String: Fate] = [:]
  private var owners: [Int] = []
  private let index: VectorIndex

  /// A phrase at least so near to one of a decision counts as that decision's.
  static let nearPhrase: Float = 0.5
  /// A group at least so near to a decision as a whole belongs to it.
  static let nearGroup: Float = 0.6

  init(_ all: [MiningDecision], space: TextSpace) {
    var vectors: [TermVectors.Vector] = []
    for decision in all {
      let fate: Fate =
        switch decision.verdict {
        case .undecided: .proposed
        case .ignore: .ignored
        case .variant, .entry: decision.applied == nil ? .decided : .applied
        }
      var sum = TermVectors.Vector()
      for message in decision.messages {
        // The first decision on a message stands.
        let key = Normalizer.shared.literalKey(Masking.masked(message.value))
        if fates[key] == nil { fates[key] = fate }
        let vector = space.vector(of: Masking.masked(message.value))
        sum = sum + vector
        vectors.append(vector)
        owners.append(decisions.count)
      }
      decisions.append(
        Decision(fate: fate, sum: sum, length: sum.squaredLength.squareRoot()))
    }
    index = VectorIndex(vectors, termCount: space.vectors.termCount)
  }

  /// Members by their places.
  struct Sorted {
    var ignored: [Int] = []
    var decided: [Int] = []
    var rest: [Int] = []
    var isProposed = false
  }

  func sort(_ members: [(key: String, vector: TermVectors.Vector)]) -> Sorted {
    var result = Sorted()
    guard !decisions.isEmpty else {
      result.rest = Array(members.indices)
      return result
    }
    let near = members.map { fate(of: $0) }
    let whole = fate(ofGroup: members)
    func isOf(_ fate: Fate) -> Bool {
      whole == fate || near.count { $0 == fate } * 2 >= members.count
    }
    if isOf(.ignored) {
      result.ignored = Array(members.indices)
    } else if isOf(.decided) {
      result.decided = Array(members.indices)
    } else {
      for (place, member) in members.enumerated() {
        switch fates[member.key] {
        case .ignored: result.ignored.append(place)
        case .decided, .applied: result.decided.append(place)
        case .proposed, nil: result.rest.append(place)
        }
      }
      result.isProposed = isOf(.proposed)
    }
    return result
  }

  private func fate(of member: (key: String, vector: TermVectors.Vector)) -> Fate? {
    if let fate = fates[member.key] { return fate }
    var products = VectorIndex.Products(count: index.count)
    guard let nearest = index.nearest(to: member.vector, products: &products),
      nearest.product >= Self.nearPhrase
    else { return nil }
    return decisions[owners[nearest.number]].fate
  }

  private func fate(ofGroup members: [(key: String, vector: TermVectors.Vector)]) -> Fate? {
    let sum = members.reduce(TermVectors.Vector()) { $0 + $1.vector }
    let length = sum.squaredLength.squareRoot()
    var best: (fate: Fate, nearness: Float)?
    for decision in decisions where decision.length > 0 && length > 0 {
      let nearness = sum.dot(decision.sum) / (length * decision.length)
      if nearness >= Self.nearGroup, nearness > best?.nearness ?? 0 {
        best = (decision.fate, nearness)
      }
    }
    return best?.fate
  }
}
