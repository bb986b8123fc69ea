import Foundation
import KefuDialogue
import KefuKnowledge

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Asks the shop's own systems over HTTP.
///
/// A POST of `{"kind":"order","slots":{"order":"2026…"}}` to one address. Answered by 200 and
/// `{"found":{"status":"…"}}`, or `{"found":null}` where there is no such thing; whatever else
/// comes, or nothing in time, is a failure, and the conversation goes on without.
struct WebhookLookup: LookupService {
  let kinds: Set<LookupKind>
  let url: URL
  let timeout: Double

  private struct Question: Encodable {
    var kind: String
    var slots: [String: String]
  }

  private struct Answer: Decodable {
    var found: [String: String]?
  }

  func look(up request: LookupRequest) async throws -> LookupOutcome {
    var post = URLRequest(url: url, timeoutInterval: timeout)
    post.httpMethod = "POST"
    post.setValue("application/json", forHTTPHeaderField: "Content-Type")
    post.httpBody = try JSONEncoder().encode(
      Question(kind: request.kind.rawValue, slots: request.slots))
    let (data, response) = try await URLSession.shared.data(for: post)
    guard (response as? HTTPURLResponse)?.statusCode == 200, data.count <= 65_536 else {
      return .failed
    }
    let answer = try JSONDecoder().decode(Answer.self, from: data)
    return answer.found.map { .found($0) } ?? .missing
  }
}

/// Where nothing can be looked up.
struct NoLookups: LookupService {
  let kinds: Set<LookupKind> = []
  func look(up request: LookupRequest) async throws -> LookupOutcome { .failed }
}
