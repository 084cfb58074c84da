public import WeirPrimitives

/// The `readyState` of an `EventSource`, with the numbers a page sees (WHATWG HTML 9.2.2).
public enum EventSourceReadyState: UInt8, Sendable {
  case connecting = 0
  case open = 1
  case closed = 2
}

/// The request that an `EventSource` asks its driver to make: a GET that is never cached.
///
/// The driver adds `Accept: text/event-stream`, which the standard allows, and what else its
/// browser sends.
public struct EventSourceRequest: Equatable, Sendable {
  public let url: [UInt8]
  /// The value of the `Last-Event-ID` header, in UTF-8; empty means that there is no such header.
  public let lastEventID: [UInt8]

  public init(url: [UInt8], lastEventID: [UInt8]) {
    self.url = url
    self.lastEventID = lastEventID
  }
}

/// Why an `EventSource` will never connect again.
public enum EventSourceFailure: Equatable, Sendable {
  /// Any status but 200: 204 is how a server says stop.
  case status(Int)
  /// A 200 with a missing Content-Type, or one that is not `text/event-stream`.
  case contentType
  /// A charset other than UTF-8.
  case charset
  /// An error after which the driver knows that trying again is futile.
  case network
  /// The stream went beyond ``EventStreamLimits``. Not modelled on any browser: they have none.
  case violation(EventStreamViolation)
}

/// What an `EventSource` wants done or made known, in the order in which it is to happen.
public enum EventSourceOutput: Equatable, Sendable {
  /// Make this request; in answer to a redirect, in place of what is left of its response.
  case connect(EventSourceRequest)
  /// Fire the `open` event.
  case opened
  /// Fire the `error` event; `readyState` already has this value.
  case error(EventSourceReadyState)
  /// Call ``EventSource/timerFired(into:)`` after this time.
  case wait(TimeSpan)
  /// Forget the wait begun before; it will not be needed.
  case cancelWait
  /// Give up the request or response that is under way.
  case abort
  /// The object is closed for good, for this reason; follows its `error`.
  case failed(EventSourceFailure)
}
