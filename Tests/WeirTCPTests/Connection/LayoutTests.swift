import Testing

@testable import WeirTCP

/// A million idle connections must fit; see the budgets.
@Suite struct LayoutTests {
  /// The budget of design.md is 512.
  @Test func `One end of a connection takes 504 bytes`() {
    #expect(MemoryLayout<TCPConnection>.stride == 504)
  }

  @Test func `A segment takes 60 bytes, one in flight 24`() {
    #expect(MemoryLayout<Segment>.stride == 60)
    #expect(MemoryLayout<SentSegment>.stride == 24)
  }
}
