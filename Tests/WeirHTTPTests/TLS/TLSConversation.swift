import WeirHTTP

/// Two ends that talk until neither has anything more to say.
struct TLSConversation {
  var client: TLSHandshake
  var server: TLSHandshake
  /// What was said in turn, the client first.
  var flights: [[UInt8]] = []
  /// Flights of the server that the client waited for before it could send data.
  var roundTrips: Int?
  var clientEvent: TLSEvent?
  var serverEvent: TLSEvent?

  init(
    _ version: TLSVersion, offers: TLSProtocolSet = [.http2, .http11], resumes: Bool = false,
    server options: TLSServerOptions = TLSServerOptions(certificateBytes: 2_050)
  ) {
    client = TLSHandshake(client: version, offers: offers, resumes: resumes)
    server = TLSHandshake(server: options)
    var flight: [UInt8] = []
    client.start(into: &flight)
    while !flight.isEmpty {
      flights.append(flight)
      let isClients = flights.count % 2 == 1
      var answer: [UInt8] = []
      if isClients {
        serverEvent = server.feed(flight, answer: &answer) ?? serverEvent
      } else {
        clientEvent = client.feed(flight, answer: &answer) ?? clientEvent
        if client.isEstablished, roundTrips == nil { roundTrips = flights.count / 2 }
      }
      flight = answer
    }
  }

  /// Content type and size of each record of each flight.
  var records: [[TLSRecordShape]] { flights.map(TLSRecordShape.all) }
}

struct TLSRecordShape: Hashable, CustomStringConvertible {
  let content: UInt8
  let bytes: Int

  init(_ content: UInt8, _ bytes: Int) { (self.content, self.bytes) = (content, bytes) }

  var description: String { "\(content):\(bytes)" }

  static func all(_ flight: [UInt8]) -> [TLSRecordShape] {
    var shapes: [TLSRecordShape] = []
    var position = 0
    while position < flight.count {
      let bytes = 5 + Int(flight[position + 3]) << 8 + Int(flight[position + 4])
      shapes.append(TLSRecordShape(flight[position], bytes))
      position += bytes
    }
    return shapes
  }
}

extension TLSHandshake {
  mutating func feed(_ bytes: [UInt8], answer: inout [UInt8]) -> TLSEvent? {
    var position = 0
    return next(in: bytes.span, at: &position, into: &answer)
  }
}
