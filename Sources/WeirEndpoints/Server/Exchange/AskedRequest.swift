internal import WeirHTTP
internal import WeirPrimitives

/// A request, whatever version of HTTP brought it.
struct AskedRequest: Sendable {
  let method: HTTPMethod
  let target: RequestTarget
  let headers: HTTPHeaderList
  /// The type that the response is to have instead of its usual one.
  var contentType: String?

  init(_ head: HTTPRequestHead) {
    method = head.method
    target = RequestTarget(head.target)
    headers = head.headers
  }

  init(_ head: HTTP2RequestHead) {
    method = head.method
    target = RequestTarget(head.path)
    headers = head.headers
  }

  /// The id of the last event that whoever asks has got; nil for none.
  ///
  /// A page that makes a new `EventSource` cannot set a header and says it in the query.
  var lastEventID: [UInt8]? {
    let id =
      headers.value(of: "Last-Event-ID") ?? target.parameter("lastEventId").map { Array($0.utf8) }
    return id?.isEmpty == true ? nil : id
  }
}
