import Testing
import WeirPrimitives

@testable import WeirTCP

/// Which options both ends use, by what their SYNs offer.
@Suite struct OptionNegotiationTests {
  private func offer(_ configuration: TCPConfiguration) -> Segment? {
    var end = TCPConnection(configuration: configuration, initialSequence: 7)
    var effects = TCPEffects()
    end.open(at: .zero, into: &effects)
    return effects.segments.first
  }

  private func reply(to syn: Segment, _ configuration: TCPConfiguration) -> Segment? {
    var end = TCPConnection(configuration: configuration, initialSequence: 7)
    var effects = TCPEffects()
    end.accept(syn, at: .zero, into: &effects)
    return effects.segments.first
  }

  @Test func `A SYN offers everything, a window of 64,240 and a shift of ten`() {
    let syn = offer(TCPConfiguration())
    #expect(syn?.options == [.timestamps, .selectiveAcknowledgments, .windowScale])
    #expect(syn?.maximumSegmentSize == 1_460)
    #expect(syn?.window == 64_240)
    #expect(syn?.windowShift == 10)
    #expect(syn?.wireLength == 60)
  }

  @Test(arguments: [65_535, 131_072, 6_291_456, 33_554_432, 1 << 30] as [UInt32])
  func `The shift is that of the largest window ever possible`(maximum: UInt32) {
    var configuration = TCPConfiguration()
    configuration.receiveBuffer = min(65_535, maximum)
    configuration.receiveBufferMaximum = maximum
    let shifts: [UInt32: UInt8] = [  // lookup only
      65_535: 0, 131_072: 2, 6_291_456: 7, 33_554_432: 10, 1 << 30: 14,
    ]
    #expect(offer(configuration)?.windowShift == shifts[maximum])
  }

  @Test func `A reply offers what was offered, no more`() {
    let all: SegmentOptions = [.timestamps, .selectiveAcknowledgments, .windowScale]
    for offered in [[], .timestamps, .selectiveAcknowledgments, .windowScale, all]
      as [SegmentOptions]
    {
      let answer = reply(to: LoneEnd.syn(offering: offered), TCPConfiguration())
      #expect(answer?.options == offered)
    }
  }

  @Test func `What is switched off is neither offered nor agreed to`() {
    var plain = TCPConfiguration()
    plain.timestamps = false
    plain.selectiveAcknowledgments = false
    #expect(offer(plain)?.options == .windowScale)
    #expect(reply(to: LoneEnd.syn(), plain)?.options == .windowScale)
  }

  @Test func `Without window scale the window ends at 65,535`() {
    var end = LoneEnd(syn: LoneEnd.syn(offering: .timestamps))
    for number in 0..<40 {
      end.data(number * 1_000, 1_000)
      end.act { $0.read(upTo: $0.receivedEnd, at: $1, into: &$2) }
    }
    let windows = end.take().map(\.segment.window)
    #expect(windows.max() == 65_535)
    #expect(end.end.windowShift == 0)
  }

  @Test func `Without timestamps segments are twelve bytes longer and carry none`() {
    var client = TCPConfiguration()
    client.timestamps = false
    var pair = TCPPair(client: client)
    pair.establish()
    pair.write(.client, 3_000)
    pair.run(for: .seconds(1))
    #expect(pair.data(from: .client).map(\.length) == [1_460, 1_460, 80])
    #expect(!pair[.server].usesTimestamps)
    #expect(pair[.client].smoothedRoundTrip == .milliseconds(100))
  }

  @Test func `On the smallest path payload has room beside every option`() {
    var client = TCPConfiguration()
    client.mtu = 68
    var pair = TCPPair(client: client, server: client)
    pair.script[0] = [4: .drop, 6: .drop, 8: .drop]
    pair.open()
    pair.write(.client, 500)
    pair.write(.client, 500)
    pair.run(for: .milliseconds(120))
    pair.write(.server, 100)
    pair.run(for: .seconds(5))
    #expect(pair[.server].receivedEnd == 1_000)
    #expect(pair[.client].receivedEnd == 100)
  }
}
