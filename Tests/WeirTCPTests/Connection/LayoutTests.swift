import Testing

@testable import WeirTCP

/// A million idle connections must fit; see the budgets.
@Suite struct LayoutTests {
  @Test func `One end of a connection takes at most 512 bytes`() {
    #expect(MemoryLayout<TCPConnection>.stride <= 512)
  }

  @Test func `A segment takes 20 bytes, one in flight 24`() {
    #expect(MemoryLayout<Segment>.stride == 20)
    #expect(MemoryLayout<SentSegment>.stride == 24)
  }
}
