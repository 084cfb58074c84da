import TCPTruth
import Testing
import WeirPrimitives
import WeirTCP

@Suite("Small messages")
struct MessageTests {
  /// How much longer than half a round trip of 100 ms each message takes, in milliseconds.
  private func extras(interval: Int64, lost: UInt32, noDelay: Bool = true) -> [Int64] {
    var stream = MessageStream(
      path: Path(roundTrip: .milliseconds(100), rate: .megabitsPerSecond(10)),
      interval: .milliseconds(interval), count: 40)
    stream.lostSegment = lost
    stream.configuration.noDelay = noDelay
    // At 200 ms an exact timer runs out 10 µs before the acknowledgment that tells of the loss, for
    // that one is longer by its blocks; its probe then delays the repair. Linux's come later.
    if interval == 200 { stream.configuration.timerGranularity = .linuxHz250(phase: .zero) }
    return stream.delays(seed: 1).map { ($0.nanoseconds - 50_000_000) / 1_000_000 }
  }

  /// The 20th message is the 20th segment, so long as none before it is sent again.
  @Test(
    arguments: [(50, [150, 100, 50]), (200, [300, 100]), (1_000, [300])] as [(Int64, [Int64])])
  func `a lost message and those behind it are late as Linux's are`(
    interval: Int64, late: [Int64]
  ) {
    var expected = [Int64](repeating: 0, count: 40)
    expected.replaceSubrange(19..<(19 + late.count), with: late)
    #expect(extras(interval: interval, lost: 20) == expected)
  }

  @Test func `without loss none is late`() {
    #expect(extras(interval: 50, lost: 0) == [Int64](repeating: 0, count: 40))
  }

  @Test func `Nagle's algorithm holds a message for the rest of a round trip`() {
    // Written each 30 ms, sent each 100: what waits goes together.
    let late = extras(interval: 30, lost: 0, noDelay: false)
    #expect(late.prefix(8) == [0, 70, 40, 10, 80, 50, 20, 90])
  }
}
