/// Texts as sparse vectors of length 1: rare terms weigh more.
///
/// The same texts have the same numbers and vectors in whatever order they come, so that sums are
/// the same to the last bit.
struct TermVectors: Sendable {
  /// Terms ascending, each with its weight.
  struct Vector: Sendable, Equatable {
    var terms: [Int32] = []
    var weights: [Float] = []

    var count: Int { terms.count }

    /// Products of the terms that both have, added in ascending order.
    func dot(_ other: Vector) -> Float {
      var (i, j) = (0, 0)
      var sum: Float = 0
      while i < terms.count, j < other.terms.count {
        if terms[i] < other.terms[j] {
          i += 1
        } else if terms[i] > other.terms[j] {
          j += 1
        } else {
          sum += weights[i] * other.weights[j]
          i += 1
          j += 1
        }
      }
      return sum
    }

    static func + (a: Vector, b: Vector) -> Vector {
      var result = Vector()
      result.terms.reserveCapacity(a.count + b.count)
      result.weights.reserveCapacity(a.count + b.count)
      var (i, j) = (0, 0)
      while i < a.count || j < b.count {
        if j == b.count || (i < a.count && a.terms[i] < b.terms[j]) {
          result.append(a.terms[i], a.weights[i])
          i += 1
        } else if i == a.count || a.terms[i] > b.terms[j] {
          result.append(b.terms[j], b.weights[j])
          j += 1
        } else {
          result.append(a.terms[i], a.weights[i] + b.weights[j])
          i += 1
          j += 1
        }
      }
      return result
    }

    mutating func append(_ term: Int32, _ weight: Float) {
      terms.append(term)
      weights.append(weight)
    }

    var squaredLength: Float { dot(self) }
  }

  /// A term by its key, with what it weighs in a text.
  typealias Terms = [(key: UInt64, weight: Float)]

  private let numbers: [UInt64: Int32]
  /// `[term]`
  private let rarities: [Float]

  /// - Parameter texts: What rarity is counted in; a term of no text of them weighs nothing.
  init(countedIn texts: [Terms]) {
    var counts: [UInt64: Int32] = [:]
    var seen: Set<UInt64> = []
    for terms in texts {
      seen.removeAll(keepingCapacity: true)
      for term in terms where seen.insert(term.key).inserted {
        counts[term.key, default: 0] += 1
      }
    }
    let keys = counts.keys.sorted()
    numbers = Dictionary(
      uniqueKeysWithValues: keys.enumerated().map { ($1, Int32($0)) })
    rarities = keys.map { key in
      Rarity.of(count: Int(counts[key]!), in: texts.count)
    }
  }

  var termCount: Int { rarities.count }

  func vector(of terms: Terms) -> Vector {
    var pairs: [(term: Int32, weight: Float)] = []
    pairs.reserveCapacity(terms.count)
    for term in terms {
      guard let number = numbers[term.key], rarities[Int(number)] > 0 else { continue }
      pairs.append((number, term.weight * rarities[Int(number)]))
    }
    pairs.sort { ($0.term, $0.weight) < ($1.term, $1.weight) }
    var vector = Vector()
    for pair in pairs {
      if vector.terms.last == pair.term {
        vector.weights[vector.count - 1] += pair.weight
      } else {
        vector.append(pair.term, pair.weight)
      }
    }
    let length = vector.squaredLength.squareRoot()
    guard length > 0 else { return Vector() }
    for i in vector.weights.indices { vector.weights[i] /= length }
    return vector
  }
}

/// How telling a term is by the texts that have it.
enum Rarity {
  /// Of 16 000 texts or more, a term that more than an eighth has tells nothing; of 2 000 or fewer, one
  /// that all have. A filler such as 请问 is frequent in many texts; of a few texts a topic may be.
  static let commonDoublings = 3.0
  static let fewDoublings = 11.0

  /// How often the count must double to be that of all texts, less what is common.
  static func of(count: Int, in texts: Int) -> Float {
    let all = doublings(of: Double(texts + 1))
    let common = min(commonDoublings, max(0, all - fewDoublings))
    return Float(max(0, all - doublings(of: Double(count + 1)) - common))
  }

  /// A logarithm to base 2, linear between powers. Sums and divisions alone, so that it has the same
  /// bits everywhere.
  private static func doublings(of value: Double) -> Double {
    var ratio = value
    var doublings = 0.0
    while ratio >= 2 {
      ratio /= 2
      doublings += 1
    }
    return doublings + (ratio - 1)
  }
}
