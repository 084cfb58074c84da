public import WeirPrimitives

/// How a client behaves when its stream goes quiet or ends.
public struct ClientPolicy: Sendable, Equatable {
  /// Drops the connection after so long without a byte, while connecting too; nil for never.
  public var watchdog: TimeSpan?
  /// The wait before it connects again.
  ///
  /// Who follows a topic obeys a `retry` line of the server instead, as an `EventSource` does; who
  /// reads an answer does not, as most `fetch` clients.
  public var reconnectDelay: TimeSpan = .seconds(3)
  /// Whether it says where it left off.
  public var resume = Resume.lastEventID
  /// Takes an id when its line is seen instead of when its event is dispatched: the mistake of
  /// parsers that lose an event cut in the middle.
  public var commitsIDBeforeDispatch = false

  public enum Resume: String, Sendable, CaseIterable {
    /// `Last-Event-ID` with the id of the last event handed over.
    case lastEventID = "last-event-id"
    /// No id.
    case none
  }

  public init() {}
}

/// What a consumer asks for.
///
/// Paths and queries go out as they are: `/` first, then visible ASCII characters. A consumer whose
/// request cannot be written gives up before it connects.
public enum ConsumerRequest: Sendable, Equatable {
  /// An answer: `POST /api/chat` with these query parameters, in this format.
  case chat(query: String, format: TokenFormat)
  /// A topic, by path.
  case follow(path: String)
}
