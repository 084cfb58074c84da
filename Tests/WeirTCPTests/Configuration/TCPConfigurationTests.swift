import Testing
import WeirPrimitives

@testable import WeirTCP

@Suite struct TCPConfigurationTests {
  @Test(arguments: [(0, 200), (5, 12_600), (8, 102_200), (9, 204_600), (15, 924_600)])
  func `The patience after the first repetition is Linux's`(doublings: UInt8, milliseconds: Int64) {
    let limit = TCPConfiguration().retransmissionLimit(doublings: doublings)
    #expect(limit == .milliseconds(milliseconds))
  }

  @Test func `The segment size follows from the MTU and the timestamps`() {
    var configuration = TCPConfiguration()
    #expect(configuration.maximumSegmentSize == 1_448)
    configuration.timestamps = false
    #expect(configuration.maximumSegmentSize == 1_460)
    configuration.maximumSegmentSize = 960
    #expect(configuration.mtu == 1_000)
  }
}
