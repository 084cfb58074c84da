import Testing
import WeirAudit
import WeirEndpoints
import WeirPrimitives
import WeirWorld

@Suite("A cut at every byte of a response of 12 events")
struct CutTests {
  /// Cuts the first response to the chat behind so many bytes.
  private func plan(
    _ base: WorldPlan, _ action: CutAction, afterByte byte: Int
  ) -> WorldPlan {
    var plan = base
    plan.faults = [
      FaultRule(
        profile: "cut", .cut(action), on: FaultTarget("origin"),
        start: .position(
          StreamPosition(stream: "chat", anchor: .response(1), byte: UInt32(byte))))
    ]
    return plan
  }

  /// The bytes of the response, as a client of our own receives them.
  private func response(to plan: WorldPlan) throws -> [UInt8] {
    let built = try SmallWorlds.run(plan)
    let recorder = ResponseRecorder(key: built.ledger.streams[0].name)
    var silent = plan
    silent.workload = []
    silent.duration = .seconds(5)
    var world = try World(silent, seed: 1)
    try world.add(recorder, on: "phone")
    _ = world.run()
    return recorder.received
  }

  @Test(
    "FIN, RST and silence keep the fixed client in order and once", arguments: CutAction.allCases)
  func fixedClient(action: CutAction) throws {
    let base = SmallWorlds.twelveEvents()
    let bytes = try response(to: base)
    // Behind its last event the client closes: nothing later is ever read.
    let lastEventEnd = try #require(offsetsInsideEvents(bytes).last) + 1
    #expect(lastEventEnd > 400)
    for byte in 0...lastEventEnd {
      let result = try SmallWorlds.run(plan(base, action, afterByte: byte))
      #expect(result.outages.count == 1, "byte \(byte)")
      #expect(result.verdict == .passed, "\(action) after byte \(byte)")
      #expect(result.ledger.obligations.count == 12)
      #expect(result.end == .finished)
    }
    let beyond = try SmallWorlds.run(plan(base, action, afterByte: bytes.count + 1))
    #expect(beyond.outages.isEmpty)
  }

  @Test("A client that takes ids before dispatch fails at exactly the offsets inside an event")
  func earlyIDs() throws {
    let base = SmallWorlds.twelveEvents(commitsIDBeforeDispatch: true)
    let bytes = try response(to: base)
    let inside = offsetsInsideEvents(bytes)
    #expect(inside.count > 150)
    var failing: [Int] = []
    for byte in 0...bytes.count {
      let result = try SmallWorlds.run(plan(base, .rst, afterByte: byte))
      if result.verdict == .failed { failing.append(byte) }
    }
    #expect(failing == inside)
  }

  /// Offsets behind an id line and before the end of its event.
  private func offsetsInsideEvents(_ bytes: [UInt8]) -> [Int] {
    let text = Array(bytes)
    var offsets: [Int] = []
    var index = 0
    while let start = text[index...].firstRange(of: Array("id: ".utf8))?.lowerBound,
      let lineEnd = text[start...].firstIndex(of: ASCII.lineFeed),
      let blockEnd = text[lineEnd...].firstRange(of: [ASCII.lineFeed, ASCII.lineFeed])
    {
      offsets += Array(lineEnd + 1..<blockEnd.upperBound)
      index = blockEnd.upperBound
    }
    return offsets
  }

  @Test("A cut between the bytes of one event is addressed by the event's number")
  func positionByEvent() throws {
    var plan = SmallWorlds.twelveEvents()
    plan.faults = [
      FaultRule(
        profile: "cut", .cut(.rst), on: FaultTarget("api"),
        start: .position(StreamPosition(stream: "chat", anchor: .event(7), byte: 3)))
    ]
    let result = try SmallWorlds.run(plan)
    let before = result.ledger.obligations.filter { $0.deliveredAt < result.outages[0].begin }
    #expect(before.map(\.number) == [1, 2, 3, 4, 5, 6])
    #expect(result.verdict == .passed)
  }
}

/// A client of our own that keeps every byte it gets.
private final class ResponseRecorder: Endpoint {
  private let key: String
  private(set) var received: [UInt8] = []

  init(key: String) { self.key = key }

  func handle(_ input: EndpointInput, at now: Instant, into effects: inout Effects) {
    switch input {
    case .start:
      _ = effects.connect(host: 1, port: 80)
    case .connected(let socket):
      effects.write(on: socket) { bytes, _ in
        bytes.append(
          contentsOf: """
            POST /api/chat?tokens=10&every=50ms HTTP/1.1\r\nHost: api\r\n\
            Idempotency-Key: \(key)\r\nContent-Length: 0\r\n\r\n
            """.utf8)
      }
    default:
      break
    }
  }

  func receive(
    _ bytes: Span<UInt8>, offset: UInt64, marks: ArraySlice<Mark>, on socket: SocketID,
    at now: Instant, into effects: inout Effects
  ) {
    for index in bytes.indices { received.append(bytes[index]) }
  }
}
