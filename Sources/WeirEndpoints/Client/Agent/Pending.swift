internal import WeirHTTP
internal import WeirPrimitives
internal import WeirStreaming
struct TLSHandshake: Sendable {}
struct HTTP2Session: Sendable {}
extension HTTPAgent {
  mutating func beginHandshake(_ n: UInt32, into: inout Effects) {}
  mutating func beginSession(_ n: UInt32, at: Instant, into: inout Effects) {}
  mutating func shakeHands(in: Span<UInt8>, at: inout Int, _ n: UInt32, at now: Instant, into: inout Effects) {}
  mutating func nextOfSession(in: Span<UInt8>, at: inout Int, _ n: UInt32, at now: Instant, into: inout Effects) -> Event? { nil }
  mutating func reset(_ r: AgentRequest, at: Instant, into: inout Effects) {}
  mutating func sessionHead(_ r: AgentRequest) -> HTTPResponseHead { HTTPResponseHead(status: 200) }
  mutating func serveShared(_ o: UInt32, at: Instant, into: inout Effects) {}
  mutating func endSession(_ n: UInt32, reason: UInt64, at: Instant, into: inout Effects) {}
  mutating func pingIsDue(_ n: UInt32, at: Instant, into: inout Effects) {}
  mutating func sendInSession(_ slot: UInt32, method: HTTPMethod, target: [UInt8], headers: HTTPHeaderList,
    body: StaticString, consumer: UInt32, at now: Instant, into effects: inout Effects) -> Bool { false }
  func streamLimit(ofSessionOn n: UInt32) -> Int? { nil }
  mutating func flush(_ s: SocketID, into: inout Effects) {}
}
struct EventReader: Sendable {
  var p: EventStreamParser
  mutating func next(in b: Span<UInt8>, at p: inout Int) -> EventStreamParser.Step { self.p.next(in: b, at: &p) }
  mutating func endOfRead() {}
  mutating func finish() { p.finish() }
  var believesEnded: Bool { false }
  var data: [UInt8] { p.data }
  var namedType: [UInt8] { p.namedType }
  var lastEventID: [UInt8] { p.lastEventID }
}
extension ClientPolicy { func newReader() -> EventReader { EventReader(p: EventStreamParser(mistakes: mistakes)) } }
