import Testing
import WeirHTTP
import WeirPrimitives

@testable import WeirEndpoints

@Suite("Requests on the streams of one HTTP/2 connection")
struct SessionTests {
  @Test func `all requests to an origin go out on one connection, in order`() {
    var bench = Bench.session()
    var peer = bench.begin(8)
    #expect(bench.told() == (0..<8).map { "ready \($0)" })
    #expect(peer.news(from: bench) == (0..<8).map { "/\($0) on \(2 * $0 + 1)" })
    bench.wish(8)
    #expect(bench.news() == [])
    #expect(peer.news(from: bench) == ["/8 on 17"])
    bench.wish(9, at: 1)
    #expect(bench.news() == ["connect 1 to 2:80"], "another origin has its own")
  }

  @Test func `responses interleave, and each stream ends by itself`() {
    var bench = Bench.session()
    var peer = bench.begin(2)
    _ = bench.told()
    peer.respond(1)
    peer.respond(3)
    peer.write(10, on: 3)
    peer.write(5, on: 1, ends: true)
    peer.write(7, on: 3, ends: true)
    peer.answer(&bench)
    #expect(
      bench.told() == [
        "head 0 200", "head 1 200", "body 1 10", "body 0 5", "end 0", "body 1 7", "end 1",
      ])
    #expect(bench.news() == [], "the connection is kept")
  }

  @Test func `before SETTINGS a hundred streams are opened; then as many as they say`() {
    var bench = Bench.session()
    for slot in 0..<140 as Range<UInt32> { bench.wish(slot) }
    bench.connect(0)
    #expect(bench.told().count == 100)
    var peer = SessionPeer(on: 0, streams: 128)
    peer.answer(&bench)
    #expect(bench.told() == (100..<128).map { "ready \($0)" })
    #expect((120..<140).map { bench.program.agent.isQueued($0) } == (120..<140).map { $0 >= 128 })
    let report = bench.program.agent.reports { $0 }[0]
    #expect(report.version == .http2 && report.limit == 128)
    #expect(report.held.count == 128 && report.waiting.map(\.consumer) == Array(128..<140))
  }

  @Test func `a lower limit takes no stream away, and lets none in until enough have ended`() {
    var bench = Bench.session()
    var peer = bench.begin(5)
    peer.limit(streams: 2)
    peer.answer(&bench)
    bench.wish(5)
    #expect(bench.told() == (0..<5).map { "ready \($0)" })
    for stream in [1, 3, 5] as [UInt32] { peer.respond(stream, ends: true) }
    peer.answer(&bench)
    #expect(bench.told() == (0..<3).flatMap { ["head \($0) 200", "end \($0)"] })
    peer.respond(7, ends: true)
    peer.answer(&bench)
    #expect(bench.told() == ["head 3 200", "end 3", "ready 5"])
  }

  @Test func `a server that refuses what is beyond its limit gets it again as others end`() {
    var bench = Bench.session()
    var peer = bench.begin(5, streams: 2)
    #expect(bench.told() == (0..<5).map { "ready \($0)" })
    peer.respond(3, ends: true)
    peer.answer(&bench)
    #expect(bench.told() == ["head 1 200", "end 1", "ready 2"])
    peer.respond(1, ends: true)
    peer.answer(&bench)
    #expect(bench.told() == ["head 0 200", "end 0", "ready 3"])
  }

  @Test func `giving a request up resets its stream alone and makes room for the next`() {
    var bench = Bench.session()
    var peer = bench.begin(2, streams: 2)
    bench.wish(2)
    _ = bench.told()
    bench.cancel(0)
    #expect(bench.told() == ["ready 2"])
    #expect(peer.news(from: bench).suffix(2) == ["reset 1 CANCEL", "/2 on 5"])
    #expect(bench.news() == [])
    peer.respond(3)
    peer.write(4, on: 3, ends: true)
    peer.answer(&bench)
    #expect(bench.told() == ["head 1 200", "body 1 4", "end 1"])
  }

  @Test func `a connect that fails is the failure of all who wait for it`() {
    var bench = Bench.session()
    for slot in 0..<3 as Range<UInt32> { bench.wish(slot) }
    bench.give(.failed(SocketID(0), .refused))
    #expect(bench.told() == (0..<3).map { "lost \($0) \(SocketError.refused.rawValue)" })
    #expect(bench.news() == ["connect 0 to 1:80"])
    bench.wish(3)
    #expect(bench.news() == ["connect 1 to 1:80"])
  }

  @Test func `a stream that the server refuses is asked for again, twice at most`() {
    var bench = Bench.session()
    var peer = bench.begin(2)
    _ = (bench.told(), peer.news(from: bench))
    for (stream, next) in [(1, 5), (5, 7)] as [(UInt32, UInt32)] {
      peer.reset(stream, .refusedStream)
      peer.answer(&bench)
      #expect(bench.told() == ["ready 0"])
      #expect(peer.news(from: bench) == ["/0 on \(next)"])
    }
    peer.reset(7, .refusedStream)
    peer.answer(&bench)
    #expect(bench.told() == ["lost 0 \(Note.brokenResponse)"])
    #expect(bench.news() == [])
  }

  @Test func `a refusal behind the head of the response is a loss`() {
    var bench = Bench.session()
    var peer = bench.begin(1)
    peer.respond(1)
    peer.reset(1, .refusedStream)
    peer.answer(&bench)
    #expect(bench.told() == ["ready 0", "head 0 200", "lost 0 \(Note.brokenResponse)"])
  }

  @Test(arguments: [HTTP2ErrorCode.cancel, .internalError, .enhanceYourCalm, .noError])
  func `any other reset is a loss of its stream alone`(code: HTTP2ErrorCode) {
    var bench = Bench.session()
    var peer = bench.begin(2)
    peer.respond(1)
    peer.respond(3)
    peer.write(3, on: 1)
    peer.reset(1, code)
    peer.write(4, on: 3, ends: true)
    peer.answer(&bench)
    #expect(
      bench.told().suffix(4) == [
        "body 0 3", "lost 0 \(Note.brokenResponse)", "body 1 4", "end 1",
      ])
    #expect(bench.news() == [])
  }

  @Test(arguments: [true, false])
  func `without END_STREAM a response is lost with its connection, whatever has come`(
    byReset: Bool
  ) {
    var bench = Bench.session()
    var peer = bench.begin(3)
    for stream in [1, 3, 5] as [UInt32] { peer.respond(stream) }
    peer.write(3, on: 1, ends: true)
    peer.write(3, on: 3)
    peer.answer(&bench)
    _ = bench.told()
    bench.give(byReset ? .failed(SocketID(0), .reset) : .endOfStream(SocketID(0)))
    let reason = byReset ? UInt64(SocketError.reset.rawValue) : Note.brokenResponse
    #expect(bench.told() == ["lost 1 \(reason)", "lost 2 \(reason)"])
    #expect(bench.news() == (byReset ? [] : ["close 0"]))
  }

  @Test func `a server that breaks the rules is told so and left`() {
    var bench = Bench.session()
    var peer = bench.begin(2)
    peer.frame(0, stream: 0, payload: [1])
    peer.answer(&bench)
    #expect(bench.told().suffix(2) == (0..<2).map { "lost \($0) \(Note.brokenResponse)" })
    #expect(bench.news() == ["close 0"])
    #expect(peer.news(from: bench).last == "goAway PROTOCOL_ERROR")
  }

  @Test func `a request is written once, however often its place was given and taken`() {
    var bench = Bench.session()
    bench.program.writesAtOnce = false
    var peer = bench.begin(1, streams: 1)
    bench.cancel(0)
    bench.wish(0)
    #expect(bench.told() == ["ready 0", "ready 0"])
    bench.write(0)
    bench.write(0)
    #expect(bench.told() == ["not written 0"])
    #expect(peer.news(from: bench) == ["/0 on 1"])
    bench.wish(1)
    #expect(bench.told() == [], "there is one stream, and it is counted once")
    peer.respond(1, ends: true)
    peer.answer(&bench)
    #expect(bench.told() == ["head 0 200", "end 0", "ready 1"])
  }
}
