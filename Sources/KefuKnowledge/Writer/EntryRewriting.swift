/// Writes a changed entry over the old one, touching only the lines of what has changed.
struct EntryRewriting {
  let layout: FileLayout

  /// Lines to put in the place of others.
  struct Replacement {
    var range: Range<Int>
    /// Without line ends.
    var lines: [String]
  }

  /// The smallest replacements that make `new` of `old`.
  func replacements(
    of old: Entry, at place: EntryLayout, with new: Entry
  ) -> [Replacement] {
    let whole = [
      Replacement(
        range: place.lines, lines: EntryWriter.lines(new, indent: place.indent))
    ]
    guard let fields = place.fields else { return whole }
    let known = Dictionary(fields.map { ($0.key, $0) }) { first, _ in first }
    // With another first key, or none, the dash would have to move.
    guard fields.first.map({ !EntryWriter.field($0.key, of: new).isEmpty }) ?? false else {
      return whole
    }
    let margin = String(repeating: " ", count: place.indent + place.keyOffset)
    var replacements: [Replacement] = []
    var insertionPoint = place.lines.upperBound
    for (index, key) in EntryWriter.keys.enumerated() {
      let field = known[key]
      let isUnchanged = EntryWriter.field(key, of: old) == EntryWriter.field(key, of: new)
      if let field {
        if !isUnchanged { replacements += change(field, old, new, at: place, margin: margin) }
        insertionPoint = field.lines.upperBound
      } else if !isUnchanged {
        if index > 0, !EntryWriter.keys[..<index].contains(where: { known[$0] != nil }) {
          return whole
        }
        replacements.append(
          Replacement(
            range: insertionPoint..<insertionPoint,
            lines: EntryWriter.field(key, of: new).map { $0.isEmpty ? "" : margin + $0 }))
      }
    }
    return replacements
  }

  private func change(
    _ field: EntryLayout.Field, _ old: Entry, _ new: Entry, at place: EntryLayout, margin: String
  ) -> [Replacement] {
    if field.key == "variants", let items = field.items, items.count == old.variants.count,
      !new.variants.isEmpty
    {
      return changedItems(items, old.variants.map(\.value), new.variants)
    }
    let isInline = field.key == "variants" && field.lines.count == 1 && !old.variants.isEmpty
    let lines = EntryWriter.field(field.key, of: new, inline: isInline).enumerated()
      .map { index, line in
        if line.isEmpty { return "" }
        let isFirst = index == 0 && field.lines.lowerBound == place.lines.lowerBound
        return (isFirst ? dashMargin(place) : margin) + line
      }
    return [Replacement(range: field.lines, lines: lines)]
  }

  private func dashMargin(_ place: EntryLayout) -> String {
    String(repeating: " ", count: place.indent) + "-"
      + String(repeating: " ", count: place.keyOffset - 1)
  }

  /// Items that stay keep their lines, and the comments around them.
  private func changedItems(
    _ ranges: [Range<Int>], _ old: [String], _ new: [Sourced<String>]
  ) -> [Replacement] {
    let pairs = LineMatching.pairs(old, new.map(\.value))
    let column = layout.lines[ranges[0].lowerBound].prefix { $0 == " " }.count
    let margin = String(repeating: " ", count: column)
    var replacements: [Replacement] = []
    var (i, j) = (0, 0)
    for (a, b) in pairs + [(old.count, new.count)] {
      let added = new[j..<b].map { margin + EntryWriter.variant($0).dropFirst(2) }
      let removed = ranges[i..<a]
      if let first = removed.first {
        // The first item that goes is where the new ones come.
        replacements.append(Replacement(range: first, lines: added))
        replacements += removed.dropFirst().map { Replacement(range: $0, lines: []) }
      } else if !added.isEmpty {
        let line = i > 0 ? ranges[i - 1].upperBound : ranges[0].lowerBound
        replacements.append(Replacement(range: line..<line, lines: added))
      }
      (i, j) = (a + 1, b + 1)
    }
    return replacements
  }
}
