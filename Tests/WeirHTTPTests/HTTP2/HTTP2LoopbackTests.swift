import TestSupport
import Testing
import WeirHTTP
import WeirPrimitives

/// One end of a loopback, with what each of its streams has yet to do; by stream number / 2.
private struct HTTP2LoopbackSide {
  var machine: HTTP2Connection
  /// Bytes written that the other end has not been given.
  var wire: [UInt8] = []
  var toSend: [[UInt8]] = []
  var sent: [[UInt8]] = []
  var got: [[UInt8]] = []
  var unread: [Int] = []
  var ended: [Bool] = []
  /// Events that must not come.
  var faults: [HTTP2Event] = []

  init(_ role: HTTP2Connection.Role, _ options: HTTP2Options) {
    machine = HTTP2Connection(role, options: options)
    machine.start(into: &wire)
  }

  mutating func begin(_ id: UInt32, with body: [UInt8], ended isEnded: Bool) {
    precondition(Int(id / 2) == toSend.count)
    toSend.append(body)
    sent.append([])
    got.append([])
    unread.append(0)
    ended.append(isEnded)
  }

  mutating func openStream(_ choices: inout TestChoices) {
    let body = Self.randomBody(&choices)
    let head = HTTP2RequestHead(
      method: body.isEmpty ? .get : .post, scheme: Array("https".utf8),
      authority: Array("example.org".utf8), path: Array("/\(choices.below(9))".utf8),
      headers: headerList(
        ("content-length", "\(body.count)"), ("x-\(choices.below(5))", "\(choices.next())")))
    let id = machine.request(head, endsStream: body.isEmpty, into: &wire)
    if let id { begin(id, with: body, ended: body.isEmpty) }
  }

  /// Writes a piece of each stream that has something left.
  mutating func write(_ choices: inout TestChoices) {
    for index in toSend.indices where !ended[index] {
      let offered = min(toSend[index].count, 1 + choices.below(20_000))
      let piece = Array(toSend[index][..<offered])
      let written = machine.writeData(
        stream: UInt32(index * 2 + 1), piece.span, endsStream: offered == toSend[index].count,
        into: &wire)
      sent[index] += piece[..<written.count]
      toSend[index].removeFirst(written.count)
      ended[index] = written.endedStream
    }
  }

  /// Consumes some of what each stream got, or all of it.
  mutating func consume(_ choices: inout TestChoices, all: Bool = false) {
    for index in unread.indices {
      let count = all ? unread[index] : choices.below(unread[index] + 1)
      unread[index] -= count
      machine.returnCredit(stream: UInt32(index * 2 + 1), count, into: &wire)
    }
  }

  mutating func takeFromWire(_ choices: inout TestChoices) -> [UInt8] {
    let piece = Array(wire[..<min(wire.count, 1 + choices.below(40_000))])
    wire.removeFirst(piece.count)
    return piece
  }

  mutating func receive(_ piece: [UInt8], _ choices: inout TestChoices) {
    var position = 0
    while let event = machine.next(in: piece.span, at: &position, now: .zero, into: &wire) {
      switch event {
      case .head(let id, _):
        guard machine.role == .server else { continue }
        begin(id, with: Self.randomBody(&choices), ended: false)
        machine.respond(
          stream: id, status: 200, headers: headerList(("x-\(choices.below(4))", "v")),
          endsStream: false, into: &wire)
      case .data(let id, let range):
        got[Int(id / 2)] += piece[range]
        unread[Int(id / 2)] += range.count
      case .reset, .streamViolation, .unprocessed, .goAway, .trailers, .interim:
        faults.append(event)
      case .violation:
        faults.append(event)
        return
      case .end, .settings, .settingsAcknowledged, .windowOpened, .ping, .pong: break
      }
    }
  }

  private static func randomBody(_ choices: inout TestChoices) -> [UInt8] {
    let count = choices.below(3) == 0 ? choices.below(60_000) : choices.below(300)
    return (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ count) }
  }
}

/// A client and a server machine wired to each other, with traffic drawn from a seed.
private struct HTTP2Loopback {
  var client: HTTP2LoopbackSide
  var server: HTTP2LoopbackSide
  var choices: TestChoices

  init(seed: UInt64, credit: HTTP2ConnectionCredit) {
    choices = TestChoices(seed: seed)
    let windows: [UInt32] = [1, 100, 5_000, 65_535, 200_000]
    var options = HTTP2Options()
    options.connectionCredit = credit
    options.settings.initialWindow = windows[choices.below(5)]
    options.connectionWindow = UInt32(65_535 + choices.below(3) * 50_000)
    options.settings.headerTableBytes = UInt32(choices.below(3) * 300)
    client = HTTP2LoopbackSide(.client, options)
    options.settings.concurrentStreams = UInt32(1 + choices.below(8))
    options.settings.initialWindow = windows[choices.below(5)]
    server = HTTP2LoopbackSide(.server, options)
  }

  mutating func carryUp() { server.receive(client.takeFromWire(&choices), &choices) }
  mutating func carryDown() { client.receive(server.takeFromWire(&choices), &choices) }

  mutating func step() {
    switch choices.below(7) {
    case 0: client.openStream(&choices)
    case 1: client.write(&choices)
    case 2: server.write(&choices)
    case 3: client.consume(&choices)
    case 4: server.consume(&choices)
    case 5: carryUp()
    default: carryDown()
    }
  }

  /// Goes on without new streams until nothing is left to do.
  mutating func finish() {
    for _ in 0..<100_000 {
      client.write(&choices)
      server.write(&choices)
      while !client.wire.isEmpty { carryUp() }
      while !server.wire.isEmpty { carryDown() }
      client.consume(&choices, all: true)
      server.consume(&choices, all: true)
      let isDone =
        client.machine.openStreams == 0 && server.machine.openStreams == 0
        && client.wire.isEmpty && server.wire.isEmpty
      if isDone { return }
    }
    Issue.record("the connection came to no end")
  }
}

/// The two machines understand each other whatever the windows, limits and cuts are.
@Suite struct HTTP2LoopbackTests {
  @Test(
    "Generated traffic arrives whole and in order, and every stream ends",
    arguments: [HTTP2ConnectionCredit.onReceipt, .onConsumption])
  func traffic(_ credit: HTTP2ConnectionCredit) {
    var streams = 0
    for seed in 0..<12 as Range<UInt64> {
      var loopback = HTTP2Loopback(seed: seed, credit: credit)
      for _ in 0..<300 { loopback.step() }
      loopback.finish()
      #expect(loopback.client.faults == [], "seed \(seed)")
      #expect(loopback.server.faults == [], "seed \(seed)")
      #expect(loopback.server.got == loopback.client.sent, "seed \(seed)")
      #expect(loopback.client.got == loopback.server.sent, "seed \(seed)")
      #expect(loopback.client.ended.allSatisfy { $0 }, "seed \(seed)")
      #expect(loopback.server.ended.allSatisfy { $0 }, "seed \(seed)")
      streams += loopback.client.sent.count
    }
    #expect(streams > 100)
  }

  @Test func `Long-lived streams are found among many short ones`() {
    var server = HTTP2Connection(.server)
    var transcript = HTTP2Transcript()
    server.start(into: &transcript.output)
    _ = transcript.take(
      HTTP2Wire.preface + HTTP2Wire.settings(), from: &server, now: .zero)
    for number in 0..<2_000 as Range<UInt32> {
      let id = number * 2 + 1
      _ = transcript.take(HTTP2Wire.get(id), from: &server, now: .zero)
      if number % 20 != 0 {
        server.respond(
          stream: id, status: 204, headers: .init(), endsStream: true, into: &transcript.output)
      }
    }
    #expect(server.openStreams == 100)
    #expect(server.isOpen(stream: 1))
    #expect(!server.isOpen(stream: 3))
    #expect(server.isOpen(stream: 3_961))
    #expect(server.lastPeerStream == 3_999)
  }
}
