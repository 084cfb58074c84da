import Testing
import WeirPrimitives

@testable import WeirEndpoints

@Suite("Connections that are kept")
struct KeepAliveTests {
  @Test func `a kept connection carries the next request`() {
    var bench = Bench.agent()
    bench.keepOne()
    bench.wish(1)
    #expect(bench.told() == ["ready 1"])
    #expect(bench.news() == [])
    #expect(bench.targets(on: 0) == ["/0", "/1"])
  }

  @Test(arguments: ["Connection: close\r\n", "Connection: x, Close\r\n"])
  func `a connection that its server will close is not kept`(field: String) {
    var bench = Bench.agent()
    bench.wish(0)
    bench.connect(0)
    bench.answer(on: 0, field)
    #expect(bench.told() == ["ready 0", "head 0 200", "body 0 2", "end 0"])
    bench.wish(1)
    #expect(bench.news() == ["connect 0 to 1:80", "close 0", "connect 1 to 1:80"])
  }

  @Test func `of several idle ones the one used last is used`() {
    var bench = Bench.agent()
    for slot in 0..<3 as Range<UInt32> { bench.wish(slot) }
    for socket in 0..<3 as Range<UInt32> { bench.connect(socket) }
    for socket in [0, 2, 1] as [UInt32] { bench.answer(on: socket) }
    bench.wish(3)
    #expect(bench.targets(on: 1) == ["/1", "/3"])
    bench.wish(4)
    #expect(bench.targets(on: 2) == ["/2", "/4"])
  }

  /// The ways in which a server takes leave of a connection.
  private func end(_ bench: inout Bench<AgentProgram>, _ socket: UInt32, byReset: Bool) {
    bench.give(byReset ? .failed(SocketID(socket), .reset) : .endOfStream(SocketID(socket)))
  }

  @Test(arguments: [true, false])
  func `a request on a stale connection is sent again on a fresh one without a word`(
    byReset: Bool
  ) {
    var bench = Bench.agent()
    bench.keepOne()
    bench.wish(1)
    _ = bench.told()
    end(&bench, 0, byReset: byReset)
    #expect(bench.told() == [])
    #expect(bench.news() == (byReset ? [] : ["close 0"]) + ["connect 1 to 1:80"])
    bench.connect(1)
    #expect(bench.told() == ["ready 1"])
    #expect(bench.targets(on: 1) == ["/1"])
    #expect(bench.now == .zero, "at once")
  }

  @Test(arguments: [true, false])
  func `a request on a fresh connection is lost with it`(byReset: Bool) {
    var bench = Bench.agent()
    bench.wish(0)
    bench.connect(0)
    end(&bench, 0, byReset: byReset)
    let reason = byReset ? UInt64(SocketError.reset.rawValue) : Note.brokenResponse
    #expect(bench.told() == ["ready 0", "lost 0 \(reason)"])
  }

  @Test(arguments: [true, false])
  func `what was sent again is lost with the fresh connection`(byReset: Bool) {
    var bench = Bench.agent()
    bench.keepOne()
    bench.wish(1)
    end(&bench, 0, byReset: true)
    bench.connect(1)
    _ = bench.told()
    end(&bench, 1, byReset: byReset)
    let reason = byReset ? UInt64(SocketError.reset.rawValue) : Note.brokenResponse
    #expect(bench.told() == ["lost 1 \(reason)"])
  }

  @Test(arguments: [true, false])
  func `one byte of the response makes a loss of it`(byReset: Bool) {
    var bench = Bench.agent()
    bench.keepOne()
    bench.wish(1)
    bench.receive("H", on: 0)
    end(&bench, 0, byReset: byReset)
    let reason = byReset ? UInt64(SocketError.reset.rawValue) : Note.brokenResponse
    #expect(bench.told() == ["ready 1", "lost 1 \(reason)"])
  }

  @Test func `who is sent again keeps the place before those who wait`() {
    var bench = Bench.agent(PoolLimits(perOrigin: 2, keeps: true))
    bench.wish(0)
    bench.wish(1)
    for socket in 0..<2 as Range<UInt32> { bench.connect(socket) }
    for socket in 0..<2 as Range<UInt32> { bench.answer(on: socket) }
    for slot in 2..<6 as Range<UInt32> { bench.wish(slot) }
    _ = (bench.told(), bench.news())
    // 2 has socket 1, 3 has socket 0; 4 and 5 wait.
    bench.give(.failed(SocketID(0), .reset))
    bench.give(.failed(SocketID(1), .reset))
    #expect(bench.news() == ["connect 2 to 1:80", "connect 3 to 1:80"])
    bench.connect(2)
    bench.connect(3)
    #expect(bench.told() == ["ready 2", "ready 3"])
  }

  @Test func `an idle connection is closed after its time, counted from its last use`() {
    var bench = Bench.agent()
    bench.keepOne()
    bench.run(until: 200_000)
    bench.wish(1)
    bench.run(until: 350_000)
    #expect(bench.news() == [], "it was in use as the time was over")
    bench.answer(on: 0)
    bench.run(until: 649_999)
    #expect(bench.news() == [])
    bench.run(until: 650_000)
    #expect(bench.news() == ["close 0"])
    #expect(bench.nextDue == nil)
    bench.wish(2)
    #expect(bench.news() == ["connect 1 to 1:80"])
  }

  @Test func `bytes that nobody asked for end an idle connection`() {
    var bench = Bench.agent()
    bench.keepOne()
    bench.receive("HTTP/1.1 408 Request Timeout\r\n\r\n", on: 0)
    #expect(bench.news() == ["close 0"])
    #expect(bench.told() == [])
    #expect(bench.nextDue == nil)
  }

  @Test func `bytes behind a response end its connection, not the response`() {
    var bench = Bench.agent()
    bench.wish(0)
    bench.connect(0)
    bench.receive("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok?", on: 0)
    #expect(bench.told() == ["ready 0", "head 0 200", "body 0 2", "end 0"])
    #expect(bench.news() == ["connect 0 to 1:80", "close 0"])
  }

  @Test func `an idle connection that its server closes is closed and forgotten`() {
    var bench = Bench.agent()
    bench.keepOne()
    bench.give(.endOfStream(SocketID(0)))
    #expect(bench.news() == ["close 0"])
    bench.wish(1)
    #expect(bench.news() == ["connect 1 to 1:80"])
  }

  @Test func `what is no response is lost, and its connection closed`() {
    var bench = Bench.agent()
    bench.wish(0)
    bench.connect(0)
    bench.receive("SSH-2.0-x\r\n", on: 0)
    #expect(bench.told() == ["ready 0", "lost 0 \(Note.brokenResponse)"])
    #expect(bench.news() == ["connect 0 to 1:80", "close 0"])
  }
}
