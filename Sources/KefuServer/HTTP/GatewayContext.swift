import Foundation
import HTTPTypes
import Hummingbird
import KefuHub
import KefuWire
import NIOCore

/// What a request brings beside itself.
struct GatewayContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let address: String

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    address = source.channel.remoteAddress?.ipAddress ?? "local"
  }
}

extension HTTPField.Name {
  static let session = HTTPField.Name("Kefu-Session")!
  static let lastEventID = HTTPField.Name("Last-Event-ID")!
}

extension Response {
  /// A JSON text.
  init(
    status: HTTPResponse.Status = .ok, json: [UInt8], headers: HTTPFields = [:]
  ) {
    var headers = headers
    headers[.contentType] = "application/json; charset=utf-8"
    headers[.cacheControl] = "no-store"
    self.init(status: status, headers: headers, body: .init(byteBuffer: .init(bytes: json)))
  }

  /// An error frame, with the status that fits it.
  init(refusing error: FrameError) {
    self.init(status: error.code.httpStatus, json: ServerFrame.error(.init(error)).encoded)
  }
}

extension ErrorCode {
  var httpStatus: HTTPResponse.Status {
    switch self {
    case .unauthorized: .unauthorized
    case .forbidden, .notYours: .forbidden
    case .unknownConversation, .unknownGroup, .unknownAgent, .unknownReply, .helloRequired:
      .notFound
    case .lineTooLong, .textTooLong: .contentTooLarge
    case .rateLimited, .backlog, .tooSlow, .tooManyConnections: .tooManyRequests
    case .storeUnavailable, .draining, .idle, .helloTimeout: .serviceUnavailable
    case .internal: .internalServerError
    case .notWaiting, .wrongState, .noCapacity, .nothingToRate, .noSuchOption: .conflict
    case .badJSON, .badUTF8, .badFrame, .unknownType, .emptyText, .unsupportedVersion, .helloTwice,
      .missingFields, .reloadFailed:
      .badRequest
    }
  }
}
