import Testing
import WeirEndpoints
import WeirPrimitives

@Suite struct `Socket errors and options` {
  @Test func `each error has the name of errno, and connecting and connected share ETIMEDOUT`() {
    #expect(
      SocketError.allCases.map(\.name) == [
        "EHOSTUNREACH", "ECONNREFUSED", "ETIMEDOUT", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH",
        "EPIPE", "EADDRNOTAVAIL", "EADDRINUSE", "EAGAIN", "EBADF", "EINVAL",
      ])
    #expect(SocketError.reset.text == "connection reset (ECONNRESET)")
    #expect(Set(SocketError.allCases.map(\.text)).count == SocketError.allCases.count)
  }

  @Test func `a note of a lost connection tells the error, where there is one`() {
    for error in SocketError.allCases {
      #expect(Note(.connectionLost, value: UInt64(error.rawValue)).socketError == error)
      #expect(Note(.completed, value: UInt64(error.rawValue)).socketError == nil)
    }
    for value in [Note.cleanEnd, Note.brokenResponse, Note.watchdog, 503] {
      #expect(Note(.connectionLost, value: value).socketError == nil)
    }
  }

  @Test func `the values at the ends of what an option takes are taken`() {
    let fits: [SocketOption] = [
      .keepAlive(nil), .keepAlive(.init()), .keepAlive(.init(idle: .seconds(1), count: 1)),
      .keepAlive(.init(idle: .seconds(32_767), interval: .seconds(32_767), count: 127)),
      .userTimeout(nil), .userTimeout(.milliseconds(1)), .notSentLowWater(0), .sendBuffer(0),
    ]
    for option in fits { #expect(option.problem == nil, "\(option)") }
    #expect(
      SocketOption.keepAlive(.init(count: 128)).problem
        == "a keepalive count of 128, of 1 to 127")
  }
}
