import Testing

@testable import WeirTCP

@Suite struct SegmentTests {
  private func wireLength(
    _ options: SegmentOptions, blocks: Int = 0, maximumSegmentSize: UInt16 = 0, payload: UInt32 = 0
  ) -> Int {
    var segment = Segment(
      sequence: 0, payloadLength: payload, flags: .ack, maximumSegmentSize: maximumSegmentSize)
    segment.options = options
    for index in 0..<blocks {
      segment.blocks.append(.init(start: UInt32(index), end: UInt32(index) + 1))
    }
    return segment.wireLength
  }

  @Test func `A SYN with every option takes 60 bytes, as Linux lays it out`() {
    let all: SegmentOptions = [.timestamps, .selectiveAcknowledgments, .windowScale]
    #expect(wireLength(all, maximumSegmentSize: 1_460) == 60)
    #expect(wireLength([.selectiveAcknowledgments, .windowScale], maximumSegmentSize: 1_460) == 52)
    #expect(wireLength([], maximumSegmentSize: 1_460) == 44)
  }

  @Test func `A full segment fills an MTU of 1500`() {
    #expect(wireLength(.timestamps, payload: 1_448) == 1_500)
    #expect(wireLength([], payload: 1_460) == 1_500)
    #expect(wireLength(.timestamps) == Segment.headerLength)
  }

  @Test func `Blocks take four bytes and eight each; three fill the room beside timestamps`() {
    #expect(wireLength(.timestamps, blocks: 1) == 64)
    #expect(wireLength(.timestamps, blocks: 2) == 72)
    #expect(wireLength(.timestamps, blocks: 3) == 80)
    #expect(wireLength([], blocks: 3) == 68)
  }

  @Test func `SYN, FIN and payload use sequence numbers, nothing else does`() {
    #expect(Segment(sequence: 0, flags: [.ack, .psh]).sequenceLength == 0)
    #expect(Segment(sequence: 0, payloadLength: 7, flags: [.fin, .ack]).sequenceLength == 8)
    #expect(Segment(sequence: 0, flags: [.syn, .fin]).sequenceLength == 2)
  }

  @Test func `A fourth block is left out`() {
    var blocks = SelectiveBlocks()
    for index in 0..<5 as Range<UInt32> { blocks.append(.init(start: index, end: index + 10)) }
    #expect(blocks.count == 3)
    #expect((0..<3).map { blocks[$0].start } == [0, 1, 2])
  }

  @Test func `A block that is not there is our own bug`() async {
    await #expect(processExitsWith: .failure) { _ = SelectiveBlocks()[0] }
  }
}
