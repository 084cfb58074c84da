import Testing
import WeirKernel
import WeirPrimitives

@testable import WeirEndpoints

@Suite("The connections to all origins together")
struct PoolTotalTests {
  @Test func `at the total a wish waits until a connection anywhere is gone`() {
    var bench = Bench.agent(PoolLimits(perOrigin: 2, total: 3, keeps: true))
    bench.wish(0)
    bench.wish(1)
    bench.wish(2, at: 1)
    for socket in 0..<3 as Range<UInt32> { bench.connect(socket) }
    _ = bench.news()
    bench.wish(3, at: 2)
    #expect(bench.news() == [])
    #expect(bench.program.agent.isQueued(3))
    bench.cancel(0)
    #expect(bench.news() == ["close 0", "connect 3 to 3:80"])
  }

  @Test func `once full it opens none before enough are gone`() {
    var bench = Bench.agent(PoolLimits(perOrigin: 4, total: 4, resumesAt: 2, keeps: true))
    for slot in 0..<4 as Range<UInt32> { bench.wish(slot) }
    for slot in 4..<7 as Range<UInt32> { bench.wish(slot, at: 1) }
    for socket in 0..<4 as Range<UInt32> { bench.connect(socket) }
    _ = bench.news()
    bench.cancel(0)
    #expect(bench.news() == ["close 0"])
    bench.cancel(1)
    #expect(bench.news() == ["close 1", "connect 4 to 2:80", "connect 5 to 2:80"])
    #expect(bench.program.agent.isQueued(6), "it is full again")
    bench.cancel(2)
    #expect(bench.news() == ["close 2"])
  }

  @Test func `reaching the total without anybody waiting is not being full`() {
    var bench = Bench.agent(PoolLimits(perOrigin: 4, total: 4, resumesAt: 2, keeps: true))
    for slot in 0..<4 as Range<UInt32> { bench.wish(slot) }
    bench.connect(0)
    bench.cancel(0)
    bench.wish(4)
    #expect(bench.news().last == "connect 4 to 1:80")
  }

  @Test func `an idle connection elsewhere is given up, the one idle longest`() {
    var bench = Bench.agent(PoolLimits(perOrigin: 2, total: 2, keeps: true))
    bench.wish(0, at: 1)
    bench.connect(0)
    bench.run(until: 10)
    bench.wish(1, at: 0)
    bench.connect(1)
    bench.run(until: 20)
    bench.answer(on: 1)
    bench.run(until: 30)
    bench.answer(on: 0)
    _ = bench.news()
    bench.wish(2, at: 2)
    #expect(bench.news() == ["close 1", "connect 2 to 3:80"])
    bench.wish(3, at: 0)
    #expect(bench.news() == ["close 0", "connect 3 to 1:80"])
    #expect(bench.nextDue == nil)
  }

  @Test func `a connection that falls idle while others wait elsewhere is given up for them`() {
    var bench = Bench.agent(PoolLimits(perOrigin: 2, total: 1, keeps: true))
    bench.wish(0)
    bench.connect(0)
    bench.wish(1, at: 1)
    bench.wish(2, at: 2)
    _ = bench.news()
    bench.answer(on: 0)
    #expect(bench.news() == ["close 0", "connect 1 to 2:80"])
    #expect(bench.nextDue == nil)
    bench.connect(1)
    #expect(bench.told() == ["ready 0", "head 0 200", "body 0 2", "end 0", "ready 1"])
  }

  /// Sockets by state, as the world would have them.
  private struct Sockets {
    var connecting: [UInt32] = []
    var open: [UInt32] = []
    var hosts: [UInt32] = []
    var live: Int { connecting.count + open.count }

    mutating func take(_ news: [String]) {
      for line in news {
        let words = line.split(whereSeparator: { $0 == " " || $0 == ":" })
        guard let socket = UInt32(words[1]) else { continue }
        if words[0] == "connect" {
          connecting.append(socket)
          hosts.append(UInt32(words[3]) ?? 0)
        } else {
          connecting.removeAll { $0 == socket }
          open.removeAll { $0 == socket }
        }
      }
    }

    func count(to host: UInt32) -> Int {
      (connecting + open).count { hosts[Int($0)] == host }
    }
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func `whatever happens, no limit is passed and nobody is forgotten`(seed: UInt64) {
    var bench = Bench.agent(PoolLimits(perOrigin: 2, total: 4, resumesAt: 3, keeps: true))
    var sockets = Sockets()
    let key = DrawKey(seed: seed, owner: "test", purpose: "steps")
    var slot: UInt32 = 0
    for step in 0..<300 as Range<UInt64> {
      let bits = key.bits(step)
      let pick = { (list: [UInt32]) in list[Int(bits >> 8) % list.count] }
      switch bits % 8 {
      case 0, 1, 2:
        bench.wish(slot, at: UInt32((bits >> 8) % 3))
        slot += 1
      case 3: if slot > 0 { bench.cancel(UInt32((bits >> 8) % UInt64(slot))) }
      case 4, 5:
        guard !sockets.connecting.isEmpty else { continue }
        let socket = pick(sockets.connecting)
        sockets.connecting.removeAll { $0 == socket }
        sockets.open.append(socket)
        bench.connect(socket)
      case 6:
        guard !sockets.open.isEmpty else { continue }
        bench.answer(on: pick(sockets.open))
      default:
        let all = sockets.connecting + sockets.open
        guard !all.isEmpty else { continue }
        let socket = pick(all)
        sockets.take(["close \(socket)"])
        bench.give(.failed(SocketID(socket), .reset))
      }
      sockets.take(bench.news())
      #expect(sockets.live <= 4, "step \(step)")
      for host in 1...3 as ClosedRange<UInt32> { #expect(sockets.count(to: host) <= 2) }
      #expect(bench.program.agent.openCount == sockets.live)
    }
    // Whoever still waits is served once all others are gone.
    for _ in 0..<400 {
      for socket in sockets.connecting { bench.connect(socket) }
      sockets.open += sockets.connecting
      sockets.connecting = []
      for socket in sockets.open { bench.answer(on: socket) }
      sockets.take(bench.news())
    }
    #expect((0..<slot).allSatisfy { !bench.program.agent.isUnderWay($0) })
  }

  @Test func `an HTTP/2 connection that carries nothing gives way to another origin`() {
    var bench = Bench.agent(PoolLimits(total: 1, keeps: true), .http2)
    bench.wish(0)
    bench.connect(0)
    var peer = SessionPeer(on: 0)
    peer.answer(&bench)
    _ = bench.news()
    bench.wish(1, at: 1)
    #expect(bench.news() == [], "a stream is open")
    peer.respond(1, ends: true)
    peer.answer(&bench)
    #expect(bench.news() == ["close 0", "connect 1 to 2:80"])
    bench.wish(2)
    #expect(bench.news() == [])
    bench.connect(1)
    peer = SessionPeer(on: 1)
    peer.answer(&bench)
    bench.cancel(1)
    #expect(bench.news() == ["close 1", "connect 2 to 1:80"])
    #expect(bench.told() == ["ready 0", "head 0 200", "end 0", "ready 1"])
    #expect(bench.program.agent.openCount == 1)
  }

  @Test func `a wish at another origin takes the place of an HTTP/2 connection without streams`() {
    var bench = Bench.agent(PoolLimits(total: 1, keeps: true), .http2)
    bench.wish(0)
    bench.connect(0)
    bench.cancel(0)
    _ = bench.news()
    bench.wish(1, at: 1)
    #expect(bench.news() == ["close 0", "connect 1 to 2:80"])
  }
}
