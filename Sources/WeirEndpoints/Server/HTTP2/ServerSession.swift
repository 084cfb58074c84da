internal import WeirHTTP
internal import WeirPrimitives

/// A server's side of a connection over HTTP/2.
struct ServerSession: Sendable {
  /// How far the connection has been retired.
  enum Retirement: UInt8, Sendable {
    case none
    /// A GOAWAY that refuses nothing has been sent, and a PING behind it.
    case announced
    /// The last stream has been named.
    case final
  }

  let socket: SocketID
  var machine: HTTP2Connection
  /// What the machine has to say and has not been written.
  var output: [UInt8] = []
  /// Requests that have not come to their end, by stream; few at a time.
  var requests: [(stream: UInt32, request: AskedRequest)] = []
  /// Exchanges by half their stream's identifier; ``Exchange/none`` for those that are over.
  private var exchanges: [UInt32] = []
  /// Exchanges that have bytes to send and room in their own window, in the order of their turns.
  var turns: [UInt32] = []
  /// For whom the last bytes were.
  var consumer = Mark.request
  var retirement = Retirement.none

  init(socket: SocketID, machine: HTTP2Connection) {
    self.socket = socket
    self.machine = machine
  }

  /// Lets the machine do something and keeps what it has to say.
  mutating func say(_ body: (inout HTTP2Connection, inout [UInt8]) -> Void) {
    body(&machine, &output)
  }

  /// The next thing in bytes that have arrived.
  mutating func next(in bytes: Span<UInt8>, at position: inout Int, now: Instant) -> HTTP2Event? {
    machine.next(in: bytes, at: &position, now: now, into: &output)
  }

  func exchange(of stream: UInt32) -> UInt32? {
    let index = Int(stream >> 1)
    guard index < exchanges.count, exchanges[index] != Exchange.none else { return nil }
    return exchanges[index]
  }

  mutating func set(_ exchange: UInt32, of stream: UInt32) {
    let index = Int(stream >> 1)
    while exchanges.count <= index { exchanges.append(Exchange.none) }
    exchanges[index] = exchange
  }

  /// The exchanges under way, by rising stream.
  var openExchanges: [UInt32] { exchanges.filter { $0 != Exchange.none } }

  /// Takes the request of a stream that has come to its end, or was given up.
  mutating func takeRequest(of stream: UInt32) -> AskedRequest? {
    guard let index = requests.firstIndex(where: { $0.stream == stream }) else { return nil }
    return requests.remove(at: index).request
  }
}

/// Bytes of a body that the windows did not let through.
struct UnsentBody: Sendable {
  private(set) var bytes: [UInt8] = []
  /// Their ends count from the first byte of all.
  private(set) var marks: [Mark] = []
  private(set) var sentBytes = 0
  private(set) var sentMarks = 0
  /// Bytes behind them whose content does not matter.
  var filler = 0
  /// Whether the body ends behind them.
  var ends = false
  /// Whether it has a turn.
  var hasTurn = false

  var count: Int { bytes.count - sentBytes + filler }

  /// Appends the rest of a part; the ends of its marks count from the part's first byte.
  mutating func append(_ part: Span<UInt8>, from start: Int, marks partMarks: Span<Mark>) {
    let base = bytes.count
    part.extracting(start..<part.count).withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    for index in partMarks.indices where partMarks[index].end > start {
      var mark = partMarks[index]
      mark.end = mark.end - UInt64(start) + UInt64(base)
      marks.append(mark)
    }
  }

  /// Counts bytes as sent, of those with content first, and gives up their memory when all are, or
  /// half and many: a client that is always a little behind would hold all it ever got.
  mutating func drop(_ count: Int, marks markCount: Int) {
    let real = min(count, bytes.count - sentBytes)
    sentBytes += real
    sentMarks += markCount
    filler -= count - real
    if sentBytes == bytes.count {
      bytes.removeAll(keepingCapacity: true)
      marks.removeAll(keepingCapacity: true)
    } else if sentBytes >= Self.smallestCut, sentBytes * 2 >= bytes.count {
      bytes.removeFirst(sentBytes)
      marks.removeFirst(sentMarks)
      for index in marks.indices { marks[index].end -= UInt64(sentBytes) }
    } else {
      return
    }
    sentBytes = 0
    sentMarks = 0
  }

  /// Fewer bytes than this are not worth moving the rest for.
  private static let smallestCut = 65_536
}
