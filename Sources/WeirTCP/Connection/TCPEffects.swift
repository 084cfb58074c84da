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

  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The handshake is complete.
  @inlinable public static var established: TCPSignals { TCPSignals(rawValue: 1) }
  /// More bytes can be read, up to `receivedEnd`.
  @inlinable public static var readable: TCPSignals { TCPSignals(rawValue: 2) }
  /// The peer will send nothing more, and all it sent has arrived.
  @inlinable public static var endOfStream: TCPSignals { TCPSignals(rawValue: 4) }
  /// More of what was written has been acknowledged.
  @inlinable public static var acknowledged: TCPSignals { TCPSignals(rawValue: 8) }
  /// The connection is gone; ``TCPEffects/failure`` says why.
  @inlinable public static var failed: TCPSignals { TCPSignals(rawValue: 16) }
  /// Nothing more will happen at this end.
  @inlinable public static var closed: TCPSignals { TCPSignals(rawValue: 32) }
}
