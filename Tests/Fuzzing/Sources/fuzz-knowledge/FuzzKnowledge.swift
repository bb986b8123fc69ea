import KefuKnowledge

/// Bytes → `KnowledgeLoader`: no crash, whatever the files hold; a broken one is a diagnostic.
/// libFuzzer has `main`.
///
/// The input is cut at each byte 0xFF, which UTF-8 never has, into the files of a knowledge base in
/// the order of `names`; what is left over goes into further entry files.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzKnowledge(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = UnsafeBufferPointer(start: bytes, count: count)
  var files: [String: [UInt8]] = [:]
  for (i, part) in input.split(separator: 0xFF, omittingEmptySubsequences: false).enumerated() {
    files[i < names.count ? names[i] : "entries/\(i).yaml"] = Array(part)
  }
  _ = KnowledgeLoader.load(files: files)
  return 0
}

private let names = [
  "kb.yaml", "entries/a.yaml", "synonyms.yaml", "lexicon.txt", "stopwords.txt", "entries/b.yaml",
  "smalltalk.yaml", "triggers.yaml", "flows.yaml", "tests/a.tsv",
]
