extension AnalyzedText {
  /// Which promise of the pipeline this text breaks, in words; nil where it keeps all. For tests.
  ///
  /// - Parameter originalCount: UTF-8 bytes of the original.
  public func brokenInvariant(originalCount: Int) -> String? {
    normalized.brokenInvariant(originalCount: originalCount) ?? brokenTokenInvariant
  }

  private var brokenTokenInvariant: String? {
    var position = 0
    var last: Token?
    for token in tokens {
      guard token.range.lowerBound >= position, !token.range.isEmpty,
        token.range.upperBound <= normalized.count
      else { return "token \(token) begins before \(position) or ends after \(normalized.count)" }
      for i in position..<token.range.lowerBound where normalized.classes[i].needsToken {
        return "scalar \(i) of class \(normalized.classes[i]) is in no token"
      }
      if token.kind == .han, normalized.classes[token.range].contains(where: { $0 != .han }) {
        return "token \(token) holds more than Chinese characters"
      }
      if let last, sourceRange(of: last).upperBound > sourceRange(of: token).lowerBound {
        // Only ½ and the like, whose scalars all come from one place, may be in two tokens.
        let (a, b) = (last.range.upperBound - 1, token.range.lowerBound)
        guard normalized.sourceStarts[a] == normalized.sourceStarts[b]
        else { return "tokens \(last) and \(token) overlap in the original" }
      }
      position = token.range.upperBound
      last = token
    }
    for i in position..<normalized.count where normalized.classes[i].needsToken {
      return "scalar \(i) of class \(normalized.classes[i]) is in no token"
    }
    return nil
  }
}

extension NormalizedText {
  fileprivate func brokenInvariant(originalCount: Int) -> String? {
    guard count <= Normalizer.maximumScalars, classes.count == count, sourceStarts.count == count,
      sourceEnds.count == count
    else {
      return "\(count) scalars, \(classes.count) classes, "
        + "\(sourceStarts.count) and \(sourceEnds.count) source offsets"
    }
    var (start, end) = (Int32(0), Int32(0))
    for i in 0..<count {
      if Unicode.Scalar(scalars[i]) == nil { return "scalar \(i) is \(scalars[i])" }
      if classes[i] == .ignorable { return "scalar \(i) is ignorable" }
      guard sourceStarts[i] >= start, sourceEnds[i] >= end, sourceStarts[i] < sourceEnds[i],
        sourceEnds[i] <= originalCount
      else {
        return "scalar \(i) comes from \(sourceStarts[i])..<\(sourceEnds[i]) of \(originalCount), "
          + "the one before from \(start)..<\(end)"
      }
      (start, end) = (sourceStarts[i], sourceEnds[i])
    }
    return nil
  }
}

extension CharacterClass {
  fileprivate var needsToken: Bool { isWordLike || self == .emoji }
}
