import Foundation

/// Seconds that `body` takes, the median of runs that together last at least `atLeast` seconds.
///
/// The median, because what disturbs a run on a shared machine only ever makes it longer.
func medianSeconds(atLeast total: Double = 2, _ body: () -> Void) -> Double {
  let clock = ContinuousClock()
  body()
  var runs: [Double] = []
  var sum = 0.0
  while sum < total || runs.count < 5 {
    let seconds = clock.measure(body) / .seconds(1)
    runs.append(seconds)
    sum += seconds
  }
  return runs.sorted()[runs.count / 2]
}

/// Lines of a file, without their ends; empty lines stay, an empty one at the end does not.
func lines(ofFile path: String) throws -> [String] {
  let data = try Data(contentsOf: URL(fileURLWithPath: path))
  var lines = String(decoding: data, as: UTF8.self)
    .split(separator: "\n", omittingEmptySubsequences: false)
    .map { $0.hasSuffix("\r") ? String($0.dropLast()) : String($0) }
  if lines.last == "" { lines.removeLast() }
  return lines
}

func printError(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
