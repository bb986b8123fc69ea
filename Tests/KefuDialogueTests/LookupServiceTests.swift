// Asking the shop's systems:
//  1. What is found or missing comes back as it is; what is thrown is a failure.
//  2. A service that does not answer in time has failed, even one that does not heed being cancelled.

import KefuDialogue
import KefuKnowledge
import Testing

private struct Service: LookupService {
  let kinds: Set<LookupKind> = [.order]
  var answer: @Sendable () async throws -> LookupOutcome

  func look(up request: LookupRequest) async throws -> LookupOutcome { try await answer() }
}

private struct Broken: Error {}

@Suite struct LookupServiceTests {
  private let request = LookupRequest(id: 1, kind: .order, slots: ["order": "1"])

  @Test("1: answers") func answers() async {
    func outcome(_ answer: @escaping @Sendable () async throws -> LookupOutcome) async
      -> LookupOutcome
    {
      await Service(answer: answer)
        .outcome(of: request, timeout: .seconds(600), clock: ContinuousClock())
    }
    #expect(await outcome { .found(["status": "x"]) } == .found(["status": "x"]))
    #expect(await outcome { .missing } == .missing)
    #expect(await outcome { throw Broken() } == .failed)
  }

  @Test("2: no answer") func timeOut() async {
    let slow = Service {
      // Whoever is cancelled would wake here.
      await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
        Task.detached {
          try? await Task.sleep(for: .seconds(2))
          continuation.resume()
        }
      }
      return .missing
    }
    #expect(
      await slow.outcome(of: request, timeout: .milliseconds(20), clock: ContinuousClock())
        == .failed)
  }
}
