import ArgumentParser
import Foundation
import Kefu

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Learn from a knowledge base, and find out how far the bot can be trusted.",
    discussion: """
      Trains the classifier on the questions and variants, then chooses from what confidence on the
      bot may answer by itself, so that no more of its answers are wrong than kb.yaml's `risk` allows.
      The evidence is tests/*.tsv, if they hold 100 messages or more; else the variants themselves,
      left out of training in turn, which takes five times as long. What was learnt is written to
      trained.kefu in the knowledge base's directory; chat, explain, check and evaluate use it.

        kefu train --kb myshop
        kefu train --kb myshop --if-needed --quiet    # in a script
      """)

  @OptionGroup var knowledge: KnowledgeOptions

  @Option(help: ArgumentHelp("The seed of all chance in training.", valueName: "n"))
  var seed: UInt64 = 1

  @Flag(help: "Do nothing where the model there is already is of this knowledge and seed.")
  var ifNeeded = false

  @OptionGroup var output: OutputOptions

  func run() throws {
    let knowledgeBase = try KnowledgeBase(contentsOf: knowledge.url)
    let file = Bot.modelFile(in: knowledge.url)
    // A model that cannot be read is what training mends.
    if ifNeeded, let model = try? TrainedModel(contentsOf: file), model.seed == seed,
      model.fingerprint == knowledgeBase.trainingFingerprint
    {
      return
    }
    // Before the work rather than after it.
    _ = try OutputFile(file.path(percentEncoded: false))
    let status = StatusLine(isQuiet: output.quiet)
    let clock = ContinuousClock()
    let start = clock.now
    let trained = KnowledgeTrainer(seed: seed).train(knowledgeBase) { status.show("", $0) }
    let seconds = (clock.now - start) / .seconds(1)
    status.clear()
    try trained.model.write(to: file)
    if output.quiet { return }
    Terminal.write(summary(trained, seconds: seconds, file: file))
  }

  private func summary(_ trained: TrainedKnowledge, seconds: Double, file: URL) -> String {
    let (knowledge, model) = (trained.knowledge, trained.model)
    var lines = [
      "\(knowledge.entries.count) entries, \(knowledge.phrasings.count) phrasings; \(model.featureCount) features; \(megabytes(model.size)) MB; \(tenths(seconds)) s",
      certificate(model.certificate),
    ]
    if !trained.confusablePairs.isEmpty {
      lines.append("most easily confused:")
      lines += trained.confusablePairs.map {
        "  \(percent($0.confusion).padded(to: 7)) \($0.entries.joined(separator: " and "))"
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func certificate(_ certificate: Certificate) -> String {
    let source =
      certificate.isHeldOut
      ? "messages kept apart" : "variants left out of training in turn"
    let evidence =
      "evidence: \(certificate.inScope) \(source), \(certificate.outOfScope) about nothing"
    guard certificate.isCertified else {
      return """
        \(evidence)
        \(Terminal.styled("not certified", .yellow)): this evidence cannot show that at most \(percent(certificate.risk)) of the answers are wrong,
        so the bot answers literal phrasings only, and asks back otherwise
        help: add messages of customers with their entries to tests/*.tsv, more variants to the entries below, or raise risk in kb.yaml
        """
    }
    return """
      \(evidence)
      \(Terminal.styled("certified", .green)): answers \(percent(certificate.coverage)) by itself, \(certificate.wrong) of \(certificate.answered) wrongly; with 95 % confidence at most \(percent(certificate.risk)) are wrong
      """
  }

  private func percent(_ share: Double) -> String { "\(tenths(share * 100)) %" }

  private func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  private func megabytes(_ bytes: Int) -> String { tenths(Double(bytes) / 1e6) }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
