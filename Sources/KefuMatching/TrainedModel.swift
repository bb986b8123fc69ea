public import Foundation

/// What training learnt from a knowledge base: the classifier of stage 4, and how far the stages can
/// be trusted.
///
/// ```swift
/// let model = try TrainedModel(contentsOf: url)
/// let compiled = CompiledKnowledge(knowledgeBase, model: model)
/// ```
///
/// The file is mapped, not read: opening one checks every byte (about 5 GB a second) and copies
/// none.
public struct TrainedModel: Sendable {
  let sections: ModelSections
  let classifier: Classifier
  let calibration: Calibration

  init(_ bytes: ModelBytes) throws(ModelFileError) {
    sections = try ModelSections(bytes)
    classifier = try Classifier(sections)
    calibration = try Calibration(sections.elements(.calibration, as: Double.self))
  }

  /// Opens a file that `write(to:)` made.
  public init(contentsOf file: URL) throws(ModelFileError) {
    try self.init(ModelBytes(mapping: file))
  }

  /// Replaces the file in one step: whoever has the old one open keeps it.
  public func write(to file: URL) throws(ModelFileError) {
    let bytes = sections.storage.bytes
    do {
      try Data(
        bytesNoCopy: UnsafeMutableRawPointer(mutating: bytes.baseAddress!), count: bytes.count,
        deallocator: .none
      ).write(to: file, options: .atomic)
    } catch {
      throw .unwritable(reason: error.localizedDescription)
    }
  }

  /// The same with another calibration; the other sections are copied.
  func with(_ calibration: Calibration) -> TrainedModel {
    let bytes = sections.replacing(.calibration, by: calibration.numbers)
    do {
      return try TrainedModel(bytes)
    } catch {
      preconditionFailure("a model just written cannot be read: \(error)")
    }
  }

  /// Of the knowledge it was trained on; see `KnowledgeBase.trainingFingerprint`.
  public var fingerprint: UInt64 { sections.fingerprint }
  public var seed: UInt64 { sections.seed }
  /// In bytes.
  public var size: Int { sections.storage.bytes.count }
  /// What the classifier tells texts apart by.
  public var featureCount: Int { classifier.featureCount }
  /// Ids of the entries it was trained on.
  public var entries: [String] { classifier.labels }
  public var certificate: Certificate { calibration.certificate }
}
