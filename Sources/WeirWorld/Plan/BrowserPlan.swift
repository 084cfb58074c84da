public import WeirEndpoints
public import WeirPrimitives

/// A browser on a host: tabs that share its connections.
///
/// What is nil is as the engine has it.
public struct BrowserPlan: Sendable, Equatable {
  public enum Engine: String, Sendable, CaseIterable {
    case chromium
    case firefox
    case safari
  }

  public var engine = Engine.chromium
  /// What it speaks with servers: HTTP/1.1 or HTTP/2.
  public var http = HTTPVersion.http11
  public var tls = TLSUse.off
  /// HTTP/1.1 connections to one origin at a time, for all tabs together.
  ///
  /// Six in Chromium and Firefox (MDN, "Using server-sent events").
  public var connectionsPerOrigin = 6
  /// Connections to all origins together.
  public var maximumConnections: Int?
  /// Whether tabs share one `EventSource` for a path, as through a `SharedWorker`.
  public var sharesEventSource = false
  /// How long a page that was left keeps its streams open, to be shown again at once.
  public var backForwardCache: TimeSpan?
  /// HTTP/2: the windows, and when credit is given back.
  public var streamWindow: UInt32?
  public var connectionWindow: UInt32?
  public var credit = HTTP2Credit.onReceipt

  public init() {}
}

/// Pages of one site that are opened one after another, each in a tab of its own.
///
/// Each shows when it opens, and hides the one before it.
public struct TabsPlan: Sendable, Equatable {
  public var count: Int
  /// From one to the next.
  public var every: TimeSpan
  /// The topic that each page follows.
  public var follow: String
  /// The document that is fetched first; nil for none.
  public var page: String? = "/"
  /// The host of the topic, where it is another than that of the page.
  public var followFrom: String?
  /// Whether a page closes its stream while it is hidden.
  public var closesWhenHidden = false

  public init(count: Int, every: TimeSpan, follow: String) {
    self.count = count
    self.every = every
    self.follow = follow
  }
}
