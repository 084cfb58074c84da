import TestSupport
import Testing
import WeirHTTP

/// Valid messages, damaged at random, must neither trap a parser nor read differently when cut.
@Suite struct HTTP1FuzzTests {
  /// SplitMix64, Steele, Lea and Flood, OOPSLA 2014, figure 10.
  private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }

    mutating func next(below bound: Int) -> Int { Int(next() % UInt64(bound)) }
  }

  private static let requests = [
    "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      + "3;x=y\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\nT: t\r\n\r\n",
    "PUT /b HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbodyGET / HTTP/1.1\r\nHost: b\r\n\r\n",
    "GET http://a/ HTTP/1.0\r\nConnection: keep-alive\r\nX: y, z\r\n\r\n",
    "\r\nCONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
  ]
  private static let responses = [
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: t\r\n\r\n",
    "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.0 404 No\r\nContent-Length: 2\r\n\r\nno",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nuntil the end",
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\u{0}\u{1}",
  ]
  /// Bytes that mean something to the grammar, so that damage often does.
  private static let telling = Array(text: "\r\n\r\n :;,09afFx\t\u{0}\u{7f}HTTP/1.1")

  private static func damage(_ text: String, _ random: inout SplitMix) -> [UInt8] {
    var bytes = Array(text.utf8)
    for _ in 0...random.next(below: 3) {
      let index = random.next(below: bytes.count)
      let byte = telling[random.next(below: telling.count)]
      switch random.next(below: 5) {
      case 0: bytes[index] = byte
      case 1: bytes.insert(byte, at: index)
      case 2 where bytes.count > 1: bytes.remove(at: index)
      case 3: bytes[index] = UInt8(truncatingIfNeeded: random.next())
      default:
        let end = min(bytes.count, index + random.next(below: 12))
        bytes.insert(contentsOf: bytes[index..<end], at: random.next(below: bytes.count))
      }
    }
    return bytes
  }

  @Test("Damaged requests read the same whole and cut at every index", arguments: 0..<4)
  func damagedRequests(_ kind: Int) {
    var random = SplitMix(state: UInt64(kind))
    var violations = 0
    for round in 0..<150 {
      let bytes = Self.damage(Self.requests[kind], &random)
      let whole = transcript(requests: [bytes], thenEnds: true)
      if whole.violation != nil { violations += 1 }
      for pieces in segmentations(of: bytes) {
        let parts = transcript(requests: pieces, thenEnds: true)
        if parts != whole { Issue.record("round \(round), \(pieces.count) pieces: \(bytes)") }
      }
    }
    #expect(violations > 50)
    #expect(violations < 150)
  }

  @Test("Damaged responses read the same whole and cut at every index", arguments: 0..<4)
  func damagedResponses(_ kind: Int) {
    var random = SplitMix(state: 100 + UInt64(kind))
    var violations = 0
    for round in 0..<150 {
      let bytes = Self.damage(Self.responses[kind], &random)
      let methods: [HTTPMethod] = [.get, .head, .get]
      let whole = transcript(responses: [bytes], to: methods, thenEnds: true)
      if whole.violation != nil { violations += 1 }
      for pieces in segmentations(of: bytes) {
        let parts = transcript(responses: pieces, to: methods, thenEnds: true)
        if parts != whole { Issue.record("round \(round), \(pieces.count) pieces: \(bytes)") }
      }
    }
    #expect(violations > 20)
    #expect(violations < 150)
  }
}
