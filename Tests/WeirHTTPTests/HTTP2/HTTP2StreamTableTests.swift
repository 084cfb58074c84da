import TestSupport
import Testing

@testable import WeirHTTP

@Suite struct HTTP2StreamTableTests {
  private static func stream(_ id: UInt32) -> HTTP2Stream {
    HTTP2Stream(id: id, sendWindow: 1, receiveWindow: 2)
  }

  @Test func `Streams are found while others come and go`() {
    var table = HTTP2StreamTable()
    var present: [UInt32] = []
    var choices = TestChoices(seed: 5)
    var next: UInt32 = 1
    for _ in 0..<5_000 {
      if present.isEmpty || choices.below(2) == 0 && present.count < 200 {
        table.insert(Self.stream(next))
        present.append(next)
        next += choices.below(3) == 0 ? 2_048 : 2
      } else {
        let id = present.remove(at: choices.below(present.count))
        let slot = table.slot(of: id)
        #expect(slot != nil)
        if let slot { table.remove(at: slot) }
        #expect(table.slot(of: id) == nil)
      }
      #expect(table.count == present.count)
    }
    for id in present { #expect(table.slot(of: id).map { table[$0].id } == id) }
    #expect(table.slots.count <= 201)
  }

  @Test func `Closed streams are remembered as far back as there is room`() {
    var closed = HTTP2ClosedStreams()
    for number in 0..<70 as Range<UInt32> { closed.note(number * 2 + 1, .ended) }
    #expect(closed.reason(of: 11) == nil)
    #expect(closed.forgottenUpTo == 11)
    #expect(closed.reason(of: 13) == .ended)
    closed.note(13, .resetByUs)
    #expect(closed.reason(of: 13) == .resetByUs)
    #expect(closed.reason(of: 139) == .ended)
  }

  @Test func `A connection takes 552 bytes, and 40 more for each stream`() {
    // Tables, heads and frames that come in pieces allocate on need.
    #expect(MemoryLayout<HTTP2Connection>.stride == 552)
    #expect(MemoryLayout<HTTP2Stream>.stride == 40)
  }
}
