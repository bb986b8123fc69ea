// What a memory of recognitions promises:
//  1. What is remembered is what matching would give; several threads may share it.
//  2. It holds no more than its capacity, and what was asked for lately stays.
//  3. Long messages are not remembered, nor recognitions with a stage switched off.
import KefuTestSupport
import KefuText
import Testing

@testable import KefuMatching

@Suite struct RecognitionMemoryTests {
  private let shop = CompiledKnowledge(SampleShop.knowledgeBase)

  private func isRemembered(_ message: String, by memory: RecognitionMemory) -> Bool {
    memory[message] != nil
  }

  @Test("1: the same as matched") func isSame() async {
    let memory = RecognitionMemory(capacity: 40)
    let shop = shop
    await withTaskGroup(of: Void.self) { group in
      for seed in 0..<4 {
        group.addTask {
          var random = SeededRandom(seed: UInt64(seed))
          var scratch = MatchScratch()
          scratch.memory = memory
          for _ in 0..<300 {
            let message = random.pick(shop.phrasings)
            let found = shop.recognize(message, scratch: &scratch)
            let expected = shop.recognize(message)
            #expect(found.conclusion == expected.conclusion, "\(message)")
            #expect(found.text.analyzed.words == expected.text.analyzed.words)
          }
        }
      }
    }
  }

  @Test("2: bounded, and what is asked for stays", arguments: [2, 3, 8, 11, 100])
  func forgets(capacity: Int) {
    let memory = RecognitionMemory(capacity: capacity)
    let recognition = shop.recognize("尺码怎么选")
    memory.remember("often", recognition)
    for i in 0..<1000 {
      memory.remember("\(i)", recognition)
      #expect(memory.count <= capacity)
      if capacity >= 8 { #expect(isRemembered("often", by: memory), "after \(i)") }
    }
    for i in 1000..<(1000 + 2 * capacity) { memory.remember("\(i)", recognition) }
    #expect(!isRemembered("often", by: memory))
  }

  @Test("3: what is not remembered") func passesOver() {
    let memory = RecognitionMemory(capacity: 10)
    var scratch = MatchScratch()
    scratch.memory = memory
    let long = String(repeating: "尺码怎么选", count: 20)
    _ = shop.recognize(long, scratch: &scratch)
    #expect(!isRemembered(long, by: memory))
    _ = shop.recognize("尺码怎么选", stages: [.keyword], scratch: &scratch)
    #expect(!isRemembered("尺码怎么选", by: memory))
    _ = shop.recognize("尺码怎么选", scratch: &scratch)
    #expect(isRemembered("尺码怎么选", by: memory))
    let alone = shop.recognize("尺码怎么选", stages: [.keyword], scratch: &scratch)
    #expect(alone.stages[.weighted] == nil)
  }
}
