import Testing

@testable import WeirTCP

@Suite struct SequencePositionTests {
  @Test(arguments: [0, 1, 1_000, 1 << 31, 1 << 32, 1 << 40, (1 << 32) - 1] as [UInt64])
  func `A position comes back from its sequence number near any reference`(position: UInt64) {
    for initial in [0, 1, UInt32.max, 1 << 31] as [UInt32] {
      let number = position.sequenceNumber(initial: initial)
      for distance in [0, 1, 70_000, (1 << 31) - 1] as [UInt64] {
        let reference = position + distance
        #expect(
          SequencePosition.nearest(to: reference, sequenceNumber: number, initial: initial)
            == position)
        if position >= distance {
          #expect(
            SequencePosition.nearest(
              to: position - distance, sequenceNumber: number, initial: initial) == position)
        }
      }
    }
  }

  @Test func `Nothing lies before the SYN`() {
    #expect(SequencePosition.nearest(to: 5, sequenceNumber: 99, initial: 100) == nil)
    #expect(SequencePosition.nearest(to: 5, sequenceNumber: 100, initial: 100) == 0)
  }
}
