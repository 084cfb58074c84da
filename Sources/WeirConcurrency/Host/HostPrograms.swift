internal import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

/// The sockets of the programs on one host: takes down what happens to them and wakes who waits.
///
/// No task runs while the world tells it something: waking only makes tasks ready.
final class HostPrograms: Endpoint, @unchecked Sendable {
  let name: String
  /// Set when it is put on its host.
  var id: EndpointID!
  /// Programs that have not ended.
  var runningCount = 0
  private var sockets: [SocketState?] = []
  var listeners: [ListenerState] = []

  var readsOnRequest: Bool { true }
  var isQuiet: Bool { runningCount == 0 }

  init(name: String) { self.name = name }

  func add(_ socket: SocketState, as id: SocketID) {
    while sockets.count <= Int(id.number) { sockets.append(nil) }
    sockets[Int(id.number)] = socket
  }

  func remove(_ id: SocketID) { sockets[Int(id.number)] = nil }

  private func socket(_ id: SocketID) -> SocketState? {
    Int(id.number) < sockets.count ? sockets[Int(id.number)] : nil
  }

  func handle(_ input: EndpointInput, at now: Instant, into effects: inout Effects) {
    switch input {
    case .accepted(let id, let port):
      guard let listener = listeners.first(where: { $0.port == port }) else {
        effects.list.append(.abort(id))
        return
      }
      let state = SocketState(peer: "the client on port \(port)")
      state.id = id
      state.isConnected = true
      add(state, as: id)
      listener.backlog.append(state)
      listener.waiter?.wake()
    case .connected(let id):
      guard let socket = socket(id) else { return }
      socket.isConnected = true
      socket.connector?.wake()
    case .writable(let id):
      socket(id)?.writer?.wake()
    case .endOfStream(let id):
      guard let socket = socket(id) else { return }
      socket.hasEnded = true
      socket.reader?.wake()
    case .failed(let id, let failure):
      guard let socket = socket(id) else { return }
      socket.failure = failure
      socket.isGone = true
      for waiter in [socket.connector, socket.reader, socket.writer] { waiter?.wake() }
      remove(id)
    case .start, .command, .timer, .crashed, .sent, .overfull:
      break
    }
  }

  func receive(
    _ bytes: Span<UInt8>, offset: UInt64, marks: ArraySlice<Mark>, on socket: SocketID,
    at now: Instant, into effects: inout Effects
  ) {
    guard let socket = self.socket(socket) else { return }
    bytes.withUnsafeBytes { socket.received.append(contentsOf: $0) }
    socket.reader?.wake()
  }
}

/// One end of a connection, as its programs know it.
final class SocketState {
  /// Whom it leads to, for people: `api:80`.
  let peer: String
  var id = SocketID(.max)
  var isConnected = false
  /// Bytes asked for and not yet given to the reader.
  var received: [UInt8] = []
  var hasEnded = false
  /// Why it failed; nil once somebody was told.
  var failure: SocketError?
  /// The world knows it no more.
  var isGone = false
  /// Nothing more will be written.
  var isFinished = false
  var connector: Waiter?
  var reader: Waiter?
  var writer: Waiter?

  init(peer: String) { self.peer = peer }

  /// Why it failed, once, as SO_ERROR.
  func takeFailure() -> SocketError? {
    defer { failure = nil }
    return failure
  }
}

/// A port that programs accept connections on.
final class ListenerState {
  let port: UInt16
  /// Established connections that nobody has taken, oldest first.
  var backlog: [SocketState] = []
  var isClosed = false
  var waiter: Waiter?

  init(port: UInt16) { self.port = port }
}
