import Foundation
import Kefu
import Synchronization

/// What one size measures.
struct ScaleFigures: Codable {
  var variants = 0
  var entries = 0
  var textBytes = 0
  /// Wall-clock.
  var buildSeconds = 0.0
  /// Of the processor, in `recognize`, each message's median over the passes.
  var p50Micros = 0.0
  var p99Micros = 0.0
  var maxMicros = 0.0
  /// A second, wall-clock, with so many threads.
  var messagesOneCore = 0.0
  var messagesTwoCores = 0.0
  /// While building, and with all built, in megabytes of 10⁶.
  var peakMegabytes = 0.0
  var residentMegabytes = 0.0
  /// Resident with the indexes, less what there was with the knowledge base alone.
  var indexBytesAVariant = 0.0
  /// Resident with the indexes and the knowledge base, less what the process had before and the
  /// texts' own bytes.
  var bytesAVariant = 0.0
  /// Messages whose first candidate is the entry they were made from, in 0…1.
  var firstRight = 0.0
}

/// Measures a knowledge base in this process, which must have done nothing large before.
struct ScaleRun {
  var rows: String
  var messages: String
  var locale: String
  var passes: Int

  func measure() throws -> ScaleFigures {
    let wanted = try lines(ofFile: messages).map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    guard !wanted.isEmpty else { return ScaleFigures() }
    // The tables of the language are made once a process, whatever the knowledge base.
    _ = CompiledKnowledge(KnowledgeBase()).recognize("你好")
    let before = Memory.resident(trimming: true)
    var figures = ScaleFigures()
    let knowledgeBase = try knowledgeBase(ofRows: rows, locale: locale)
    let loaded = Memory.resident(trimming: true)
    Memory.resetPeak()
    let clock = ContinuousClock()
    let start = clock.now
    let compiled = CompiledKnowledge(knowledgeBase)
    figures.buildSeconds = (clock.now - start) / .seconds(1)
    figures.peakMegabytes = Double(Memory.peak()) / 1e6
    let after = Memory.resident(trimming: true)
    figures.variants = compiled.phrasings.count
    figures.entries = compiled.entries.count
    figures.textBytes = compiled.phrasings.reduce(0) { $0 + $1.utf8.count }
    figures.residentMegabytes = Double(after) / 1e6
    figures.indexBytesAVariant = Double(after - loaded) / Double(max(1, figures.variants))
    figures.bytesAVariant =
      Double(after - before - figures.textBytes) / Double(max(1, figures.variants))
    measureTimes(compiled, wanted, &figures)
    return figures
  }

  private func measureTimes(
    _ compiled: CompiledKnowledge, _ wanted: [[String]], _ figures: inout ScaleFigures
  ) {
    var scratch = MatchScratch()
    var right = 0
    for row in wanted {
      let recognition = compiled.recognize(row[0], scratch: &scratch)
      if let first = recognition.candidates.first, row.count > 1,
        compiled.entries[first.entry].id == row[1]
      {
        right += 1
      }
    }
    figures.firstRight = Double(right) / Double(wanted.count)
    var times = [[Double]](repeating: [], count: wanted.count)
    for _ in 0..<passes {
      for (i, row) in wanted.enumerated() {
        let start = Memory.threadSeconds()
        _ = compiled.recognize(row[0], scratch: &scratch)
        times[i].append(Memory.threadSeconds() - start)
      }
    }
    let medians = times.map { $0.sorted()[$0.count / 2] * 1e6 }.sorted()
    func percentile(_ p: Double) -> Double {
      medians[min(medians.count - 1, Int(Double(medians.count) * p))]
    }
    figures.p50Micros = percentile(0.5)
    figures.p99Micros = percentile(0.99)
    figures.maxMicros = percentile(1)
    figures.messagesOneCore = throughput(compiled, wanted, threads: 1)
    figures.messagesTwoCores = throughput(compiled, wanted, threads: 2)
  }

  /// Messages a second of so many threads, each with all messages; the best of three.
  private func throughput(
    _ compiled: CompiledKnowledge, _ wanted: [[String]], threads: Int
  ) -> Double {
    let clock = ContinuousClock()
    let rounds = 3
    return (0..<rounds).map { _ in
      let time = clock.measure {
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
          var scratch = MatchScratch()
          for row in wanted { _ = compiled.recognize(row[0], scratch: &scratch) }
        }
      }
      return Double(wanted.count * threads) / (time / .seconds(1))
    }.max() ?? 0
  }
}

/// What this process uses, as Linux counts it.
enum Memory {
  /// In bytes.
  static func resident(trimming: Bool) -> Int {
    if trimming, let symbol = dlsym(nil, "malloc_trim") {
      // Of glibc alone, and not in every Swift's view of it.
      typealias Trim = @convention(c) (Int) -> Int32
      _ = unsafeBitCast(symbol, to: Trim.self)(0)
    }
    return field("VmRSS:")
  }

  /// Since `resetPeak()`, in bytes.
  static func peak() -> Int { field("VmHWM:") }

  static func resetPeak() {
    guard let file = fopen("/proc/self/clear_refs", "w") else { return }
    fputs("5", file)
    fclose(file)
  }

  /// Processor time of this thread.
  static func threadSeconds() -> Double { seconds(of: CLOCK_THREAD_CPUTIME_ID) }

  /// Processor time of all threads of this process.
  static func processSeconds() -> Double { seconds(of: CLOCK_PROCESS_CPUTIME_ID) }

  private static func seconds(of clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private static func field(_ name: String) -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    for line in status.split(separator: "\n") where line.hasPrefix(name) {
      let kilobytes = line.dropFirst(name.count).split(whereSeparator: \.isWhitespace).first
      return (kilobytes.flatMap { Int($0) } ?? 0) * 1024
    }
    return 0
  }
}
