import TestSupport
import Testing
import WeirHTTP

@Suite struct TLSHandshakeTests {
  @Test(
    "TLS 1.3 lets the client send after one round trip, TLS 1.2 after two, resumed after one",
    arguments: [
      (TLSVersion.tls13, false, 1), (.tls13, true, 1), (.tls12, false, 2), (.tls12, true, 1),
    ])
  func roundTrips(_ version: TLSVersion, _ resumes: Bool, _ expected: Int) {
    let talk = TLSConversation(version, resumes: resumes)
    #expect(talk.roundTrips == expected)
    #expect(talk.clientEvent == .established(alpn: .http2))
    #expect(talk.serverEvent == .established(alpn: .http2))
    #expect(talk.client.isResumed == resumes)
    #expect(talk.server.version == version)
  }

  // OpenSSL 3.0.19 at both ends, Python's MemoryBIO between them, certificates of 2,050 bytes.
  static let measured: [(TLSVersion, Bool, [[TLSRecordShape]])] = [
    (
      .tls13, false,
      [
        [.init(22, 517)],
        [
          .init(22, 127), .init(20, 6), .init(23, 37), .init(23, 2_090), .init(23, 286),
          .init(23, 74),
        ],
        [.init(20, 6), .init(23, 74)],
      ]
    ),
    (
      .tls13, true,
      [
        [.init(22, 580)], [.init(22, 133), .init(20, 6), .init(23, 37), .init(23, 74)],
        [.init(20, 6), .init(23, 74)],
      ]
    ),
    (
      .tls12, false,
      [
        [.init(22, 517)],
        [.init(22, 79), .init(22, 2_068), .init(22, 305), .init(22, 9)],
        [.init(22, 42), .init(20, 6), .init(22, 45)],
        [.init(22, 191), .init(20, 6), .init(22, 45)],
      ]
    ),
    (
      .tls12, true,
      [
        [.init(22, 517)], [.init(22, 99), .init(20, 6), .init(22, 45)],
        [.init(20, 6), .init(22, 45)],
      ]
    ),
  ]

  @Test("Flights have the records that OpenSSL sends", arguments: 0..<4)
  func records(_ index: Int) {
    let (version, resumes, records) = Self.measured[index]
    #expect(TLSConversation(version, resumes: resumes).records == records)
  }

  @Test("Certificates of any size are sent in records that may be that large", arguments: 0..<2)
  func largeCertificates(_ index: Int) {
    let version = TLSVersion.allCases[index]
    let talk = TLSConversation(version, server: TLSServerOptions(certificateBytes: 100_000))
    #expect(talk.clientEvent == .established(alpn: .http2))
    #expect(talk.records[1].map(\.bytes).max() == 16_389)
    #expect(talk.records[1].count == (version == .tls13 ? 12 : 10))
  }

  @Test(
    "The server chooses the protocol it likes best of those offered",
    arguments: [
      ([.http2, .http11], [TLSProtocol.http11, .http2], TLSProtocol.http11),
      ([.http2, .http11], [.http2, .http11], .http2),
      ([.http11], [.http2, .http11], .http11),
      ([], [.http2], nil),
    ] as [(TLSProtocolSet, [TLSProtocol], TLSProtocol?)])
  func negotiation(_ offers: TLSProtocolSet, _ spoken: [TLSProtocol], _ chosen: TLSProtocol?) {
    let talk = TLSConversation(
      .tls13, offers: offers, server: TLSServerOptions(protocols: spoken))
    #expect(talk.clientEvent == .established(alpn: chosen))
    #expect(talk.serverEvent == .established(alpn: chosen))
  }

  @Test("Without a common protocol the server sends an alert and both ends fail")
  func noCommonProtocol() {
    let talk = TLSConversation(
      .tls13, offers: .http2, server: TLSServerOptions(protocols: [.http11]))
    #expect(talk.flights.last == [0x15, 3, 3, 0, 2, 2, 120])
    #expect(talk.serverEvent == .violation(.noCommonProtocol))
    #expect(talk.clientEvent == .violation(.alert))
    #expect(!talk.client.isEstablished && !talk.server.isEstablished)
  }

  @Test("A server that has forgotten the session makes a full handshake")
  func forgottenSession() {
    let talk = TLSConversation(
      .tls12, resumes: true, server: TLSServerOptions(certificateBytes: 2_050, resumes: false))
    #expect(talk.client.isResumed == false)
    #expect(talk.roundTrips == 2)
    #expect(Array(talk.records[1...]) == Array(Self.measured[2].2[1...]))
  }

  @Test("A server that knows TLS 1.2 only brings the client down to it")
  func olderServer() {
    let talk = TLSConversation(.tls13, server: TLSServerOptions(highestVersion: .tls12))
    #expect(talk.client.version == .tls12)
    #expect(talk.roundTrips == 2)
  }

  @Test("However the bytes arrive, the answers and the outcome are the same", arguments: 0..<4)
  func segmented(_ index: Int) {
    let (version, resumes, _) = Self.measured[index]
    let whole = TLSConversation(version, resumes: resumes)
    for (number, flight) in whole.flights.enumerated() {
      for pieces in segmentations(of: flight) {
        var client = TLSHandshake(
          client: version, offers: [.http2, .http11], resumes: resumes)
        var server = TLSHandshake(server: TLSServerOptions(certificateBytes: 2_050))
        var answer: [UInt8] = []
        client.start(into: &answer)
        // The flights before this one come whole.
        for (earlier, bytes) in whole.flights[..<number].enumerated() {
          if earlier % 2 == 0 {
            _ = server.feed(bytes, answer: &answer)
          } else {
            _ = client.feed(bytes, answer: &answer)
          }
        }
        answer = []
        var events: [TLSEvent] = []
        for piece in pieces {
          let event =
            number % 2 == 0
            ? server.feed(piece, answer: &answer) : client.feed(piece, answer: &answer)
          if let event { events.append(event) }
        }
        #expect(answer == (number + 1 < whole.flights.count ? whole.flights[number + 1] : []))
        let isLastOfReader = number + 2 >= whole.flights.count
        #expect(events == (isLastOfReader ? [.established(alpn: .http2)] : []))
      }
    }
  }

  @Test("Data behind the handshake is left alone")
  func dataBehind() {
    let talk = TLSConversation(.tls13)
    var server = TLSHandshake(server: TLSServerOptions(certificateBytes: 2_050))
    var answer: [UInt8] = []
    #expect(server.feed(talk.flights[0], answer: &answer) == nil)
    let bytes = talk.flights[2] + Array("GET / HTTP/1.1\r\n".utf8)
    var position = 0
    #expect(
      server.next(in: bytes.span, at: &position, into: &answer) == .established(alpn: .http2))
    #expect(position == 80)
    #expect(server.next(in: bytes.span, at: &position, into: &answer) == nil)
    #expect(position == 80)
  }

  @Test("A handshake is small enough to lie in its connection")
  func stride() {
    #expect(MemoryLayout<TLSHandshake>.stride == 72)
  }
}
