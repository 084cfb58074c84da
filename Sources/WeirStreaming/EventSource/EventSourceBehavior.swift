public import WeirPrimitives

/// What browsers do differently where the standard leaves a choice.
public struct EventSourceBehavior: Sendable, Equatable {
  /// The wait before a reconnection until a server sets another: "probably in the region of a few
  /// seconds" (WHATWG HTML 9.2.2).
  public var reconnectionTime: TimeSpan
  /// The shortest wait, whatever a server asks for.
  public var shortestReconnectionTime: TimeSpan
  /// Whether a charset other than UTF-8 ends the stream before it begins.
  ///
  /// WHATWG HTML 9.2.5 has no charset parameter and 9.2.6 always decodes UTF-8; Blink refuses.
  public var refusesOtherCharsets: Bool
  /// Whether reconnections go to the URL that the last response came from, after its redirects.
  public var staysRedirected: Bool

  public init(
    reconnectionTime: TimeSpan, shortestReconnectionTime: TimeSpan = .zero,
    refusesOtherCharsets: Bool = true, staysRedirected: Bool = true
  ) {
    self.reconnectionTime = reconnectionTime
    self.shortestReconnectionTime = shortestReconnectionTime
    self.refusesOtherCharsets = refusesOtherCharsets
    self.staysRedirected = staysRedirected
  }

  /// Chromium 156 as measured: 3 s, no floor, no back-off; reconnects to the redirected URL.
  public static let chromium = EventSourceBehavior(reconnectionTime: .milliseconds(3_000))

  /// Firefox from its source: 5 s, never under 500 ms.
  ///
  /// Not modelled: its other differences.
  public static let firefox = EventSourceBehavior(
    reconnectionTime: .milliseconds(5_000), shortestReconnectionTime: .milliseconds(500))
}
