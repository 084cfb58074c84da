import TestSupport
import Testing
import WeirPrimitives

@testable import WeirTCP

/// Two ends of a connection with a path between them and an application at each, on virtual time.
///
/// Every step checks what must hold whatever happens; see `TCPPair+Invariants.swift`.
struct TCPPair {
  enum Side: Int, CaseIterable {
    case client, server
    var other: Side { self == .client ? .server : .client }
  }

  enum Fault {
    case drop
    /// A second copy arrives so much later than the first.
    case duplicate(TimeSpan)
    /// Arrives so much later than it would.
    case delay(TimeSpan)
  }

  /// Faults by chance, in per mille.
  struct Weather {
    var choices: TestChoices
    var loss = 0
    var duplication = 0
    var reordering = 0

    mutating func next() -> Fault? {
      let roll = choices.below(1_000)
      if roll < loss { return .drop }
      let later = TimeSpan.microseconds(Int64(choices.below(200_000)))
      if roll < loss + duplication { return .duplicate(later) }
      if roll < loss + duplication + reordering { return .delay(later) }
      return nil
    }
  }

  struct Travelling {
    var at: Instant
    var order: Int
    var to: Side
    var segment: Segment
  }

  var now = Instant.zero
  var ends: [TCPConnection]
  /// One way, from the client and from the server.
  var delays: [TimeSpan]
  var travelling: [Travelling] = []
  /// Faults of the k-th segment a side sends, counted from 0: the SYN is 0.
  var script: [[Int: Fault]] = [[:], [:]]
  /// Faults by chance, for every segment without a scripted one.
  var weather: Weather?
  /// Everything a side sends from now on is lost.
  var isCut = [false, false]
  /// The application reads what arrives at the instant it arrives.
  var readsAtOnce = [true, true]
  /// The application closes when it has read the end of the stream.
  var closesAtEnd = [false, false]
  /// A listener answers; without it the path's far end refuses.
  var isListening = true
  var log: [Sent] = []
  var told: [Told] = []
  var sentCounts = [0, 0]
  private var order = 0
  var effects = TCPEffects()
  var watch = Watch()

  init(
    client: TCPConfiguration = TCPConfiguration(), server: TCPConfiguration = TCPConfiguration(),
    delay: TimeSpan = .milliseconds(50), clientInitial: UInt32 = 1_000,
    serverInitial: UInt32 = 900_000
  ) {
    ends = [
      TCPConnection(configuration: client, initialSequence: clientInitial),
      TCPConnection(configuration: server, initialSequence: serverInitial),
    ]
    delays = [delay, delay]
  }

  subscript(side: Side) -> TCPConnection { ends[side.rawValue] }

  // MARK: Application

  mutating func act(
    _ side: Side, _ body: (inout TCPConnection, Instant, inout TCPEffects) -> Void
  ) {
    body(&ends[side.rawValue], now, &effects)
    perform(side)
  }

  mutating func open() { act(.client) { $0.open(at: $1, into: &$2) } }
  mutating func write(_ side: Side, _ count: Int) {
    watch.written[side.rawValue] += UInt64(count)
    act(side) { $0.write(count, at: $1, into: &$2) }
  }
  mutating func finish(_ side: Side) { act(side) { $0.finish(at: $1, into: &$2) } }
  mutating func close(_ side: Side) { act(side) { $0.close(at: $1, into: &$2) } }
  mutating func abort(_ side: Side) { act(side) { $0.abort(into: &$2) } }
  mutating func readAll(_ side: Side) { read(side, upTo: self[side].receivedEnd) }
  mutating func read(_ side: Side, upTo offset: UInt64) {
    act(side) { $0.read(upTo: offset, at: $1, into: &$2) }
  }

  /// Opens the connection and runs until both ends have it; clears the log.
  mutating func establish() {
    open()
    while self[.server].state != .established || self[.client].state != .established {
      guard step() else { break }
    }
    clearLog()
  }

  mutating func clearLog() {
    log = []
    told = []
    sentCounts = [0, 0]
  }

  // MARK: Time

  /// Handles the next arrival or timer; arrivals go first, then the client's timer.
  @discardableResult mutating func step(until limit: Instant = .distantFuture) -> Bool {
    let arrival = travelling.first?.at ?? .distantFuture
    let deadlines = ends.map(\.nextDeadline)
    let next = min(arrival, min(deadlines[0], deadlines[1]))
    guard next <= limit, next != .distantFuture else { return false }
    now = max(now, next)
    if arrival == next {
      let packet = travelling.removeFirst()
      deliver(packet.segment, to: packet.to)
    } else {
      let side: Side = deadlines[0] == next ? .client : .server
      act(side) { $0.timerFired(at: $1, into: &$2) }
      #expect(self[side].nextDeadline > now, "a timer is left in the past in \(self[side].state)")
    }
    return true
  }

  /// Runs all that happens up to and at an instant, and stands there.
  mutating func run(until limit: TimeSpan) {
    let end = Instant.zero + limit
    while step(until: end) {}
    now = max(now, end)
  }

  mutating func run(for span: TimeSpan) {
    run(until: TimeSpan(nanoseconds: now.nanoseconds) + span)
  }

  /// Hands a segment to a side as if it came off the path now.
  mutating func deliver(_ segment: Segment, to side: Side) {
    watch.arrives(segment, at: side, in: self)
    if side == .server, self[.server].state == .closed, self[.server].next == 0 {
      if isListening, segment.flags.contains(.syn), !segment.flags.contains(.ack) {
        act(.server) { $0.accept(segment, at: $1, into: &$2) }
      } else if let reset = TCPConnection.reset(answering: segment) {
        effects.segments.append(reset)
        perform(.server)
      }
      return
    }
    act(side) { $0.receive(segment, at: $1, into: &$2) }
  }

  // MARK: Effects

  private mutating func perform(_ side: Side) {
    for segment in effects.segments { send(segment, from: side) }
    let signals = effects.signals
    if !signals.isEmpty {
      told.append(Told(at: now, side: side, signals: signals, failure: effects.failure))
    }
    effects.removeAll()
    checkInvariants(of: side)
    if signals.contains(.readable), readsAtOnce[side.rawValue], self[side].state != .closed {
      readAll(side)
    }
    if signals.contains(.endOfStream), closesAtEnd[side.rawValue] { close(side) }
  }

  private mutating func send(_ segment: Segment, from side: Side) {
    let count = sentCounts[side.rawValue]
    sentCounts[side.rawValue] += 1
    watch.leaves(segment, from: side, in: self)
    let scripted = script[side.rawValue][count]
    let fault = isCut[side.rawValue] ? .drop : scripted ?? weather?.next()
    log.append(Sent(at: now, side: side, segment: segment, end: self[side], fault: fault))
    let arrival = now + delays[side.rawValue]
    switch fault {
    case .drop: break
    case .duplicate(let later):
      insert(segment, to: side.other, at: arrival)
      insert(segment, to: side.other, at: arrival + later)
    case .delay(let later): insert(segment, to: side.other, at: arrival + later)
    case nil: insert(segment, to: side.other, at: arrival)
    }
  }

  private mutating func insert(_ segment: Segment, to side: Side, at instant: Instant) {
    order += 1
    let index = travelling.lastIndex { $0.at <= instant }.map { $0 + 1 } ?? 0
    travelling.insert(
      Travelling(at: instant, order: order, to: side, segment: segment), at: index)
  }
}
