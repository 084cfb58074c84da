import Testing
import WeirHTTP
import WeirPrimitives

@testable import WeirEndpoints

@Suite("A request that is given up")
struct CancelTests {
  @Test func `while it waits in line it only leaves the line`() {
    var bench = Bench.agent(PoolLimits(perOrigin: 1, keeps: true))
    for slot in 0..<3 as Range<UInt32> { bench.wish(slot) }
    bench.connect(0)
    bench.cancel(1)
    #expect(bench.news() == ["connect 0 to 1:80"])
    bench.answer(on: 0)
    #expect(bench.told().last == "ready 2")
  }

  @Test func `while its connection is opened, that is left for the next`() {
    var bench = Bench.agent()
    bench.wish(0)
    bench.cancel(0)
    bench.connect(0)
    #expect(bench.told() == [])
    bench.wish(1)
    #expect(bench.told() == ["ready 1"])
    #expect(bench.news() == ["connect 0 to 1:80"])
    #expect(bench.targets(on: 0) == ["/1"])
  }

  @Test func `without a pool its connection is closed as it is opened`() {
    var bench = Bench.agent(.none)
    bench.wish(0)
    bench.cancel(0)
    #expect(bench.news() == ["connect 0 to 1:80", "close 0"])
    bench.connect(0)
    #expect(bench.told() == [])
  }

  @Test func `between the promise of a connection and its writing nothing is written`() {
    var bench = Bench.agent()
    bench.program.writesAtOnce = false
    bench.wish(0)
    bench.connect(0)
    bench.cancel(0)
    bench.write(0)
    #expect(bench.told() == ["ready 0", "not written 0"])
    #expect(bench.news() == ["connect 0 to 1:80", "close 0"])
    #expect(bench.text(on: 0) == "")
  }

  @Test(arguments: ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"])
  func `while its response comes the connection is closed, and the rest means nothing`(
    part: String
  ) {
    var bench = Bench.agent()
    bench.wish(0)
    bench.connect(0)
    bench.receive(part, on: 0)
    _ = (bench.told(), bench.news())
    bench.cancel(0)
    bench.receive("cdefghi", on: 0)
    bench.give(.failed(SocketID(0), .reset))
    bench.cancel(0)
    #expect(bench.news() == ["close 0"])
    #expect(bench.told() == [])
    #expect(bench.nextDue == nil)
  }

  @Test func `over HTTP/2 nothing is sent for a request that was not written`() {
    var bench = Bench.session()
    bench.program.writesAtOnce = false
    var peer = bench.begin(2)
    bench.cancel(0)
    bench.write(0)
    bench.write(1)
    #expect(bench.told() == ["ready 0", "ready 1", "not written 0"])
    #expect(peer.news(from: bench) == ["/1 on 1"])
  }

  @Test func `over HTTP/2 the connection that is opened for it stays for the next`() {
    var bench = Bench.session()
    bench.wish(0)
    bench.cancel(0)
    bench.connect(0)
    bench.wish(1)
    #expect(bench.news() == ["connect 0 to 1:80"])
    var peer = SessionPeer(on: 0)
    #expect(peer.news(from: bench) == ["/1 on 1"])
  }

  @Test func `over HTTP/2 what still comes of it is read past`() {
    var bench = Bench.session()
    var peer = bench.begin(2)
    peer.respond(1)
    peer.write(10, on: 1)
    bench.cancel(0)
    peer.answer(&bench)
    peer.respond(3, ends: true)
    peer.answer(&bench)
    #expect(bench.told() == ["ready 0", "ready 1", "head 1 200", "end 1"])
    #expect(bench.news() == [])
  }
}
