import Testing
import WeirHTTP
import WeirPrimitives

@testable import WeirEndpoints

@Suite("An HTTP/2 connection that its server retires")
struct GoAwayTests {
  @Test func `what was not processed goes to a new connection, in order; the rest finishes`() {
    var bench = Bench.session()
    var peer = bench.begin(4)
    peer.respond(1)
    peer.goAway(last: 3)
    peer.answer(&bench)
    #expect(bench.takeNotes(.goAway) == [Note(.goAway, value: 0, detail: 3)])
    #expect(bench.told() == (0..<4).map { "ready \($0)" } + ["head 0 200"])
    #expect(bench.news() == ["connect 1 to 1:80"])
    bench.connect(1)
    #expect(bench.told() == ["ready 2", "ready 3"])
    var next = SessionPeer(on: 1)
    #expect(next.news(from: bench) == ["/2 on 1", "/3 on 3"])
    peer.write(3, on: 1, ends: true)
    peer.respond(3)
    peer.answer(&bench)
    #expect(bench.told() == ["body 0 3", "end 0", "head 1 200"])
    #expect(bench.news() == [])
    peer.write(3, on: 3, ends: true)
    peer.answer(&bench)
    #expect(bench.told() == ["body 1 3", "end 1"])
    #expect(bench.news() == ["close 0"], "it carries nothing any more")
  }

  @Test(arguments: [1, 3] as [UInt32])
  func `where nothing was processed all goes to a new connection`(count: UInt32) {
    var bench = Bench.session()
    var peer = bench.begin(count)
    _ = bench.told()
    peer.goAway(last: 0)
    peer.answer(&bench)
    #expect(bench.told() == [])
    #expect(bench.news().sorted() == ["close 0", "connect 1 to 1:80"])
    bench.connect(1)
    #expect(bench.told() == (0..<count).map { "ready \($0)" })
  }

  @Test func `the first of two steps refuses nothing, and what is new goes elsewhere`() {
    var bench = Bench.session()
    var peer = bench.begin(2)
    _ = bench.told()
    peer.goAway(last: 0x7FFF_FFFF)
    peer.answer(&bench)
    #expect(bench.news() == [])
    bench.wish(2)
    #expect(bench.news() == ["connect 1 to 1:80"])
    peer.goAway(last: 3)
    peer.answer(&bench)
    #expect(bench.takeNotes(.goAway).map(\.detail) == [0x7FFF_FFFF, 3])
    #expect(bench.told() == [])
    for stream in [1, 3] as [UInt32] { peer.respond(stream, ends: true) }
    peer.answer(&bench)
    #expect(bench.told() == ["head 0 200", "end 0", "head 1 200", "end 1"])
    #expect(bench.news() == ["close 0"])
    bench.connect(1)
    #expect(bench.told() == ["ready 2"], "the new one is not the old one")
  }

  @Test func `a retired connection without streams is closed at once`() {
    var bench = Bench.session()
    var peer = bench.begin(1)
    peer.respond(1, ends: true)
    peer.answer(&bench)
    peer.goAway(last: 1)
    peer.answer(&bench)
    #expect(bench.news() == ["close 0"])
  }

  @Test func `giving up the last request of a retired connection closes it`() {
    var bench = Bench.session()
    var peer = bench.begin(1)
    peer.goAway(last: 1)
    peer.answer(&bench)
    #expect(bench.news() == [])
    bench.cancel(0)
    #expect(bench.news() == ["close 0"])
    #expect(peer.news(from: bench).last == "reset 1 CANCEL")
  }

  @Test func `who was promised a stream as the connection was retired gets one on the next`() {
    var bench = Bench.session()
    for slot in 0..<101 as Range<UInt32> { bench.wish(slot) }
    bench.connect(0)
    #expect(bench.told().count == 100)
    var peer = SessionPeer(on: 0, streams: 128)
    peer.goAway(last: 199)
    peer.answer(&bench)
    #expect(bench.told() == ["ready 100", "not written 100"])
    #expect(bench.news() == ["connect 0 to 1:80", "connect 1 to 1:80"])
    bench.connect(1)
    #expect(bench.told() == ["ready 100"])
    var next = SessionPeer(on: 1)
    #expect(next.news(from: bench) == ["/100 on 1"])
  }

  @Test func `a server that refuses everything each time is left after the third`() {
    var bench = Bench.session()
    bench.wish(0)
    for socket in 0..<3 as Range<UInt32> {
      bench.connect(socket)
      #expect(bench.told() == ["ready 0"])
      var peer = SessionPeer(on: socket)
      peer.goAway(last: 0)
      peer.answer(&bench)
    }
    #expect(bench.told() == ["lost 0 \(Note.brokenResponse)"])
    #expect(bench.news().last == "close 2")
  }
}
