public import WeirPrimitives

/// An endpoint's own name for one of its sockets: counted from zero in the order of opening.
public struct SocketID: Sendable, Hashable {
  public let number: UInt32

  public init(_ number: UInt32) { self.number = number }
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
  /// A third of the send buffer is free, as ``Effects/Effect/awaitWritable(_:)`` asked to be told.
  case writable(SocketID)
  /// What ``Effects/Effect/send(_:bytes:marks:)`` did: so many bytes were taken, or none and why.
  case sent(SocketID, Result<UInt32, SocketError>)
  /// More is written on a socket and not acknowledged than ``Endpoint/backlogLimit`` says.
  case overfull(SocketID)
  /// The peer will send nothing more; this side may still write (half-closed).
  case endOfStream(SocketID)
  /// The socket is gone; told after every byte that had arrived (`tcp_recvmsg`), and, where the
  /// peer's end of stream came first, after that.
  case failed(SocketID, SocketError)
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

  /// Bytes that may be written on a socket and not acknowledged before it is told
  /// ``EndpointInput/overfull(_:)``, at each write that leaves more; nil for any number. Asked
  /// once, when it is put on a host.
  ///
  /// They are what the send buffer holds and, behind it, the program's own memory.
  var backlogLimit: ByteCount? { get }

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
  /// Any number.
  public var backlogLimit: ByteCount? { nil }
  /// Nothing is known of it.
  public var isQuiet: Bool { false }
}
