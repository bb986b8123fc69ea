/// Working memory of the text pipeline, reused from text to text; one per thread or task.
///
/// Holding on to one saves the allocations; its content between calls means nothing.
public struct TextScratch: Sendable {
  var units: [UInt16] = []
  var unitSources: [Int32] = []
  var folded = FoldedUnits()
  var unfolded = NormalizedText()
  var lattice = SegmentationLattice()
  var entities: [Token] = []

  public init() {}
}
