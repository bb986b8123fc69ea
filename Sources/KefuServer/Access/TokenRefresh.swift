import KefuStore
import Synchronization

/// Reads the store's tokens anew, however often it is asked no more than once at a time.
final class TokenRefresh: Sendable {
  private let authority: TokenAuthority
  private let store: any ConversationStore
  private let isUnderWay = Atomic(false)

  init(_ authority: TokenAuthority, _ store: any ConversationStore) {
    self.authority = authority
    self.store = store
  }

  /// Returns at once; it is done some time soon.
  func begin() {
    let attempt = isUnderWay.compareExchange(
      expected: false, desired: true, ordering: .acquiringAndReleasing)
    guard attempt.exchanged else { return }
    Task { [self] in
      if let tokens = try? store.tokens() { authority.update(tokens) }
      isUnderWay.store(false, ordering: .releasing)
    }
  }
}
