/// Which of many vectors have terms in common with one, without looking at the others.
///
/// ```swift
/// let index = VectorIndex(vectors, termCount: 100)
/// index.dots(with: vector, into: &products)
/// ```
struct VectorIndex: Sendable {
  private let starts: [Int32]
  private let documents: [Int32]
  private let weights: [Float]
  let count: Int

  /// - Parameter vectors: Numbered by their places; an empty one is never found.
  init(_ vectors: [TermVectors.Vector], termCount: Int) {
    count = vectors.count
    var starts = [Int32](repeating: 0, count: termCount + 1)
    for vector in vectors { for term in vector.terms { starts[Int(term) + 1] += 1 } }
    for term in 0..<termCount { starts[term + 1] += starts[term] }
    var next = starts
    var documents = [Int32](repeating: 0, count: Int(starts[termCount]))
    var weights = [Float](repeating: 0, count: documents.count)
    for (number, vector) in vectors.enumerated() {
      for i in 0..<vector.count {
        let place = Int(next[Int(vector.terms[i])])
        next[Int(vector.terms[i])] += 1
        documents[place] = Int32(number)
        weights[place] = vector.weights[i]
      }
    }
    (self.starts, self.documents, self.weights) = (starts, documents, weights)
  }

  /// Products with one vector; reused from one to the next.
  struct Products: Sendable {
    /// `[document]` 0 where nothing is in common.
    fileprivate(set) var values: [Float]
    /// Those with anything in common, as they were found.
    fileprivate(set) var found: [Int32] = []

    init(count: Int) { values = .init(repeating: 0, count: count) }
  }

  /// Replaces the products. Each is that of `Vector.dot`, to the last bit.
  func dots(with vector: TermVectors.Vector, into products: inout Products) {
    for document in products.found { products.values[Int(document)] = 0 }
    products.found.removeAll(keepingCapacity: true)
    documents.withUnsafeBufferPointer { documents in
      weights.withUnsafeBufferPointer { weights in
        products.values.withUnsafeMutableBufferPointer { values in
          for i in 0..<vector.count {
            let term = Int(vector.terms[i])
            let weight = vector.weights[i]
            guard weight != 0 else { continue }
            for place in Int(starts[term])..<Int(starts[term + 1]) {
              let document = documents[place]
              if values[Int(document)] == 0 { products.found.append(document) }
              values[Int(document)] += weight * weights[place]
            }
          }
        }
      }
    }
  }

  /// The nearest vector by product, the first of equally near ones; nil where nothing is in common.
  func nearest(
    to vector: TermVectors.Vector, products: inout Products
  ) -> (number: Int, product: Float)? {
    dots(with: vector, into: &products)
    var best: (number: Int, product: Float)?
    for document in products.found {
      let product = products.values[Int(document)]
      if let current = best,
        (-current.product, current.number) <= (-product, Int(document))
      {
        continue
      }
      best = (Int(document), product)
    }
    return best
  }
}
