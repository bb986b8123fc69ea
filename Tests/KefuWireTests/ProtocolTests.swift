import Foundation
import KefuWire
import Testing

/// What the protocol's reference says is so.
///
/// 1. Its table of errors is `ErrorCode`, row by row.
/// 2. Each line of its transcripts is a frame that is written just so, and each type occurs in one.
/// 3. Its tables name each type, and its plain text is what `PlainText` makes of it.
@Suite struct ProtocolTests {
  private let lines: [String]

  init() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/KefuWire/KefuWire.docc/Protocol.md")
    lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
  }

  @Test("1: the table of errors")
  func errors() {
    let rows = ErrorCode.allCases.map { code in
      let retry = code.retry ? "yes" : "no"
      let closes = code.closes ? "yes" : "no"
      return "| `\(code.rawValue)` | \(retry) | \(closes) | \(code.meaning) |"
    }
    let start = lines.firstIndex(of: "| Code | Retry | Closes | Means |")
    #expect(start.map { Array(lines[($0 + 2)...].prefix(rows.count)) } == rows)
    #expect(start.map { lines[$0 + 2 + rows.count] } == "", "there are no further rows")
  }

  @Test("2: transcripts")
  func transcripts() throws {
    var types: (client: Set<String>, server: Set<String>) = ([], [])
    for (i, line) in lines.enumerated() {
      if line.hasPrefix("→ ") {
        do throws(FrameError) {
          types.client.insert(try ClientFrame(line: Array(line.dropFirst(2).utf8)).type)
        } catch {
          // A mistake to show what it earns: that is the next line.
          let answer = String(decoding: ServerFrame.error(.init(error)).encoded, as: UTF8.self)
          #expect(lines[i + 1] == "← \(answer)")
        }
      } else if line.hasPrefix("← ") {
        let text = line.dropFirst(2)
        let frame = try ServerFrame(line: Array(text.utf8))
        #expect(String(decoding: frame.encoded, as: UTF8.self) == text)
        types.server.insert(frame.type)
      }
    }
    // Not in a transcript: they are said without more.
    let unsaid = Set(ClientFrameTests.frames.map(\.0.type)).subtracting(types.client)
    #expect(unsaid == ["typing", "decline"])
    #expect(Set(ServerFrameTests.frames.map(\.0.type)) == types.server)
  }

  @Test("3: tables and plain text")
  func tables() {
    for type in ClientFrameTests.frames.map(\.0.type) + ServerFrameTests.frames.map(\.0.type) {
      #expect(lines.contains { $0.hasPrefix("| `\(type)` |") }, "\(type)")
    }
    let queued = ServerFrame.state(
      .init(conversation: "c", state: .queued, position: 1, eta: 30))
    #expect(lines.contains(PlainText.line(of: queued, isChinese: true)!))
    #expect(lines.contains(PlainText.line(of: .bye(reason: "closed"), isChinese: true)!))
  }
}
