// Arithmetic on vectors, the same on every machine (slow twin: SlowKernels):
//  1. add_scaled, dot, sum_rows and sum_byte_rows give their twin's bits: additions have one order
//     and no product is fused with one.
//  2. adam gives its formula's bits over many steps, and clears the gradient.
//  3. softmax sums to 1 over the first `count`, whatever their size, clears the rest, and knows the
//     entropy.
//  4. exp and log are as near as their header says, and keep to their limits beyond.
import CKefuKernels
import Foundation
import KefuTestSupport
import Testing

@Suite struct KernelTests {
  private static let sizes = [16, 32, 48, 256, 1_008]

  private func numbers(_ count: Int, _ random: inout SeededRandom) -> [Float] {
    // Of very different sizes, so that another order would give another sum.
    (0..<count).map { _ in
      let unit = Float(random.next() >> 40) * 0x1p-24 * 2 - 1
      return unit * Float(sign: .plus, exponent: random.below(24) - 12, significand: 1)
    }
  }

  @Test("1: one vector and another", arguments: sizes)
  func vectors(size: Int) {
    var random = SeededRandom(seed: UInt64(size))
    for _ in 0..<50 {
      let (x, y) = (numbers(size, &random), numbers(size, &random))
      #expect(kefu_dot(Int32(size), x, y) == SlowKernels.dot(x, y))
      let a = numbers(1, &random)[0]
      var sum = y
      kefu_add_scaled(Int32(size), a, x, &sum)
      #expect(sum == SlowKernels.addScaled(a, x, to: y))
    }
  }

  @Test("1: sums of rows", arguments: sizes)
  func rows(size: Int) {
    var random = SeededRandom(seed: UInt64(size))
    for count in [0, 1, 2, 7, 20] {
      let rows = (0..<9).map { _ in numbers(size, &random) }
      let bytes = (0..<9).map { _ in (0..<size).map { _ in Int8(truncatingIfNeeded: random.next()) }
      }
      let indices = (0..<count).map { _ in Int32(random.below(9)) }
      let (values, scales) = (numbers(count, &random), numbers(9, &random))
      let bias = numbers(size, &random)
      var sum = [Float](repeating: .nan, count: size)
      kefu_sum_rows(
        Int32(size), Int32(count), indices, values, rows.flatMap { $0 }, bias, &sum)
      #expect(sum == SlowKernels.sumRows(indices, values, rows, bias: bias))
      kefu_sum_byte_rows(
        Int32(size), Int32(count), indices, values, bytes.flatMap { $0 }, scales, bias, &sum)
      #expect(sum == SlowKernels.sumByteRows(indices, values, bytes, scales: scales, bias: bias))
    }
  }

  @Test("2: Adam", arguments: [16, 64])
  func adam(size: Int) {
    var random = SeededRandom(seed: 5)
    var weights = numbers(size, &random)
    var mean = [Float](repeating: 0, count: size)
    var variance = mean
    var twins = weights.map(SlowKernels.Adam.init)
    for step in 0..<60 {
      var gradient = numbers(size, &random)
      if step % 5 == 0 { gradient[3] = 0 }
      let rate = 0.01 / Float(step + 1)
      for i in twins.indices {
        twins[i].step(
          gradient: gradient[i], rate: rate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
      }
      kefu_adam(
        Int32(size), &weights, &mean, &variance, &gradient, rate, 0.9, 0.999, 1e-8)
      #expect(gradient.allSatisfy { $0 == 0 })
      #expect(weights == twins.map(\.weight))
      #expect(mean == twins.map(\.mean) && variance == twins.map(\.variance))
    }
  }

  @Test("3: softmax") func softmax() {
    var random = SeededRandom(seed: 6)
    for count in [1, 2, 15, 16, 17, 40] {
      for size in [Float(1e-3), 1, 30, 1e4, 1e30] {
        let logits = numbers(48, &random).map { $0 * size }
        var shares = logits
        let entropy = kefu_softmax(48, Int32(count), &shares)
        let twin = SlowKernels.softmax(logits[..<count].map(Double.init))
        #expect(shares[count...].allSatisfy { $0 == 0 })
        #expect(abs(shares.reduce(0, +) - 1) < 1e-5)
        for i in 0..<count { #expect(abs(Double(shares[i]) - twin[i]) < 1e-6) }
        let slow = twin.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }
        #expect(abs(Double(entropy) - slow) < 1e-4)
      }
    }
  }

  @Test("4: exp of 32 bits") func exponential() {
    var worst = 0.0
    for x in stride(from: Float(-86.9), through: 87.9, by: 0.0137) {
      let exact = exp(Double(x))
      worst = max(worst, abs(Double(kefu_exp(x)) - exact) / Double(Float(exact).ulp))
    }
    #expect(worst <= 2, "\(worst) units in the last place")
    #expect(kefu_exp(0) == 1)
    #expect(kefu_exp(-87.5) == 0 && kefu_exp(-.infinity) == 0)
    #expect(kefu_exp(1e9).isFinite && kefu_exp(1e9) > 1e38)
  }

  @Test("4: exp and log of 64 bits") func doubles() {
    for x in stride(from: -699.0, through: 699, by: 0.773) {
      #expect(abs(kefu_exp_double(x) / exp(x) - 1) < 1e-14, "\(x)")
    }
    #expect(kefu_exp_double(0) == 1 && kefu_exp_double(-800) == 0)
    #expect(kefu_exp_double(1e9).isFinite)
    for exponent in stride(from: -1_020, through: 1_020, by: 17) {
      for significand in stride(from: 1.0, to: 2, by: 0.0371) {
        let x = Double(sign: .plus, exponent: exponent, significand: significand)
        #expect(abs(kefu_log(x) - log(x)) <= 1e-15 * max(1, abs(log(x))) * 2, "\(x)")
      }
    }
    #expect(kefu_log(1) == 0)
    // Near 1 the result is small, and its error smaller still.
    for x in [0.999_999, 1.000_001, 0.9, 1.1] {
      #expect(abs(kefu_log(x) / log(x) - 1) < 1e-9, "\(x)")
    }
  }
}
