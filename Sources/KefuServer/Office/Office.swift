import Hummingbird

/// What a shop's office has in the browser: the manager's figures and the trainer's knowledge base.
struct Office: Sendable {
  let statistics: StatisticsEndpoint
  let knowledge: KnowledgeEndpoint

  func add(to router: Router<GatewayContext>) {
    for format in StatisticsEndpoint.Format.allCases {
      let suffix = format == .json ? "" : ".\(format.rawValue)"
      router.get(RouterPath("/api/stats\(suffix)")) { [statistics] request, context in
        await statistics.respond(request, context, as: format)
      }
    }
    knowledge.add(to: router)
  }
}
