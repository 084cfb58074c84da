public import WeirPrimitives

/// A version of HTTP, as its requests name it.
public enum HTTPVersion: String, Sendable, CaseIterable {
  case http10 = "1.0"
  case http11 = "1.1"
  case http2 = "2"
}

/// How a client secures its connections: a model of what that costs, not of the cryptography.
public enum TLSUse: String, Sendable, CaseIterable {
  /// Plain TCP; HTTP/2 then begins by prior knowledge (RFC 9113 section 3.3).
  case off
  /// Two round trips before the first request, one where a session is resumed (RFC 5246).
  case tls12 = "1.2"
  /// One round trip (RFC 8446); early data is never sent.
  case tls13 = "1.3"
}

/// When a client gives the credit of a whole HTTP/2 connection back.
public enum HTTP2Credit: String, Sendable, CaseIterable {
  /// As the bytes arrive, read or not: one stream that nobody reads cannot stop the others.
  case onReceipt = "on-receipt"
  /// As the program reads them: unread bytes of one stream are missing to all of them.
  case onConsumption = "on-consumption"
}

/// How the clients of a host speak HTTP.
public struct HTTPClientOptions: Sendable, Equatable {
  public var version = HTTPVersion.http11
  public var tls = TLSUse.off
  /// HTTP/2: the window of each stream, SETTINGS_INITIAL_WINDOW_SIZE, in octets.
  public var streamWindow: UInt32 = 65_535
  /// HTTP/2: the window of the connection, in octets.
  public var connectionWindow: UInt32 = 65_535
  public var credit = HTTP2Credit.onReceipt
  /// HTTP/2: from one PING to the next on a connection with streams; nil for none.
  public var pingInterval: TimeSpan?
  /// HTTP/2: each PING is sent so much early or late at most, drawn for each.
  public var pingJitter = TimeSpan.zero

  public init() {}
}

/// How a server speaks HTTP/2: to whoever begins with its preface, or agrees on it by ALPN.
public struct HTTP2ServerOptions: Sendable, Equatable {
  /// SETTINGS_MAX_CONCURRENT_STREAMS; 128 as nginx and AWS's balancers have it.
  public var maximumConcurrentStreams: UInt32 = 128
  /// A connection this old is retired; nil for never.
  public var maximumAge: TimeSpan?
  /// How long its streams may go on then, before it is closed; nil for as long as they like.
  public var drain: TimeSpan? = .seconds(5)
  /// How a connection is retired.
  public var goAway = GoAway.twoStep
  /// PINGs that come sooner after each other than this, without data between, are strikes; nil
  /// counts none.
  ///
  /// gRPC servers: 5 minutes (gRPC proposal A8).
  public var pingMinimum: TimeSpan?
  /// More strikes than this end the connection with ENHANCE_YOUR_CALM.
  public var pingStrikes = 2

  public enum GoAway: String, Sendable, CaseIterable {
    /// One that refuses nothing, then, a round trip later, one with the last stream (RFC 9113
    /// section 6.8).
    case twoStep = "two-step"
    /// One with the last stream seen: requests under way are above it.
    case atOnce = "at-once"
    /// None: the connection is closed.
    case none
  }

  public init() {}
}
