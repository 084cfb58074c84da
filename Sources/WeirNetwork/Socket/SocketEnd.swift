internal import WeirKernel
internal import WeirPrimitives
public import WeirTCP

/// One end of a connection with what belongs to it: machine, bytes it sends, owner, timer.
///
/// The bytes an end sends are held once, here, until the peer has acknowledged and its application
/// has read them; segments and the receiver's buffer refer to them by offset.
struct SocketEnd: ~Copyable {
  var tcp: TCPConnection
  var outgoing = ByteQueue()
  var marks = MarkQueue()
  /// The endpoint that owns this end; ``SocketEnd/noOwner`` before it is accepted.
  var owner = SocketEnd.noOwner
  /// The owner's own name for this end.
  var localSocket: UInt32 = 0
  /// Identity of the packets this end sends: stable whatever else is in the world.
  var flow: UInt64
  /// The links its packets take, as a number of the network's route table.
  var route: UInt32
  var host: UInt32
  var port: UInt16
  var packetCount: UInt32 = 0
  /// Up to where this end's application has read the peer's bytes.
  var consumed: UInt64 = 0
  /// The application has closed: it reads nothing more.
  var isLetGo = false
  var timer = EventHandle.none
  /// When the scheduled timer event is due; later deadlines are looked up when it fires.
  var timerAt = Instant.distantFuture
  /// The consumer on whose behalf the connection was last used, for the audit.
  var consumer: UInt32 = .max

  /// Watched offsets of the bytes this end sends, by rising offset.
  var tripwires: [Tripwire] = []

  static let noOwner = UInt32.max
}

/// What happened at an end of a connection that its owner is to be told.
public struct SocketSignal: Sendable, Equatable {
  public let socket: SocketHandle
  public let signals: TCPSignals
  public let failure: TCPFailure?
  /// Set for the first signal of an accepted connection: the listener's port.
  public let acceptedOn: UInt16?
}
