/// What one input to a connection's end asks its driver to do, and what the application may see.
public struct TCPEffects: Sendable {
  /// Segments to send, in order.
  public var segments: [Segment] = []
  /// What the application is to be told; the raw order is the order of telling.
  public var signals: TCPSignals = []
  /// Why the connection failed, when ``TCPSignals/failed`` is set.
  public var failure: TCPFailure?

  public init() {}

  /// Empties the list and keeps its memory.
  public mutating func removeAll() {
    // Hardly ever more than two: one by one is cheaper than the general way.
    while !segments.isEmpty { segments.removeLast() }
    signals = []
    failure = nil
  }
}

/// What the application at a connection's end may see happen.
public struct TCPSignals: OptionSet, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The handshake is complete.
  public static let established = TCPSignals(rawValue: 1)
  /// More bytes can be read, up to `receivedEnd`.
  public static let readable = TCPSignals(rawValue: 2)
  /// The peer will send nothing more, and all it sent has arrived.
  public static let endOfStream = TCPSignals(rawValue: 4)
  /// More of what was written has been acknowledged.
  public static let acknowledged = TCPSignals(rawValue: 8)
  /// The connection is gone; ``TCPEffects/failure`` says why.
  public static let failed = TCPSignals(rawValue: 16)
  /// Nothing more will happen at this end.
  public static let closed = TCPSignals(rawValue: 32)
}
