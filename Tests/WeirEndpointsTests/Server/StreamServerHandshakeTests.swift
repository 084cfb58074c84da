import Testing
import WeirHTTP
import WeirPrimitives

@testable import WeirEndpoints

@Suite struct StreamServerHandshakeTests {
  /// Shakes hands in pieces of so many bytes; returns what was agreed on, what the server wrote.
  private func shake(
    _ bench: inout Bench<StreamServer>, _ offers: TLSProtocolSet, version: TLSVersion = .tls13,
    pieces: Int = .max, behind: [UInt8] = []
  ) -> TLSEvent? {
    var client = TLSHandshake(client: version, offers: offers, resumes: false)
    var output: [UInt8] = []
    client.start(into: &output)
    bench.give(.accepted(SocketID(0), port: 80))
    var position = 0
    for _ in 0..<4 {
      if client.isEstablished { break }
      give(output, to: &bench, pieces)
      output = []
      let answer = bench.written.isEmpty ? [] : bench.written[0]
      let event = client.next(in: answer.span, at: &position, into: &output)
      if let event {
        give(output + behind, to: &bench, pieces)
        bench.clearWritten(on: 0)
        if !behind.isEmpty { give([], to: &bench, pieces) }
        return event
      }
    }
    return nil
  }

  private func give(_ bytes: [UInt8], to bench: inout Bench<StreamServer>, _ pieces: Int) {
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + min(pieces, bytes.count))
      bench.receive(Array(bytes[start..<end]), on: 0)
      start = end
    }
  }

  @Test(
    "A handshake ends in the protocol that both speak, however it is cut",
    arguments: [1, 100, Int.max], [TLSVersion.tls12, .tls13])
  func agreed(pieces: Int, version: TLSVersion) {
    for (offers, spoken) in [
      ([.http11, .http2], .http2), (.http11, .http11), ([], nil),
    ] as [(TLSProtocolSet, TLSProtocol?)] {
      var bench = Bench<StreamServer>.server { _ in }
      #expect(
        shake(&bench, offers, version: version, pieces: pieces) == .established(alpn: spoken))
      if spoken == .http2 {
        #expect(bench.program.sessions.count == 1)
      } else {
        bench.receive(Bench<StreamServer>.request("GET /"), on: 0)
        #expect(bench.response(on: 0).body == "ok\n")
      }
      #expect(bench.program.handshakes.count == 0)
    }
  }

  @Test("A server without HTTP/2 chooses HTTP/1.1")
  func withoutHTTP2() {
    var bench = Bench<StreamServer>.server { $0.http2 = nil }
    #expect(shake(&bench, [.http11, .http2]) == .established(alpn: .http11))
  }

  @Test("Redirects of a secure connection are secure")
  func redirect() {
    var bench = Bench<StreamServer>.server {
      $0.overrides = [ServerConfiguration.Override(path: nil, status: 308, location: "b")]
    }
    _ = shake(&bench, .http11)
    bench.receive(Bench<StreamServer>.request("GET /x"), on: 0)
    #expect(bench.response(on: 0).headers.contains("Location: https://b:80/x"))
  }

  @Test("What is no handshake ends the connection; the end of it is the end of the record")
  func violation() {
    var bench = Bench<StreamServer>.server { _ in }
    bench.give(.accepted(SocketID(0), port: 80))
    bench.receive([0x16, 3, 3, 0, 0, 0], on: 0)
    #expect(bench.news().last == "close 0")
    #expect(bench.program.handshakes.count == 0)
    bench.give(.accepted(SocketID(1), port: 80))
    bench.receive([0x16], on: 1)
    #expect(bench.program.handshakes.count == 1)
    bench.give(.failed(SocketID(1), .reset))
    #expect(bench.program.handshakes.count == 0)
  }
}
