import Testing
import WeirHTTP
import WeirPrimitives

@testable import WeirEndpoints

/// A server that chooses by ALPN, anew for each connection.
@Suite struct FallbackTests {
  /// An agent with one request to an origin, whose server chooses what is spoken.
  private struct Talk {
    var agent: HTTPAgent
    var effects = Effects()
    let origin: UInt32

    init() {
      var options = HTTPClientOptions()
      options.version = .http2
      options.tls = .tls13
      agent = HTTPAgent(options: options, limits: PoolLimits(perOrigin: 6, keeps: true))
      origin = agent.origin(host: 1, port: 443, name: Array("a".utf8))
    }

    /// Asks, shakes hands on the socket with a server that speaks this, and returns what is told.
    mutating func ask(on socket: UInt32, serverSpeaks chosen: TLSProtocol) -> HTTPAgent.Event? {
      effects.removeAll()
      effects.nextSocket = socket
      agent.begin(0, to: origin, at: .zero, into: &effects)
      agent.connected(SocketID(socket), at: .zero, into: &effects)
      var options = TLSServerOptions(protocols: [chosen])
      options.resumes = false
      var server = TLSHandshake(server: options)
      var (flight, position) = ([UInt8](), 0)
      _ = server.next(in: effects.bytes.span, at: &position, into: &flight)
      position = 0
      _ = agent.next(
        in: flight.span, at: &position, on: SocketID(socket), at: .zero, into: &effects)
      return agent.nextEvent()
    }
  }

  @Test func `A server may choose HTTP/1.1 once and HTTP/2 the next time`() {
    var talk = Talk()
    #expect(talk.ask(on: 0, serverSpeaks: .http11) == .ready(0))
    talk.agent.failed(SocketID(0), .reset, at: .zero, into: &talk.effects)
    #expect(talk.agent.nextEvent() == .lost(0, UInt64(SocketError.reset.rawValue)))
    #expect(talk.ask(on: 1, serverSpeaks: .http2) == .ready(0))
  }
}
