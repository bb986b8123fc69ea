// Loads a daemon on this machine: customers who write, one message after another, and wait for each
// acknowledgement. One thread and poll, so that the client takes as little of the machine as it can.
//
//   kefud-load talk --port 7700 --connections 200 --seconds 10 --texts messages.txt
//   kefud-load idle --port 7700 --connections 10000 --seconds 30
//
// `talk --echo` expects each line back as it is, from a server that does nothing else: what lines cost
// by themselves. Prints one JSON object. What it counts: an acknowledgement (which follows the durable
// write) and a reply for every message, in order, or it fails.

import ArgumentParser
import Foundation

@main
struct KefudLoad: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Loads a daemon on this machine.", subcommands: [Talk.self, Idle.self])
}

struct Talk: ParsableCommand {
  @Option var port: UInt16
  @Option var connections = 200
  @Option var seconds = 10.0
  @Option(help: "Messages under way on a connection.") var window = 1
  @Option(help: "A message a line; anything after a tab is passed over.") var texts: String
  @Flag var echo = false
  @Option(help: "Messages a second over all connections; 0: as many as are answered.")
  var rate = 0.0

  func validate() throws {
    guard (1...20_000).contains(connections), (0.1...7200).contains(seconds),
      (1...64).contains(window)
    else { throw ValidationError("1…20000 connections, 0.1…7200 seconds, a window of 1…64") }
  }

  func run() throws {
    let messages = try String(contentsOfFile: texts, encoding: .utf8).split(separator: "\n")
      .map { String($0.prefix { $0 != "\t" }) }.filter { !$0.isEmpty }
    guard !messages.isEmpty else { throw ValidationError("\(texts) holds no message") }
    var load = Load(
      port: port, connections: connections, window: window, messages: messages, isEcho: echo,
      rate: rate)
    try load.connect()
    try load.run(seconds: seconds)
    print(load.report)
  }
}

struct Idle: ParsableCommand {
  @Option var port: UInt16
  @Option var connections = 10_000
  @Option var seconds = 10.0

  func run() throws {
    guard (1...20_000).contains(connections), (0...3600).contains(seconds) else {
      throw ValidationError("1…20000 connections, 0…3600 seconds")
    }
    var load = Load(
      port: port, connections: connections, window: 1, messages: [], isEcho: false, rate: 0)
    try load.connect()
    try load.waitForWelcome()
    let line = #"{"connections":\#(connections),"welcomed":\#(load.welcomed)}"# + "\n"
    try FileHandle.standardOutput.write(contentsOf: Data(line.utf8))
    Thread.sleep(forTimeInterval: seconds)
  }
}
