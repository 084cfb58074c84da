import Testing
import WeirHTTP
import WeirPrimitives

@testable import WeirEndpoints

/// The server's end of the HTTP/2 connection on one of a bench's sockets.
struct SessionPeer {
  let socket: UInt32
  var machine: HTTP2Connection
  /// What the client has sent: `/0 on 1`, `reset 1 CANCEL`, `ping 1`, `goAway NO_ERROR`.
  private var seen: [String] = []
  private var taken = 0
  private var output: [UInt8] = []

  /// - Parameter streams: the limit it announces; nil for none.
  init(on socket: UInt32, streams: UInt32? = nil) {
    self.socket = socket
    var options = HTTP2Options()
    options.settings.concurrentStreams = streams ?? .max
    machine = HTTP2Connection(.server, options: options)
    machine.start(into: &output)
  }

  /// What the client has sent since the last call; it is not answered yet.
  mutating func news(from bench: borrowing Bench<AgentProgram>) -> [String] {
    read(bench)
    defer { seen = [] }
    return seen
  }

  private mutating func read(_ bench: borrowing Bench<AgentProgram>) {
    let bytes = Array(bench.written[Int(socket)][taken...])
    taken += bytes.count
    var position = 0
    while let event = machine.next(in: bytes.span, at: &position, now: bench.now, into: &output) {
      switch event {
      case .head(let stream, _):
        let path = String(decoding: machine.requestHead.path, as: UTF8.self)
        seen.append("\(path) on \(stream)")
      case .reset(let stream, let code): seen.append("reset \(stream) \(code)")
      case .ping(let value): seen.append("ping \(value)")
      case .goAway(_, let code): seen.append("goAway \(code)")
      case .violation(let violation):
        Issue.record("the client broke a rule: \(violation)")
        return
      default: break
      }
    }
  }

  /// Reads what the client has sent and gives it what there is to say.
  mutating func answer(_ bench: inout Bench<AgentProgram>) {
    read(bench)
    let bytes = output
    output = []
    bench.receive(bytes, on: socket)
  }

  mutating func respond(_ stream: UInt32, ends: Bool = false) {
    machine.respond(
      stream: stream, status: 200, headers: HTTPHeaderList(), endsStream: ends, into: &output)
  }

  /// Writes body bytes, in as many frames as it takes; returns how many the windows let out.
  @discardableResult
  mutating func write(_ count: Int, on stream: UInt32, ends: Bool = false) -> Int {
    let bytes = [UInt8](repeating: 120, count: count)
    var written = 0
    while written < count {
      let step = machine.writeData(
        stream: stream, bytes.span.extracting(written..<count), endsStream: ends, into: &output)
      if step.count == 0 { break }
      written += step.count
    }
    return written
  }

  /// Lets the client have only so many streams from now on.
  mutating func limit(streams: UInt32) {
    var settings = HTTP2Settings()
    settings.concurrentStreams = streams
    machine.announce(settings, into: &output)
  }

  mutating func reset(_ stream: UInt32, _ code: HTTP2ErrorCode) {
    machine.reset(stream: stream, code, into: &output)
  }

  /// A GOAWAY as it stands on the wire, whatever was read.
  mutating func goAway(last: UInt32, _ code: UInt8 = 0) {
    frame(7, payload: Self.bytes(last) + [0, 0, 0, code])
  }

  /// A frame as it stands on the wire.
  mutating func frame(_ type: UInt8, flags: UInt8 = 0, stream: UInt32 = 0, payload: [UInt8]) {
    output += [0, 0, UInt8(payload.count), type, flags] + Self.bytes(stream) + payload
  }

  private static func bytes(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}

extension Bench where Program == AgentProgram {
  /// An agent that speaks HTTP/2.
  static func session(
    seed: UInt64 = 1, _ change: (inout HTTPClientOptions) -> Void = { _ in }
  ) -> Bench {
    .agent(PoolLimits(perOrigin: 6, keeps: true), .http2, seed: seed, change)
  }

  /// Wishes for so many from slot 0, connects socket 0 and exchanges SETTINGS.
  mutating func begin(_ count: UInt32, streams: UInt32? = nil) -> SessionPeer {
    for slot in 0..<count { wish(slot) }
    connect(0)
    var peer = SessionPeer(on: 0, streams: streams)
    peer.answer(&self)
    #expect(news() == ["connect 0 to 1:80"])
    return peer
  }
}
