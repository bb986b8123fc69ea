import KefuKnowledge
@_spi(Fuzzing) import KefuMatching

/// Bytes → `TrainedModel` → recognitions: no crash, and confidences are numbers from 0 to 1. The
/// checksum is put right first. libFuzzer has `main`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzModel(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  guard let model = try? TrainedModel(correctingChecksumOf: input) else { return 0 }
  let knowledge = CompiledKnowledge(FuzzModel.knowledgeBase, model: model)
  for message in ["怎么退款", "退款发货 13800138000 size", "鹦鹉"] {
    let recognition = knowledge.recognize(message, scratch: &FuzzModel.scratch)
    let confidences = recognition.candidates.map(\.confidence) + [recognition.inScope]
    precondition(confidences.allSatisfy { (0...1).contains($0.value) }, "\(confidences)")
  }
  return 0
}

private enum FuzzModel {
  static let knowledgeBase: KnowledgeBase = {
    let entries = """
      - {id: refund, question: 怎么退款, variants: [我要退款, 申请退款], answers: [点退款]}
      - {id: ship, question: 什么时候发货, variants: [几号能发, 催发货], answers: [明天]}
      """
    let files = ["kb.yaml": "name: fuzz", "entries/a.yaml": entries]
    return KnowledgeLoader.load(files: files.mapValues { Array($0.utf8) }).knowledgeBase!
  }()
  // libFuzzer calls from one thread.
  nonisolated(unsafe) static var scratch = MatchScratch()
}
