public import WeirKernel
public import WeirPrimitives

/// What an endpoint wants done, in order; the world does it after the call.
///
/// One list is reused for all calls. Bytes to be written are appended to one buffer.
public struct Effects: Sendable {
  /// One thing to do.
  public enum Effect: Sendable {
    /// Connect to a port of a host, by its index.
    case connect(SocketID, host: UInt32, port: UInt16)
    case listen(port: UInt16)
    /// Refuse connections to a port from now on.
    case stopListening(port: UInt16)
    /// Write a range of ``Effects/bytes`` with a range of ``Effects/marks``, whose ends count from
    /// the range's first byte.
    ///
    /// All of it, whatever the send buffer has room for, as through a library that keeps the rest
    /// in the program's own memory. Nothing, without a word, once the socket takes no more.
    case write(SocketID, bytes: Range<UInt32>, marks: Range<UInt32>)
    /// Write as send(2) does on a non-blocking socket: what the send buffer has room for, told by
    /// ``EndpointInput/sent(_:_:)``. The marks that end behind it are to be given with the rest.
    case send(SocketID, bytes: Range<UInt32>, marks: Range<UInt32>)
    /// Write so many bytes whose content does not matter, with a range of ``Effects/marks``, whose
    /// ends count from the first of them and may lie in what is written later.
    case fill(SocketID, count: UInt32, marks: Range<UInt32>)
    /// Half-close as shutdown(2) with SHUT_WR: the peer gets the end of the stream behind what was
    /// written, and this side still reads.
    case finish(SocketID)
    /// Close as close(2): what was written is still sent, then a FIN; a RST instead where bytes
    /// that arrived are unread, and in answer to bytes that still arrive.
    case close(SocketID)
    /// Close as with SO_LINGER of zero seconds: a RST, and what was not sent is dropped.
    case abort(SocketID)
    case setOption(SocketID, SocketOption)
    /// Hand over at most so many bytes, once there are some; for endpoints that read on request.
    case read(SocketID, limit: UInt32)
    /// Tell, once, when at least a third of the send buffer is free: behind what this call asks for
    /// where it is, or where nothing can be written any more. As `sk_stream_is_writeable` has it,
    /// TCP_NOTSENT_LOWAT counted; for endpoints that read on request, and for transfers.
    case awaitWritable(SocketID)
    /// Set or move a timer; an instant in the past fires at once.
    case setTimer(UInt32, at: Instant)
    case cancelTimer(UInt32)
    /// A stream of events came into being; its name is a range of ``Effects/bytes``.
    case openStream(UInt32, name: Range<UInt32>)
    /// A consumer is from now on to get all that a stream emits.
    case subscribe(consumer: UInt32, stream: UInt32)
    /// A socket now serves a consumer.
    case serve(SocketID, consumer: UInt32)
    /// What is written next on a socket that serves several consumers is for this one.
    case writesFor(SocketID, consumer: UInt32)
    /// A stream emitted its next event.
    case emit(stream: UInt32, number: UInt32, bytes: UInt32, isLast: Bool)
    /// An event was handed over to the application.
    case handOver(stream: UInt32, number: UInt32, consumer: UInt32)
    case status(ConsumerState, consumer: UInt32)
    /// A server began to generate what a consumer asked for.
    case generate(consumer: UInt32, stream: UInt32)
    /// A consumer was told that events are missing or that it begins anew.
    case announceGap(consumer: UInt32)
    /// A consumer was handed an event that nobody sent.
    case handOverStray(consumer: UInt32)
    /// The text of an event as it was emitted, by its hash; only while ``Effects/notesTexts``.
    case emitText(stream: UInt32, number: UInt32, hash: UInt64)
    /// The text of an event as it was handed over; only while ``Effects/notesTexts``.
    case handOverText(stream: UInt32, number: UInt32, consumer: UInt32, hash: UInt64)
    /// A consumer connects again and tells an id, where a client without faults would have told
    /// another or the same: ranges of ``Effects/bytes``, empty for none; only while
    /// ``Effects/notesPositions``.
    case tell(consumer: UInt32, id: Range<UInt32>, expected: Range<UInt32>)
    case note(Note)
  }

  /// How a consumer stands with what it asked for.
  public enum ConsumerState: UInt8, Sendable {
    case running, complete, failed, stopped
  }

  public var list: [Effect] = []
  public var bytes: [UInt8] = []
  public var marks: [Mark] = []
  /// Draws the endpoint made, for the trace: left empty unless ``notesDraws``.
  public var draws: [Draw] = []
  public var notesDraws = false
  /// Whether texts are compared, and whether the ids that reconnections tell.
  public var notesTexts = false
  public var notesPositions = false
  /// The number the endpoint's next socket gets; kept by the world between calls.
  public var nextSocket: UInt32 = 0
  /// Bytes that the send buffer has room for; kept by the world for ``EndpointInput/writable(_:)``
  /// to a transfer.
  public var sendSpace = 0
  /// The number the world's next stream gets.
  public var nextStream: UInt32 = 0

  public init() {}

  /// Empties the lists and keeps their memory.
  public mutating func removeAll() {
    // Mostly one to four: one by one is cheaper than the general way.
    while !list.isEmpty { list.removeLast() }
    if !bytes.isEmpty { bytes.removeAll(keepingCapacity: true) }
    while !marks.isEmpty { marks.removeLast() }
    if !draws.isEmpty { draws.removeAll(keepingCapacity: true) }
  }

  /// Opens a connection and returns the socket's name.
  public mutating func connect(host: UInt32, port: UInt16) -> SocketID {
    let socket = SocketID(nextSocket)
    nextSocket += 1
    list.append(.connect(socket, host: host, port: port))
    return socket
  }

  /// Writes what `fill` appends; it gives the end of a mark as an index of the buffer it fills.
  public mutating func write(
    on socket: SocketID, _ fill: (inout [UInt8], inout [Mark]) -> Void
  ) {
    let (written, placed) = append(fill)
    list.append(.write(socket, bytes: written, marks: placed))
  }

  /// Sends what `fill` appends as far as there is room: ``Effect/send(_:bytes:marks:)``.
  public mutating func send(
    on socket: SocketID, _ fill: (inout [UInt8], inout [Mark]) -> Void
  ) {
    let (written, placed) = append(fill)
    list.append(.send(socket, bytes: written, marks: placed))
  }

  private mutating func append(
    _ fill: (inout [UInt8], inout [Mark]) -> Void
  ) -> (bytes: Range<UInt32>, marks: Range<UInt32>) {
    let firstByte = UInt32(bytes.count)
    let firstMark = UInt32(marks.count)
    fill(&bytes, &marks)
    let written = firstByte..<UInt32(bytes.count)
    for index in Int(firstMark)..<marks.count { marks[index].end -= UInt64(firstByte) }
    return (written, firstMark..<UInt32(marks.count))
  }

  /// Announces a stream of events and returns its number.
  public mutating func openStream(named name: [UInt8]) -> UInt32 {
    let first = UInt32(bytes.count)
    bytes.append(contentsOf: name)
    let stream = nextStream
    nextStream += 1
    list.append(.openStream(stream, name: first..<UInt32(bytes.count)))
    return stream
  }
}
