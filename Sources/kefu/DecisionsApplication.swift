import Foundation
import Kefu
import KefuEvaluation

/// `kefu mine --apply`: decisions become a changed knowledge base.
struct DecisionsApplication {
  let knowledge: KnowledgeOptions
  let file: String
  let asks: Bool

  func run() throws {
    try requireDecisions(file)
    let decisions = try MiningDecisions(contentsOf: file)
    let files = try KnowledgeFiles(directory: knowledge.url)
    let plan: DecisionPlan
    do {
      plan = try DecisionPlan(decisions, files: files)
    } catch {
      throw Failure(message: error.description)
    }
    for (location, omission) in plan.omissions.sorted(by: { $0.key < $1.key }) {
      Terminal.complain("\(location): note: this message is left out: \(omission.rawValue)")
    }
    guard !plan.applied.isEmpty else {
      Terminal.write("\(file): nothing is decided that is not in the knowledge base\n")
      return
    }
    for edit in plan.edits { Terminal.write(edit.diff) }
    guard isAgreed else { return }
    try write(plan, decisions)
    Terminal.write(
      "\(counted(plan.applied.count, "decision")) written to \(counted(plan.edits.count, "file")); run kefu train --kb \(knowledge.directory)\n"
    )
  }

  private var isAgreed: Bool {
    guard asks else { return true }
    guard Terminal.isInteractive else {
      Terminal.complain("nothing was written; --yes writes it")
      return false
    }
    return Terminal.confirm("write this?")
  }

  /// The knowledge base and the memory of it: all files or none, where they are in one directory.
  private func write(_ plan: DecisionPlan, _ decisions: MiningDecisions) throws {
    guard let day = currentDay(in: plan.result) else {
      throw Failure(message: "kefu: the system has no calendar day", code: Failure.ours)
    }
    let text = decisions.text(markingApplied: plan.applied, on: day)
    let target = URL(filePath: OutputFile.target(of: file))
    let directory = OutputFile.target(of: knowledge.directory)
    let output = try OutputFile(file)
    do {
      if target.deletingLastPathComponent().path == directory {
        let edit = FileEdit(path: target.lastPathComponent, before: decisions.text, after: text)
        try FileEdit.write(plan.edits + [edit], in: knowledge.url)
      } else {
        try FileEdit.write(plan.edits, in: knowledge.url)
        try output.write([UInt8](text.utf8))
      }
    } catch let error as FileEdit.WritingError {
      throw Failure(message: error.description)
    }
  }
}
