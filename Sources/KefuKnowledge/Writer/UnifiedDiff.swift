/// What changes between two texts, as `diff -u` writes it.
///
/// ```swift
/// print(UnifiedDiff(from: before, to: after, path: "entries/refund.yaml"))
/// // --- a/entries/refund.yaml
/// // +++ b/entries/refund.yaml
/// // @@ -3,4 +3,5 @@
/// //    variants:
/// // +    - 钱几天能退回来
/// ```
///
/// `patch -p1` and `git apply` take it. A file that is new or removed is named `/dev/null` on the
/// other side. The description is empty where nothing changes.
public struct UnifiedDiff: Sendable, Equatable, CustomStringConvertible {
  /// A line of the diff without its sign.
  public enum Line: Sendable, Equatable {
    case kept(String)
    case removed(String)
    case added(String)
  }

  /// Lines that stand together, with those kept around them.
  public struct Hunk: Sendable, Equatable {
    /// The first line, from 0, in the text before and in that after.
    var starts: (before: Int, after: Int)
    public var lines: [Line]

    public static func == (a: Hunk, b: Hunk) -> Bool {
      a.starts == b.starts && a.lines == b.lines
    }
  }

  /// Nil for a file that is not there.
  public let paths: (before: String?, after: String?)
  public let hunks: [Hunk]

  /// - Parameters:
  ///   - before: Nil where there is no such file yet.
  ///   - after: Nil where the file goes.
  ///   - context: Lines kept around a change.
  public init(from before: String?, to after: String?, path: String, context: Int = 3) {
    paths = (before.map { _ in "a/\(path)" }, after.map { _ in "b/\(path)" })
    let (old, new) = (Self.lines(before ?? ""), Self.lines(after ?? ""))
    hunks = Self.hunks(LineMatching.pairs(old, new), old, new, context: context)
  }

  public var isEmpty: Bool { hunks.isEmpty }

  /// Lines added and removed.
  public var counts: (added: Int, removed: Int) {
    hunks.flatMap(\.lines).reduce(into: (0, 0)) { counts, line in
      switch line {
      case .kept: break
      case .added: counts.0 += 1
      case .removed: counts.1 += 1
      }
    }
  }

  public var description: String {
    if isEmpty { return "" }
    var text = "--- \(paths.before ?? "/dev/null")\n+++ \(paths.after ?? "/dev/null")\n"
    for hunk in hunks { text += hunk.description }
    return text
  }

  public static func == (a: UnifiedDiff, b: UnifiedDiff) -> Bool {
    a.paths == b.paths && a.hunks == b.hunks
  }

  /// With their line feeds, which the last may lack.
  private static func lines(_ text: String) -> [String] {
    var lines: [String] = []
    let scalars = text.unicodeScalars
    var start = scalars.startIndex
    while start < scalars.endIndex {
      let end =
        scalars[start...].firstIndex(of: "\n").map { scalars.index(after: $0) } ?? scalars.endIndex
      lines.append(String(scalars[start..<end]))
      start = end
    }
    return lines
  }

  private static func hunks(
    _ pairs: [(Int, Int)], _ old: [String], _ new: [String], context: Int
  ) -> [Hunk] {
    // All lines, with where each stands, then those near a change.
    var all: [(line: Line, before: Int, after: Int)] = []
    var (i, j) = (0, 0)
    for (a, b) in pairs + [(old.count, new.count)] {
      while i < a {
        all.append((.removed(old[i]), i, j))
        i += 1
      }
      while j < b {
        all.append((.added(new[j]), i, j))
        j += 1
      }
      guard a < old.count else { break }
      all.append((.kept(old[a]), i, j))
      (i, j) = (a + 1, b + 1)
    }
    let changed = all.indices.filter { if case .kept = all[$0].line { false } else { true } }
    var ranges: [Range<Int>] = []
    for index in changed {
      let range = max(0, index - context)..<min(all.count, index + context + 1)
      if let last = ranges.last, range.lowerBound <= last.upperBound {
        ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
      } else {
        ranges.append(range)
      }
    }
    return ranges.map { range in
      let first = all[range.lowerBound]
      return Hunk(starts: (first.before, first.after), lines: all[range].map(\.line))
    }
  }
}

extension UnifiedDiff.Hunk: CustomStringConvertible {
  public var description: String {
    var (before, after) = (0, 0)
    var body = ""
    for line in lines {
      let (sign, text) =
        switch line {
        case .kept(let text): (" ", text)
        case .removed(let text): ("-", text)
        case .added(let text): ("+", text)
        }
      if sign != "+" { before += 1 }
      if sign != "-" { after += 1 }
      body += sign + text
      if text.unicodeScalars.last != "\n" { body += "\n\\ No newline at end of file\n" }
    }
    return "@@ -\(range(starts.before, before)) +\(range(starts.after, after)) @@\n" + body
  }

  /// `first,count`: a count of 1 is left out, and no lines come after the line named.
  private func range(_ start: Int, _ count: Int) -> String {
    switch count {
    case 0: "\(start),0"
    case 1: "\(start + 1)"
    default: "\(start + 1),\(count)"
    }
  }
}
