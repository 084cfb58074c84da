import TestSupport
import Testing
import WeirPrimitives

@testable import WeirTCP

/// Whatever the path does, the stream arrives whole and both ends come to rest.
@Suite struct StreamPropertyTests {
  @Test(arguments: [0..<100, 100..<200])
  func `A stream survives any weather and both ends come to rest`(seeds: Range<UInt64>) {
    for seed in seeds { Journey(seed: seed).run() }
  }
}

/// One random life of a connection.
private struct Journey {
  let seed: UInt64
  private var choices: TestChoices
  private var pair: TCPPair
  private var toWrite: [Int]

  init(seed: UInt64) {
    self.seed = seed
    choices = TestChoices(seed: seed)
    var configurations = [TCPConfiguration(), TCPConfiguration()]
    for index in 0..<2 {
      configurations[index].noDelay = choices.below(2) == 0
      configurations[index].receiveBuffer = [700, 3_000, 20_000, 131_072][choices.below(4)]
      configurations[index].receiveBufferMaximum = [700, 131_072, 33_554_432][choices.below(3)]
      configurations[index].congestion = [.cubic, .reno][choices.below(2)]
      configurations[index].timestamps = choices.below(4) != 0
      configurations[index].selectiveAcknowledgments = choices.below(4) != 0
      configurations[index].lossProbes = choices.below(4) != 0
      configurations[index].forwardRTORecovery = choices.below(4) != 0
      configurations[index].cork = choices.below(6) == 0
      configurations[index].timerGranularity =
        choices.below(3) == 0 ? .linuxHz250(phase: .milliseconds(Int64(choices.below(500)))) : .none
      configurations[index].maximumSegmentSize = [100, 536, 1_448][choices.below(3)]
    }
    pair = TCPPair(
      client: configurations[0], server: configurations[1],
      delay: .microseconds(Int64(choices.below(60_000))),
      clientInitial: UInt32(truncatingIfNeeded: choices.next()),
      serverInitial: .max - UInt32(choices.below(20_000)))
    pair.weather = TCPPair.Weather(
      choices: TestChoices(seed: seed ^ 0xFEED), loss: choices.below(4) * 100,
      duplication: choices.below(3) * 50, reordering: choices.below(3) * 100)
    pair.readsAtOnce = [choices.below(2) == 0, choices.below(2) == 0]
    toWrite = [choices.below(60_000), choices.below(60_000)]
  }

  consuming func run() {
    pair.open()
    // Without SACK and at 30 % loss lost acknowledgments inflate the round trip to minutes.
    let limit = Instant(nanoseconds: 3_600_000_000_000 * 1_000)
    var steps = 0
    while !isFinished, steps < 100_000, pair.now < limit {
      // An application that does nothing is woken by nothing: let it act now and then.
      if !pair.step(until: limit) { pair.run(for: .seconds(1)) }
      if pair.travelling.isEmpty || choices.below(3) == 0 { useApplication(.client) }
      if pair.travelling.isEmpty || choices.below(3) == 0 { useApplication(.server) }
      steps += 1
    }
    // In foul weather an end may give up; its peer, which only listens, then never hears of it.
    guard pair.failure(.client) == nil, pair.failure(.server) == nil else {
      #expect(pair[.client].state == .closed || pair[.server].state == .closed)
      return
    }
    for side in TCPPair.Side.allCases {
      let state = pair[side].state
      #expect(state == .closed || state == .timeWait, "seed \(seed): \(side) ends in \(state)")
    }
    #expect(pair[.server].receivedEnd == pair.watch.written[0], "seed \(seed)")
    #expect(pair[.client].receivedEnd == pair.watch.written[1], "seed \(seed)")
    #expect(pair[.server].hasReachedEndOfStream && pair[.client].hasReachedEndOfStream)
    // And nothing stirs any more.
    pair.run(for: .seconds(300))
    let sent = pair.log.count
    pair.run(for: .seconds(100_000))
    #expect(pair.log.count == sent)
    #expect(pair[.client].nextDeadline == .distantFuture)
    #expect(pair[.server].nextDeadline == .distantFuture)
  }

  private var isFinished: Bool {
    TCPPair.Side.allCases.allSatisfy { pair[$0].state == .closed }
  }

  private mutating func useApplication(_ side: TCPPair.Side) {
    let end = pair[side]
    guard end.state != .closed else { return }
    if end.receivedEnd > end.readEnd - 1 {
      let unread = Int(end.receivedEnd - (end.readEnd - 1))
      pair.read(side, upTo: end.readEnd - 1 + UInt64(choices.below(unread) + 1))
    }
    guard end.acceptsWrites else { return }
    let index = side.rawValue
    if toWrite[index] > 0 {
      let count = min(toWrite[index], choices.below(6_000) + 1)
      toWrite[index] -= count
      pair.write(side, count)
    } else if choices.below(4) == 0 {
      pair.finish(side)
    }
  }
}
