// The file of a trained model:
//  1. What is written and opened again has the same bytes and recognises the same.
//  2. Every reason to refuse a file, word for word.
//  3. A file cut off anywhere, or with any one bit changed, is refused.
//  4. Sections that are missing or do not fit the file or one another are refused, though the checksum
//     agrees.
//  5. Whatever stands in a file, refusing it or using it does not crash.
//  6. A model that is replaced while open stays as it was.
import Foundation
import KefuKnowledge
import KefuTestSupport
import Testing

@_spi(Fuzzing) @testable import KefuMatching

@Suite struct ModelFileTests {
  // MARK: A small model

  private typealias Section = ModelFile.Section

  /// Two entries told apart by 退款 and 发货.
  private static func sections() -> [Section: [UInt8]] {
    func bytes<Element>(_ elements: [Element]) -> [UInt8] {
      elements.withUnsafeBytes { Array($0) }
    }
    let texts = ["退款", "发货"].map { text in
      var features = TextFeatures()
      features.extract(matchText(text), views: .spaced)
      return features
    }
    let space = FeatureSpace(texts: texts, views: .spaced)
    var random = SplitMix(seed: 1)
    let network = Network(features: space.count, hidden: 16, labels: 3, random: &random)
    var writer = ModelWriter()
    writer.add(network, space: space, labels: ["refund", "ship"])
    writer.add(.calibration, Calibration().numbers)
    guard let model = try? TrainedModel(writer.finish(fingerprint: 7, seed: 9)) else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: Section.allCases.map {
        ($0, bytes(Array(model.sections.elements($0, as: UInt8.self))))
      })
  }

  private static let whole = sections()

  private static func file(_ sections: [Section: [UInt8]]) -> [UInt8] {
    var writer = ModelWriter()
    for section in Section.allCases {
      if let bytes = sections[section] { writer.add(section, bytes) }
    }
    let storage = writer.finish(fingerprint: 7, seed: 9)
    return withExtendedLifetime(storage) { Array(storage.bytes) }
  }

  private static let bytes = file(whole)

  private static func number(_ value: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
  }

  /// With some bytes replaced and the checksum put right.
  private static func forged(_ bytes: [UInt8], _ changes: [(at: Int, to: [UInt8])]) -> [UInt8] {
    var bytes = bytes
    for change in changes {
      bytes.replaceSubrange(change.at..<change.at + change.to.count, with: change.to)
    }
    let sum = bytes.withUnsafeBytes { ModelFile.checksum(ofFile: $0) }
    bytes.replaceSubrange(24..<32, with: number(sum))
    return bytes
  }

  private func complaint(_ bytes: [UInt8]) -> String? {
    do {
      _ = try TrainedModel(bytes)
      return nil
    } catch {
      return error.description
    }
  }

  private func damaged(_ what: String) -> String {
    "the trained model is damaged: \(what)\nhelp: copy it again, or run kefu train again"
  }

  private func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "kefu-model-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  // MARK: Sound ones

  private static let trained = KnowledgeTrainer.quick().train(SampleShop.knowledgeBase)

  @Test("1: the same bytes and recognitions") func roundTrip() throws {
    try withFolder { folder in
      let file = folder.appending(path: "trained.kefu")
      try Self.trained.model.write(to: file)
      let opened = try TrainedModel(contentsOf: file)
      #expect(try Array(Data(contentsOf: file)) == Self.trained.model.bytes)
      #expect(opened.bytes == Self.trained.model.bytes)
      #expect(opened.seed == 1 && opened.size == Self.trained.model.bytes.count)
      #expect(opened.fingerprint == SampleShop.knowledgeBase.trainingFingerprint)
      #expect(opened.entries == SampleShop.entries.map(\.id))
      #expect(opened.calibration == Self.trained.model.calibration)
      #expect(opened.featureCount == Self.trained.model.featureCount && opened.featureCount > 0)
      let knowledge = CompiledKnowledge(SampleShop.knowledgeBase, model: opened)
      var random = SeededRandom(seed: 1)
      for _ in 0..<50 {
        let message = RandomKnowledge.message(to: SampleShop.entries, using: &random)
        let recognition = knowledge.recognize(message)
        #expect(recognition.conclusion == Self.trained.knowledge.recognize(message).conclusion)
        #expect(recognition.stages[.classifier] != nil)
      }
      // Once more over the one that is open.
      try opened.write(to: file)
      #expect(try TrainedModel(contentsOf: file).bytes == opened.bytes)
    }
  }

  @Test("1: byte order and places") func layout() throws {
    #expect(Array(Self.bytes[..<8]) == Array("KEFUMODL".utf8))
    #expect(Array(Self.bytes[8..<16]) == [1, 0, 0, 0, UInt8(Section.allCases.count), 0, 0, 0])
    #expect(Array(Self.bytes[16..<24]) == Self.number(UInt64(Self.bytes.count)))
    #expect(Array(Self.bytes[32..<48]) == Self.number(7) + Self.number(9))
    #expect(Self.bytes.count % 64 == 0)
    let model = try TrainedModel(Self.bytes)
    #expect(model.entries == ["refund", "ship"])
    #expect(model.fingerprint == 7 && model.seed == 9)
  }

  // MARK: Others

  @Test("2: no plain file") func notAFile() throws {
    try withFolder { folder in
      func complaint(_ file: URL) -> String? {
        do {
          _ = try TrainedModel(contentsOf: file)
          return nil
        } catch { return error.description }
      }
      func unreadable(_ reason: String) -> String {
        "the trained model cannot be read: \(reason)\nhelp: mend that, or run kefu train again"
      }
      #expect(
        complaint(folder.appending(path: "none.kefu")) == unreadable("No such file or directory"))
      #expect(complaint(folder) == unreadable("it is not a plain file"))
      let pipe = folder.appending(path: "pipe.kefu")
      #expect(mkfifo(pipe.path, 0o600) == 0)
      #expect(complaint(pipe) == unreadable("it is not a plain file"))
      let empty = folder.appending(path: "empty.kefu")
      try Data().write(to: empty)
      #expect(
        complaint(empty)
          == "this is not a model that kefu train has written\nhelp: move it away and run kefu train"
      )
    }
  }

  @Test("2: not to be written") func unwritable() throws {
    try withFolder { folder in
      let error = #expect(throws: ModelFileError.self) {
        try Self.trained.model.write(to: folder.appending(path: "none/trained.kefu"))
      }
      let words = error?.description ?? ""
      #expect(words.hasPrefix("the trained model cannot be written: "))
      #expect(words.hasSuffix("\nhelp: check that you may write there and that there is room"))
    }
  }

  @Test("2: the words") func words() {
    let foreign =
      "this is not a model that kefu train has written\nhelp: move it away and run kefu train"
    #expect(complaint(Array("name: 小店, which is no model".utf8)) == foreign)
    #expect(complaint(Array("KEFU".utf8)) == foreign)
    #expect(complaint(Array("KEFUMODE".utf8)) == foreign)
    func cut(_ count: Int, _ expected: Int) -> String {
      "the trained model is cut off: \(count) of \(expected) bytes are there\nhelp: copy it again, or run kefu train again"
    }
    #expect(complaint(Array(Self.bytes[..<8])) == cut(8, 64))
    #expect(complaint(Array(Self.bytes[..<100])) == cut(100, Self.bytes.count))
    #expect(
      complaint(Self.forged(Self.bytes, [(8, [2, 0, 0, 0])]))
        == "the model's format is version 2, this kefu reads 1\nhelp: update kefu, or run this kefu's train again"
    )
    #expect(
      complaint(Self.forged(Self.bytes, [(8, [0, 0, 0, 0])])) == damaged("its version is 0"))
    #expect(complaint(Self.bytes + [0, 0]) == damaged("2 bytes too many"))
    var changed = Self.bytes
    changed[changed.count - 100] ^= 1
    #expect(complaint(changed) == damaged("its checksum does not agree"))
  }

  @Test("3: cut off anywhere") func truncated() {
    for count in 0..<Self.bytes.count {
      #expect(throws: ModelFileError.self) { try TrainedModel(Array(Self.bytes[..<count])) }
    }
  }

  @Test("3: any bit") func flipped() {
    var bytes = Self.bytes
    var accepted: [Int] = []
    for bit in 0..<bytes.count * 8 {
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      if complaint(bytes) == nil { accepted.append(bit) }
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    }
    #expect(accepted == [])
  }

  @Test("4: the table of sections") func table() {
    let (count, shape) = (UInt8(Section.allCases.count), 64)
    #expect(complaint(Self.forged(Self.bytes, [])) == nil)
    for many in [65, 255] as [UInt8] {
      #expect(
        complaint(Self.forged(Self.bytes, [(12, [many])]))
          == damaged("its table of sections does not fit"))
    }
    #expect(
      complaint(Self.forged(Self.bytes, [(12, [count - 1])]))
        == damaged("section calibration is missing"))
    #expect(
      complaint(Self.forged(Self.bytes, [(shape, [99])])) == damaged("section shape is missing"))
    // Element size, offset, length.
    let changes: [(Int, [UInt8])] = [
      (8, Self.number(4)), (16, Self.number(UInt64(Self.bytes.count) + 64)), (16, Self.number(65)),
      (16, Self.number(.max)), (16, Self.number(1 << 63)),
      (24, Self.number(UInt64(Self.bytes.count))), (24, Self.number(.max)), (24, Self.number(7)),
    ]
    for (place, bytes) in changes {
      #expect(
        complaint(Self.forged(Self.bytes, [(shape + place, bytes)]))
          == damaged("section shape does not fit"), "\(place) \(bytes)")
    }
    // What this version does not know is passed over.
    var more = Self.forged(Self.bytes, [(12, [count + 1])])
    #expect(complaint(more) == nil)
    more = Self.forged(more, [(64 + Int(count) * 32, [77])])
    #expect(complaint(more) == nil)
    for section in Section.allCases {
      var sections = Self.whole
      sections[section] = nil
      #expect(complaint(Self.file(sections)) == damaged("section \(section) is missing"))
    }
  }

  @Test("4: shapes that disagree") func shapes() {
    let fit = damaged("its sections do not fit one another")
    for section in Section.allCases {
      var sections = Self.whole
      sections[section]!.removeLast(section.elementSize)
      let expected =
        switch section {
        case .shape: damaged("its shape cannot be read")
        case .calibration: damaged("its calibration cannot be read")
        case .labels: String?.none
        default: fit
        }
      #expect(complaint(Self.file(sections)) == expected, "\(section)")
      sections = Self.whole
      sections[section] = []
      #expect(complaint(Self.file(sections)) != nil, "\(section)")
    }
    func shape(_ place: Int, _ value: UInt64) -> String? {
      var sections = Self.whole
      sections[.shape]!.replaceSubrange(place * 8..<place * 8 + 8, with: Self.number(value))
      return complaint(Self.file(sections))
    }
    for place in 0..<3 {
      for value in [0, 1, 1_000, (1 << 31) - 1] as [UInt64] { #expect(shape(place, value) == fit) }
      #expect(shape(place, 1 << 31) == damaged("its shape cannot be read"))
    }
    #expect(shape(3, UInt64(Float.nan.bitPattern)) == damaged("its shape cannot be read"))
    var labels = Self.whole
    labels[.labels] = Array("refund".utf8)
    #expect(complaint(Self.file(labels)) == fit)
    var numbers = Self.whole
    let used = (0..<16).first { place in
      Self.whole[.keys]![place * 8..<place * 8 + 8].contains { $0 != 0 }
    }!
    numbers[.numbers]!.replaceSubrange(used * 4..<used * 4 + 4, with: [0, 0, 0, 0xFF])
    #expect(complaint(Self.file(numbers)) == fit)
    var full = Self.whole
    full[.keys] = full[.keys]!.map { $0 | 1 }
    #expect(complaint(Self.file(full)) == fit, "looking for a key must end")
    var odd = Self.whole
    odd[.keys]!.removeLast(8)
    odd[.numbers]!.removeLast(4)
    #expect(complaint(Self.file(odd)) == fit)
  }

  @Test("4: numbers without features") func noFeatures() {
    var sections = Self.whole
    sections[.shape]!.replaceSubrange(0..<8, with: Self.number(0))
    for section in [Section.rarities, .rows, .rowScales] { sections[section] = [] }
    sections[.numbers] = sections[.numbers]!.map { _ in 0 }
    #expect(complaint(Self.file(sections)) == damaged("its sections do not fit one another"))
    sections[.keys] = sections[.keys]!.map { _ in 0 }
    #expect(complaint(Self.file(sections)) == nil)
  }

  @Test("4: calibrations") func calibrations() {
    let numbers = Calibration().numbers
    func complaint(_ place: Int, _ value: Double) -> String? {
      var changed = numbers
      changed[place] = value
      var sections = Self.whole
      sections[.calibration] = changed.withUnsafeBytes { Array($0) }
      return self.complaint(Self.file(sections))
    }
    let weights = CandidateFeatures.count + MessageFeatures.count
    for place in numbers.indices {
      for value in [Double.nan, .infinity, -.infinity] {
        #expect(complaint(place, value) == damaged("its calibration cannot be read"))
      }
    }
    // A weight, both thresholds, the risk.
    for place in [0, weights - 1, weights, weights + 1, weights + 2] {
      for value in [1e300, -1e300] {
        #expect(complaint(place, value) == damaged("its calibration is out of range"))
      }
    }
    for place in (weights + 4)..<(weights + 8) { #expect(complaint(place, 1e300) == nil) }
  }

  @Test("5: anything at all") func mutations() {
    var random = SeededRandom(seed: 8)
    let knowledgeBase = KnowledgeBase([Entry("refund", ["退款"]), Entry("ship", ["发货"])])
    let plain = CompiledKnowledge(knowledgeBase)
    let texts = ["退款", "发货退款了吗 13800138000", ""].map { matchText($0) }
    let places = Array(Self.bytes.indices)
    let table = 64..<64 + Section.allCases.count * 32
    var scratch = ClassifierScratch()
    var (accepted, refused) = (0, 0)
    for turn in 0..<100_000 {
      var changed = Self.bytes
      for _ in 0...random.below(3) {
        let place =
          switch random.below(4) {
          case 0: table.lowerBound + random.below(table.count)
          case 1: table.upperBound + random.below(256)
          default: random.pick(places)
          }
        let byte: UInt8 =
          random.below(2) == 0
          ? UInt8(truncatingIfNeeded: random.next()) : random.pick([0, 1, 0x7F, 0x80, 0xFF])
        changed[place] = byte
      }
      guard let model = try? TrainedModel(correctingChecksumOf: changed) else {
        refused += 1
        continue
      }
      accepted += 1
      model.classifier.classify(texts[turn % texts.count], scratch: &scratch)
      guard accepted % 100 == 0 else { continue }
      let knowledge = CompiledKnowledge(plain, model: model)
      for message in ["退款", "退款发货", "鹦鹉"] {
        let recognition = knowledge.recognize(message)
        #expect(recognition.candidates.allSatisfy { (0...1).contains($0.confidence.value) })
        #expect((0...1).contains(recognition.inScope.value))
      }
    }
    #expect(accepted > 1_000 && refused > 1_000)
  }

  @Test("6: replaced while open") func replaced() throws {
    try withFolder { folder in
      let file = folder.appending(path: "trained.kefu")
      try Self.trained.model.write(to: file)
      let old = try TrainedModel(contentsOf: file)
      try TrainedModel(Self.bytes).write(to: file)
      #expect(try TrainedModel(contentsOf: file).entries == ["refund", "ship"])
      #expect(old.bytes == Self.trained.model.bytes)
      try FileManager.default.removeItem(at: file)
      #expect(old.bytes == Self.trained.model.bytes)
      let knowledge = CompiledKnowledge(SampleShop.knowledgeBase, model: old)
      #expect(
        knowledge.recognize("退宽多久").conclusion
          == Self.trained.knowledge.recognize("退宽多久").conclusion)
    }
  }
}
