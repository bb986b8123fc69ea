import KefuText

/// Bytes → `TextAnalyzer`: no crash and every invariant kept. libFuzzer has `main`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzText(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = UnsafeBufferPointer(start: bytes, count: count)
  FuzzText.analyzer.analyze(utf8: input, into: &FuzzText.result, scratch: &FuzzText.scratch)
  let broken = FuzzText.result.brokenInvariant(originalCount: count)
  precondition(broken == nil, broken ?? "")
  return 0
}

private enum FuzzText {
  static let analyzer = TextAnalyzer(
    segmenter: Segmenter(lexicon: [.init("运费险"), .init("七天无理由退换")]))
  // libFuzzer calls from one thread.
  nonisolated(unsafe) static var result = AnalyzedText()
  nonisolated(unsafe) static var scratch = TextScratch()
}
