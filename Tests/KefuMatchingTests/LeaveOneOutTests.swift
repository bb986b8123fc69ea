// Phrasings left out of stage 3.
//
// 1. With up to ten phrasings, each is taken for what a knowledge base without it takes it for.
// 2. The only phrasing of an entry is not left out; every other one is, with at most four entries,
//    none twice.
// 3. The same knowledge gives the same result, and progress ends at 1.
// 4. A phrasing's words: no stop words, emoji or punctuation; synonyms by the first of their set.

import KefuKnowledge
import KefuTestSupport
import Synchronization
import Testing

@testable import KefuMatching

@Suite struct LeaveOneOutTests {
  @Test("1: against knowledge bases without the phrasing") func slowTwin() {
    var elsewhere = 0
    for first in SampleShop.entries {
      for second in SampleShop.entries where first.id < second.id {
        guard first.phrasings.count + second.phrasings.count <= 10 else { continue }
        elsewhere += compareWithSlowTwin([first, second])
      }
    }
    // Else a trial that leaves nothing out would do as well.
    #expect(elsewhere > 10)
  }

  /// - Returns: How many phrasings are taken for another entry than theirs.
  private func compareWithSlowTwin(_ entries: [Entry]) -> Int {
    let base = KnowledgeBase(
      entries, synonyms: [["运费", "邮费", "快递费"]], stopWords: ["了"])
    let compiled = CompiledKnowledge(base)
    let trial = LeaveOneOut(compiled)
    var number = 0
    var elsewhere = 0
    for (index, entry) in base.entries.enumerated() {
      for left in entry.phrasings.indices {
        var rest = base
        var phrasings = entry.phrasings
        let message = phrasings.remove(at: left).value
        rest.entries[index].question = phrasings[0]
        rest.entries[index].variants = Array(phrasings.dropFirst())
        let expected = CompiledKnowledge(rest).recognize(message, stages: [.weighted])
          .stages[.weighted]?.map(\.entry)
        #expect(trial.ranked[number] == expected, "\(message)")
        if expected?.first != index { elsewhere += 1 }
        number += 1
      }
    }
    return elsewhere
  }

  @Test("2, 3: what is left out") func leftOut() {
    let base = KnowledgeBase(SampleShop.entries + [Entry("alone", ["只有一句话"])])
    let compiled = CompiledKnowledge(base)
    let done = Mutex(0.0)
    let trial = LeaveOneOut(compiled) { share in done.withLock { $0 = max($0, share) } }
    #expect(done.withLock { $0 } == 1)
    #expect(trial.ranked.count == compiled.phrasings.count)
    #expect(trial.ranked.last! == nil)
    for ranked in trial.ranked.dropLast() {
      #expect((0...LeaveOneOut.depth).contains(ranked?.count ?? -1))
      #expect(Set(ranked ?? []).count == ranked?.count)
    }
    #expect(LeaveOneOut(compiled).ranked == trial.ranked)
  }

  @Test("4: words") func words() {
    let compiled = CompiledKnowledge(SampleShop.knowledgeBase)
    let words = compiled.words(of: "请问,退貨的邮费🙂咋付了?")
    #expect(words.words == ["退货", "邮费", "咋", "付"])
    #expect(words.folded == ["退货", "运费", "怎么", "付"])
    #expect(compiled.phrasingWords().count == compiled.phrasings.count)
  }
}
