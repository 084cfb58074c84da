import Testing
import WeirAudit
import WeirEndpoints
import WeirKernel
import WeirPrimitives
import WeirWorld

/// A program that asks for some effects as the run begins.
private struct Blunderer: Endpoint {
  let blunder: @Sendable (inout Effects) -> Void

  func handle(_ input: EndpointInput, at now: Instant, into effects: inout Effects) {
    if input == .start { blunder(&effects) }
  }

  func receive(
    _ bytes: Span<UInt8>, offset: UInt64, marks: ArraySlice<Mark>, on socket: SocketID,
    at now: Instant, into effects: inout Effects
  ) {}
}

/// Effects that cannot be carried out, and what is said of them.
struct Blunder: Sendable, CustomTestStringConvertible {
  let problem: String
  let effects: @Sendable (inout Effects) -> Void

  init(_ problem: String, _ effects: @escaping @Sendable (inout Effects) -> Void) {
    self.problem = problem
    self.effects = effects
  }

  init(_ problem: String, _ effect: Effects.Effect) {
    self.init(problem) { $0.list.append(effect) }
  }

  var testDescription: String { problem }

  /// A write on a new connection, with one mark.
  static func write(_ problem: String, _ bytes: Int, _ mark: Mark) -> Blunder {
    Blunder(problem) { effects in
      let socket = effects.connect(host: 1, port: 80)
      effects.write(on: socket) { buffer, marks in
        buffer += [UInt8](repeating: 0x61, count: bytes)
        marks.append(mark)
      }
    }
  }
}

@Suite("Programs of the user's own that ask for the impossible")
struct MisuseTests {
  @Test(
    "It ends the run with the program, its host and what it asked for",
    arguments: [
      Blunder("socket 3, where 0 is next", .connect(SocketID(3), host: 1, port: 80)),
      Blunder("host 9, of 2 so far", .connect(SocketID(0), host: 9, port: 80)),
      Blunder("socket 0, of 0 so far", .write(SocketID(0), bytes: 0..<0, marks: 0..<0)),
      Blunder("bytes up to 5, of 0") {
        let socket = $0.connect(host: 1, port: 80)
        $0.list.append(.write(socket, bytes: 0..<5, marks: 0..<0))
      },
      Blunder("marks up to 1, of 0") {
        let socket = $0.connect(host: 1, port: 80)
        $0.list.append(.write(socket, bytes: 0..<0, marks: 0..<1))
      },
      .write(
        "a mark of 1 bytes up to 9, in a write of 4", 4,
        Mark(end: 9, length: 1, stream: Mark.request, number: 0)),
      .write(
        "a mark of 9 bytes up to 4, in a write of 4", 4,
        Mark(end: 4, length: 9, stream: Mark.request, number: 0)),
      .write(
        "consumer 7, of 1 so far", 4, Mark(end: 4, length: 4, stream: Mark.request, number: 7)),
      .write("stream 5, of 0 so far", 4, Mark(end: 4, length: 4, stream: 5, number: 1)),
      Blunder("socket 1, of 0 so far", .finish(SocketID(1))),
      Blunder("socket 2, of 0 so far", .close(SocketID(2))),
      Blunder("socket 4294967295, of 0 so far", .abort(SocketID(.max))),
      Blunder("timer 1048576, of 1048576 so far", .setTimer(1 << 20, at: .zero)),
      Blunder("stream 4, where 0 is next", .openStream(4, name: 0..<0)),
      Blunder("bytes up to 3, of 0", .openStream(0, name: 0..<3)),
      Blunder("consumer 1, of 1 so far", .subscribe(consumer: 1, stream: 0)),
      Blunder("stream 0, of 0 so far", .subscribe(consumer: 0, stream: 0)),
      Blunder("socket 0, of 0 so far", .serve(SocketID(0), consumer: 0)),
      Blunder("consumer 6, of 1 so far") {
        let socket = $0.connect(host: 1, port: 80)
        $0.list.append(.serve(socket, consumer: 6))
      },
      Blunder("stream 2, of 0 so far", .emit(stream: 2, number: 1, bytes: 1, isLast: false)),
      Blunder("event 2, where 1 is next") {
        let stream = $0.openStream(named: [0x61])
        $0.list.append(.emit(stream: stream, number: 2, bytes: 1, isLast: false))
      },
      Blunder("stream 0, of 0 so far", .handOver(stream: 0, number: 1, consumer: 0)),
      Blunder("consumer 3, of 1 so far") {
        let stream = $0.openStream(named: [0x61])
        $0.list.append(.handOver(stream: stream, number: 1, consumer: 3))
      },
      Blunder("consumer 3, of 1 so far", .status(.complete, consumer: 3)),
      Blunder("consumer 3, of 1 so far", .note(Note(.gaveUp, consumer: 3))),
      Blunder("stream 4294967295, of 0 so far", .note(Note(.streamCreated))),
    ])
  func misuse(blunder: Blunder) throws {
    var plan = SmallWorlds.twelveEvents()
    plan.duration = .seconds(2)
    // Whatever is asked for, positions are looked at too.
    plan.faults = [
      FaultRule(
        profile: "test", .cut(.rst), on: FaultTarget("api"),
        start: .position(StreamPosition(stream: "chat", anchor: .event(500), byte: 0)))
    ]
    var world = try World(plan, seed: 1)
    try world.add(Blunderer(blunder: blunder.effects), on: "phone")
    let result = world.run()
    let expected = EndpointMisuse(host: "phone", program: "Blunderer", problem: blunder.problem)
    #expect(result.end == .misuse(expected))
    #expect(result.verdict == .inconclusive)
  }

  @Test("An event of a stream that another emits is misuse; one handed over twice is not")
  func foreignStream() throws {
    var plan = SmallWorlds.phoneAndServer()
    plan.workload = [
      WorkloadItem(on: "phone", .follow(path: "/news")),
      WorkloadItem(
        on: "api", .publish(path: "/news", script: .publications(count: 3, every: .seconds(1)))),
    ]
    plan.duration = .seconds(10)
    var world = try World(plan, seed: 1)
    try world.add(
      Blunderer { $0.list.append(.emit(stream: 0, number: 1, bytes: 1, isLast: false)) },
      on: "phone")
    #expect(
      world.run().end
        == .misuse(
          EndpointMisuse(
            host: "phone", program: "Blunderer",
            problem: "an event of stream 0, which is not its own")))
    world = try World(plan, seed: 1)
    try world.add(
      Blunderer { effects in
        for _ in 0..<2 { effects.list.append(.handOver(stream: 0, number: 77, consumer: 0)) }
      }, on: "phone")
    let result = world.run()
    #expect(result.end == .durationReached)
    #expect(result.ledger.strayDeliveries.map(\.number) == [77, 77])
    #expect(result.verdict(on: "in-order-once") == .failed)
  }

  @Test("What the program did before stays in the result, what it asked for behind is not done")
  func order() throws {
    var plan = SmallWorlds.twelveEvents()
    plan.duration = .seconds(2)
    var world = try World(plan, seed: 1)
    try world.add(
      Blunderer { effects in
        _ = effects.openStream(named: Array("mine".utf8))
        effects.list.append(.close(SocketID(0)))
        _ = effects.openStream(named: Array("lost".utf8))
      }, on: "phone")
    let result = world.run()
    #expect(result.ledger.streams.map(\.name) == ["mine"])
    #expect(
      result.end
        == .misuse(
          EndpointMisuse(host: "phone", program: "Blunderer", problem: "socket 0, of 0 so far")))
  }

  @Test("An unknown host for a program is refused with those there are")
  func unknownHost() throws {
    var world = try World(SmallWorlds.twelveEvents(), seed: 1)
    do {
      try world.add(Blunderer { _ in }, on: "fon")
      Issue.record("the host is unknown")
    } catch {
      #expect(error.problem == "the unknown host \"fon\"")
      #expect(error.remedy == "\"phone\", \"api\"")
    }
  }
}
