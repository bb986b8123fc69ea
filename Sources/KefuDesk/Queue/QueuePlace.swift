import KefuKnowledge

/// Where a conversation stands among those that wait: the smaller, the sooner it is served.
///
/// By lane first; inside a lane, those that come back to the queue before the new ones, and each of
/// these in the order they first came. A place survives a restart because it is compared by what it
/// holds alone.
public struct QueuePlace: Sendable, Hashable, Codable {
  /// Complaints never wait behind inquiries, so a customer's standing counts after the matter.
  public enum Lane: Int, Sendable, Comparable, CaseIterable, Codable {
    case urgent, complaint, vip, ordinary

    public static func < (a: Lane, b: Lane) -> Bool { a.rawValue < b.rawValue }

    /// - Parameter isComplaint: Whether its group is one of complaints.
    init(priority: HandoffPriority, isComplaint: Bool, isVIP: Bool) {
      self =
        switch priority {
        case .urgent: .urgent
        case .high: .complaint
        case .normal: isComplaint ? .complaint : isVIP ? .vip : .ordinary
        }
    }
  }

  public internal(set) var lane: Lane
  /// Whether it was with an agent, or was promised a callback, and comes back.
  public internal(set) var isReturning: Bool
  /// Milliseconds since 1970 at which it first came, or one more than the last one's: rising
  /// whatever the clock does.
  public internal(set) var order: Int64
}

/// A place with the conversation's id, by which equal places are told apart.
struct QueueKey: Sendable, Hashable, Comparable {
  var place: QueuePlace
  var conversation: String

  static func < (a: QueueKey, b: QueueKey) -> Bool {
    if a.place.lane != b.place.lane { return a.place.lane < b.place.lane }
    if a.place.isReturning != b.place.isReturning { return a.place.isReturning }
    if a.place.order != b.place.order { return a.place.order < b.place.order }
    return a.conversation < b.conversation
  }
}
