/// Something worth telling people about a run, kept apart from the digest.
public struct Note: Sendable, Equatable {
  public enum Kind: UInt8, Sendable {
    /// A client asks for a stream; value: 0 POST, 1 GET without an id, 2 GET with an id (`detail`),
    /// 3 GET with an id in its query.
    case requested
    /// A client's response began; value: the status.
    case responded
    /// A client has heard nothing for too long and drops the connection; value: nanoseconds.
    case watchdogFired
    /// A client's connection ended; value: the raw value of a ``SocketError``, one of the numbers
    /// below, or the status of a response that asks to try again.
    case connectionLost
    /// A client waits before it connects again; value: nanoseconds.
    case waiting
    /// A request waits until a connection is free.
    case queued
    /// A plain request has its answer.
    case answered
    /// An `EventSource` fires `open`.
    case sourceOpened
    /// An `EventSource` fires `error`; value: its `readyState` then.
    case sourceError
    /// An `EventSource` is closed for good, and its page will make a new one; value and `detail`:
    /// as of ``gaveUp``.
    case sourceClosed
    /// A stream is closed while its page is hidden.
    case suspended
    /// Something happens to a page; value: ``PageAction/number``; `detail`: the page, from 1.
    case page
    /// A client's page is gone, and it with it.
    case pageIsGone
    /// An HTTP/2 connection is retired by its server; value: the error code; `detail`: the last
    /// stream.
    case goAway
    /// A client has everything; value: events handed over.
    case completed
    /// A client gives up; value: the status that made it, or 0; `detail`: one of the numbers below
    /// for a stream it cannot read.
    case gaveUp
    /// A server created a stream of events.
    case streamCreated
    /// A server continues a stream; value: events replayed; `detail`: after which number.
    case resumed
    /// A server no longer holds what a client lacks; value: the number it was told; `detail`: 1
    /// where it says so, else 0.
    case evicted
    /// A server attaches a client to what comes from now on.
    case attachedLive
    /// A server lost what it held in memory.
    case crashed
    /// A server resets a client that reads too slowly; value: the bytes that may wait for it.
    case tooSlow
    /// A transfer's connection stands.
    case connected
    /// A transfer's reader has everything; value: bytes.
    case receivedAll
    /// A transfer's other end closed before everything had come.
    case closedByPeer
    /// A transfer's socket is gone; value: the failure.
    case socketFailed
    /// A series of connects is over; value: how many; `detail`: how many failed.
    case connectedSeries
  }

  public var kind: Kind
  public var consumer: UInt32
  public var stream: UInt32
  public var value: UInt64
  public var detail: UInt64

  /// ``Kind/connectionLost``: the response ended as it should.
  public static let cleanEnd: UInt64 = 255
  /// ``Kind/connectionLost``: the response broke off, or was not HTTP.
  public static let brokenResponse: UInt64 = 254
  /// ``Kind/connectionLost``: the client's own watchdog.
  public static let watchdog: UInt64 = 253

  /// ``Kind/gaveUp``: the response was no event stream.
  public static let noEventStream: UInt64 = 1
  /// ``Kind/gaveUp``: a line or an event was longer than its reader takes.
  public static let tooLong: UInt64 = 2

  /// Stands for no consumer or no stream.
  public static let nobody = UInt32.max

  /// Why a client's connection ended, where a socket failed.
  public var socketError: SocketError? {
    switch kind {
    case .connectionLost, .socketFailed:
      UInt8(exactly: value).flatMap(SocketError.init(rawValue:))
    default: nil
    }
  }

  public init(
    _ kind: Kind, consumer: UInt32 = Note.nobody, stream: UInt32 = Note.nobody,
    value: UInt64 = 0, detail: UInt64 = 0
  ) {
    self.kind = kind
    self.consumer = consumer
    self.stream = stream
    self.value = value
    self.detail = detail
  }
}
