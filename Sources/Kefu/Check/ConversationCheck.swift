import KefuDialogue
import KefuKnowledge
import KefuMatching

extension Bot {
  /// Plays the conversations of tests/*.txt.
  func checkConversations() -> [Diagnostic] {
    let (transcripts, problems) = Transcript.read(knowledgeBase.conversations)
    let unread = problems.map {
      Diagnostic(.badTranscript, at: $0.location, $0.message, help: $0.help)
    }
    let failed = transcripts.flatMap { $0.failures(in: knowledge) }.map {
      Diagnostic(
        .failedTranscript, at: $0.location, $0.message,
        help: "mend what the bot reads, or the line; `kefu chat` shows the turns one by one")
    }
    return unread + failed
  }
}
