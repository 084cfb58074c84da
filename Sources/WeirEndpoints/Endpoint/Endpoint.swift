public import WeirPrimitives

/// An endpoint's own name for one of its sockets: counted from zero in the order of opening.
public struct SocketID: Sendable, Hashable {
  public let number: UInt32

  public init(_ number: UInt32) { self.number = number }
}

/// Why a socket failed, in the words of the socket API.
public enum SocketFailure: UInt8, Sendable {
  /// EHOSTUNREACH: no link leads there.
  case unreachable
  /// ECONNREFUSED.
  case refused
  /// ETIMEDOUT while connecting.
  case connectTimedOut
  /// ECONNRESET.
  case reset
  /// ETIMEDOUT: data went unacknowledged for too long.
  case timedOut
}

/// Something that happens to an endpoint, other than the arrival of bytes.
public enum EndpointInput: Sendable, Equatable {
  /// The run begins.
  case start
  /// An instruction of the workload is due; the number is the endpoint's own.
  case command(UInt32)
  /// A timer it set is due.
  case timer(UInt32)
  /// Somebody connected to a port it listens on.
  case accepted(SocketID, port: UInt16)
  /// A connection it asked for is established.
  case connected(SocketID)
  /// The send buffer has room again, as ``Effects/Effect/awaitWritable(_:)`` asked to be told.
  case writable(SocketID)
  /// The peer will send nothing more.
  case endOfStream(SocketID)
  /// The socket is gone.
  case failed(SocketID, SocketFailure)
  /// Its process was killed; everything it held in memory is gone.
  case crashed
}

/// A program on a host: a client, a server, or one of the user's own.
///
/// It never sees the world: things happen to it, and it says what it wants done.
public protocol Endpoint {
  /// Whether bytes wait in the receive buffer until ``Effects/Effect/read(_:limit:)`` asks for
  /// them, so that a slow reader slows its peer down; asked once, when it is put on a host.
  ///
  /// The end of a stream and a failure are then told when all bytes before them have been read.
  var readsOnRequest: Bool { get }

  /// Whether nothing more will come from it unless something is done to it.
  ///
  /// A run is over when all programs are quiet and nothing is owed.
  var isQuiet: Bool { get }

  /// Handles one input.
  mutating func handle(_ input: EndpointInput, at now: Instant, into effects: inout Effects)

  /// Handles bytes that arrived in order on a socket.
  ///
  /// - Parameters:
  ///   - offset: the stream offset of the first byte.
  ///   - marks: what is complete within these bytes, by rising stream offset.
  mutating func receive(
    _ bytes: Span<UInt8>, offset: UInt64, marks: ArraySlice<Mark>, on socket: SocketID,
    at now: Instant, into effects: inout Effects)
}

extension Endpoint {
  /// Bytes are handed over as they arrive.
  public var readsOnRequest: Bool { false }
  /// Nothing is known of it.
  public var isQuiet: Bool { false }
}
