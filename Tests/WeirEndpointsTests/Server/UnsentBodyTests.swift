import Testing
import WeirPrimitives

@testable import WeirEndpoints

@Suite("Bytes of a body that wait for windows")
struct UnsentBodyTests {
  @Test func `a client that is always a little behind does not hold all it ever got`() {
    var body = UnsentBody()
    let part = [UInt8](repeating: 120, count: 10_000)
    var most = 0
    for number in 1...200 as ClosedRange<UInt32> {
      let marks = [Mark(end: 10_000, length: 10_000, stream: 5, number: number)]
      body.append(part.span, from: 0, marks: marks.span)
      most = max(most, body.bytes.count)
      if number == 1 { continue }
      // The part before this one is sent.
      #expect(body.marks[body.sentMarks].number == number - 1)
      #expect(body.marks[body.sentMarks].end == UInt64(body.sentBytes) + 10_000)
      body.drop(10_000, marks: 1)
      #expect(body.count == 10_000)
    }
    #expect(most == 80_000)
  }
}
