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
    digest.fold(4, 5, 6, 7)
    #expect(digest.text == "26e7d7dc7be25f24")
  }

  @Test(
    "The digest of known bytes never changes",
    arguments: [
      (0, "108aa3f68616aa56"), (1, "dcab3a22cb638e33"), (15, "147349b9169fb456"),
      (16, "75d3690c19f2daf0"), (63, "209d176159fc3857"), (64, "6cd98deec9282020"),
      (100, "89249d6054b73a73"),
      (10_000, "124f7e1b3e941edf"),
    ])
  func goldenBytes(count: Int, text: String) {
    #expect(digest((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }).text == text)
  }

  @Test("Bytes are read alike wherever they lie")
  func alignment() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    for start in 0..<16 {
      let shifted = [UInt8](repeating: 9, count: start) + bytes
      shifted.withUnsafeBytes {
        var found = Digest()
        found.fold(UnsafeRawBufferPointer(rebasing: $0[start...]))
        #expect(found == digest(bytes))
      }
    }
  }

  @Test("Every bit of every length counts, and so does the order of 8, 16 and 64 bytes")
  func sensitivityOfBytes() {
    for length in 0..<200 {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      var seen: Set<UInt64> = [digest(bytes).value]
      for position in 0..<length {
        for bit in 0..<8 as Range<UInt8> {
          var changed = bytes
          changed[position] ^= 1 << bit
          seen.insert(digest(changed).value)
        }
      }
      #expect(seen.count == 8 * length + 1)
    }
    let bytes = (0..<256).map { UInt8(truncatingIfNeeded: $0) }
    for size in [8, 16, 64] {
      for start in stride(from: 0, to: 256 - 2 * size + 1, by: size) {
        let (one, two) = (start + size, start + 2 * size)
        let swapped = bytes[..<start] + bytes[one..<two] + bytes[start..<one] + bytes[two...]
        #expect(digest(Array(swapped)) != digest(bytes))
      }
    }
  }

  @Test("Half of the digest's bits change with one bit of an occurrence or of what is written")
  func avalanche() {
    var flipped = 0
    for bit in 0..<256 as Range<UInt64> {
      func words(_ index: UInt64) -> UInt64 {
        index * 0x1234_5678_9ABC ^ (bit / 64 == index ? 1 << (bit & 63) : 0)
      }
      var digest = Digest()
      digest.fold(words(0), words(1), words(2), words(3))
      var unchanged = Digest()
      unchanged.fold(0, 0x1234_5678_9ABC, 2 * 0x1234_5678_9ABC, 3 * 0x1234_5678_9ABC)
      flipped += (digest.value ^ unchanged.value).nonzeroBitCount
    }
    #expect(abs(flipped - 256 * 32) < 400)
    flipped = 0
    for position in 0..<100 {
      var bytes = [UInt8](repeating: 0x61, count: 100)
      let unchanged = digest(bytes).value
      bytes[position] ^= 1
      flipped += (digest(bytes).value ^ unchanged).nonzeroBitCount
    }
    #expect(abs(flipped - 100 * 32) < 250)
  }

  private func digest(_ bytes: [UInt8]) -> Digest {
    var digest = Digest()
    bytes.withUnsafeBytes { digest.fold($0) }
    return digest
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
