public import WeirPrimitives

/// A version of HTTP, as its requests name it.
public enum HTTPVersion: String, Sendable, CaseIterable {
  case http10 = "1.0"
  case http11 = "1.1"
  case http2 = "2"
}

/// A browser on a host: tabs that share its connections.
public struct BrowserPlan: Sendable, Equatable {
  public enum Engine: String, Sendable, CaseIterable {
    case chromium
    case firefox
    case safari
  }

  public var engine = Engine.chromium
  /// What it speaks with servers: HTTP/1.1 or HTTP/2.
  public var http = HTTPVersion.http11
  /// HTTP/1.1 connections to one origin at a time, for all tabs together.
  ///
  /// Six in Chromium and Firefox (MDN, "Using server-sent events").
  public var connectionsPerOrigin = 6
  /// Whether tabs share one `EventSource` for a path, as through a `SharedWorker`.
  public var sharesEventSource = false

  public init() {}
}

/// Pages of one site that are opened one after another, each in a tab of its own.
public struct TabsPlan: Sendable, Equatable {
  public var count: Int
  /// From one to the next.
  public var every: TimeSpan
  /// The topic that each page follows.
  public var follow: String

  public init(count: Int, every: TimeSpan, follow: String) {
    self.count = count
    self.every = every
    self.follow = follow
  }
}
