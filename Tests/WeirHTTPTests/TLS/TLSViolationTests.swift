import TestSupport
import Testing
import WeirHTTP

@Suite struct TLSViolationTests {
  private func afterHello() -> TLSHandshake {
    var client = TLSHandshake(client: .tls13, offers: .http11, resumes: false)
    var output: [UInt8] = []
    client.start(into: &output)
    return client
  }

  /// A server's flight that passes, with one byte set to something else.
  private func outcome(setting index: Int, to byte: UInt8) -> TLSEvent? {
    var flight = TLSConversation(.tls13, offers: .http11).flights[1]
    flight[index] = byte
    var client = afterHello()
    var answer: [UInt8] = []
    return client.feed(flight, answer: &answer)
  }

  @Test("Plain HTTP on either side is no record")
  func plainText() {
    var server = TLSHandshake(server: TLSServerOptions())
    var output: [UInt8] = []
    #expect(
      server.feed(Array("GET / HTTP/1.1".utf8), answer: &output)
        == .violation(.unexpectedRecord))
    var client = afterHello()
    #expect(client.feed(Array("HTTP".utf8), answer: &output) == .violation(.unexpectedRecord))
    #expect(output == [])
  }

  @Test("A violation is final and repeated, and nothing more is taken")
  func final() {
    var server = TLSHandshake(server: TLSServerOptions())
    var (position, output) = (0, [UInt8]())
    let bytes: [UInt8] = [0x47, 0x16, 3, 3]
    for _ in 0..<2 {
      #expect(
        server.next(in: bytes.span, at: &position, into: &output)
          == .violation(.unexpectedRecord))
    }
    #expect(position == 0)
  }

  @Test(
    "What a server's flight may not hold",
    arguments: [
      (0, 0x17, .unexpectedRecord), (1, 2, .unexpectedRecord), (2, 4, .unexpectedRecord),
      (0, 0x15, .alert), (3, 0x41, .recordSize),
      (5, 1, .malformedHello), (11, 0, .malformedHello), (12, 5, .malformedHello),
      (13, 3, .malformedHello), (13, 2, .unofferedChoice), (14, 1, .unofferedChoice),
      (14, 2, .malformedHello),
      // Behind the hello of 127 bytes: the first record, and the sum that was announced.
      (127, 0x18, .unexpectedRecord), (130, 0x50, .recordSize), (130, 0x20, .flightOverrun),
      (131, 0, .recordSize), (16, 0, .flightOverrun),
    ] as [(Int, UInt8, TLSViolation)])
  func brokenFlight(_ index: Int, _ byte: UInt8, _ violation: TLSViolation) {
    #expect(outcome(setting: index, to: byte) == .violation(violation))
  }

  @Test("Each truncation of a flight waits for more")
  func truncations() {
    let flight = TLSConversation(.tls13, offers: .http11).flights[1]
    for count in 0..<flight.count {
      var client = afterHello()
      var answer: [UInt8] = []
      #expect(client.feed(Array(flight[..<count]), answer: &answer) == nil)
      #expect(!client.isEstablished)
      #expect(answer == [])
    }
  }

  @Test("Any byte of a hello changed to any of eight values never traps", arguments: 0..<2)
  func changedBytes(_ number: Int) {
    let flight = TLSConversation(.tls12).flights[number]
    var failures = 0
    for index in 0..<80 {
      for byte: UInt8 in [0, 1, 2, 3, 4, 0x7F, 0x80, 0xFF] {
        var changed = flight
        changed[index] = byte
        var answer: [UInt8] = []
        var end = number == 0 ? TLSHandshake(server: TLSServerOptions()) : afterHello()
        if case .violation = end.feed(changed, answer: &answer) { failures += 1 }
      }
    }
    #expect(failures > 30)
  }

  @Test("Random records never trap", arguments: 1...20)
  func randomRecords(_ seed: UInt64) {
    var choices = TestChoices(seed: seed)
    var violations = 0
    for _ in 0..<50 {
      var client = afterHello()
      var answer: [UInt8] = []
      var bytes = TLSConversation(.tls13, offers: .http11).flights[1]
      bytes.removeLast(choices.below(bytes.count))
      for _ in 0..<3 where !bytes.isEmpty {
        bytes[choices.below(min(bytes.count, 200))] = UInt8(choices.below(256))
      }
      bytes += (0..<choices.below(3_000)).map { _ in UInt8(choices.below(256)) }
      if case .violation = client.feed(bytes, answer: &answer) { violations += 1 }
    }
    #expect(violations > 5)
  }
}
