import Testing
import WeirKernel
import WeirPrimitives

@Suite("Digest")
struct DigestTests {
  @Test("The digest of nothing and of known words never changes")
  func goldenValues() {
    var digest = Digest()
    #expect(digest.text == "243f6a8885a308d3")
    for word in 1...3 as ClosedRange<UInt64> { digest.fold(word) }
    #expect(digest.text == "27498c3a04e8517c")
  }

  @Test("Order, a single bit and trailing zero bytes all change the digest")
  func sensitivity() {
    func value(_ words: [UInt64]) -> UInt64 {
      var digest = Digest()
      for word in words { digest.fold(word) }
      return digest.value
    }
    func value(bytes: [UInt8]) -> UInt64 {
      var digest = Digest()
      bytes.withUnsafeBytes { digest.fold($0) }
      return digest.value
    }
    #expect(value([1, 2]) != value([2, 1]))
    #expect(value([0]) != value([0, 0]))
    for bit in 0..<64 as Range<UInt64> { #expect(value([1 << bit]) != value([0])) }
    for length in 0..<40 {
      let zeros = [UInt8](repeating: 0, count: length)
      #expect(value(bytes: zeros) != value(bytes: zeros + [0]))
    }
  }

  @Test("Keeping every record does not change the digest, and the tail is the end of the whole")
  func fullTraceAndTail() {
    var tail = Recorder()
    var whole = Recorder(keepsAll: true)
    for number in 0..<1_000 as Range<UInt64> {
      for recorder in [0, 1] {
        let instant = Instant(nanoseconds: Int64(number))
        if recorder == 0 {
          tail.record(at: instant, component: 1, .packetSent, number, 0)
        } else {
          whole.cause = number
          whole.record(at: instant, component: 1, .packetSent, number, 0)
        }
      }
    }
    #expect(tail.digest == whole.digest)
    #expect(whole.occurrences.count == 1_000)
    #expect(tail.occurrences.map(\.first) == Array(744..<1_000))
    #expect(whole.occurrences.map(\.cause) == Array(0..<1_000))
  }
}
