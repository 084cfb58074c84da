import Testing
import WeirPrimitives

@testable import WeirEndpoints

@Suite("The connections to one origin")
struct PoolTests {
  @Test func `six connections are opened, and who comes later waits in line`() {
    var bench = Bench.agent()
    for slot in 0..<8 as Range<UInt32> { bench.wish(slot) }
    #expect(bench.news() == (0..<6).map { "connect \($0) to 1:80" })
    #expect((0..<8).map { bench.program.agent.isQueued($0) } == (0..<8).map { $0 >= 6 })
    for socket in 0..<6 as Range<UInt32> { bench.connect(socket) }
    #expect(bench.told() == (0..<6).map { "ready \($0)" })
    bench.cancel(3)
    #expect(bench.news() == ["close 3", "connect 6 to 1:80"])
    bench.connect(6)
    #expect(bench.told() == ["ready 6"])
    bench.cancel(0)
    bench.connect(7)
    #expect(bench.told() == ["ready 7"])
  }

  @Test func `a report names who holds and who waits, since when`() {
    var bench = Bench.agent(PoolLimits(perOrigin: 2, keeps: true))
    bench.wish(0)
    bench.connect(0)
    bench.run(until: 1_000)
    bench.wish(1)
    bench.wish(2)
    bench.run(until: 1_500)
    bench.connect(1)
    let report = bench.program.agent.reports { $0 + 70 }[0]
    #expect(report.origin == "http://a" && report.version == .http11 && report.limit == 2)
    #expect(report.held.map(\.consumer) == [70, 71])
    #expect(report.held.map(\.since) == [.zero, .zero + .milliseconds(1_500)])
    #expect(report.waiting.map(\.consumer) == [72])
    #expect(report.waiting.map(\.since) == [.zero + .seconds(1)])
    #expect(report.idle == 0)
  }

  @Test func `whoever waits longest gets the first connection, whosever it was meant to be`() {
    var bench = Bench.agent()
    bench.wish(0)
    bench.wish(1)
    bench.connect(1)
    #expect(bench.told() == ["ready 0"])
    #expect(bench.targets(on: 1) == ["/0"])
    bench.connect(0)
    #expect(bench.told() == ["ready 1"])
    #expect(bench.targets(on: 0) == ["/1"])
  }

  @Test func `a connection that becomes free goes before one that is being opened`() {
    var bench = Bench.agent()
    bench.wish(0)
    bench.connect(0)
    bench.wish(1)
    #expect(bench.news() == ["connect 0 to 1:80", "connect 1 to 1:80"])
    bench.answer(on: 0)
    #expect(bench.told() == ["ready 0", "head 0 200", "body 0 2", "end 0", "ready 1"])
    #expect(bench.targets(on: 0) == ["/0", "/1"])
    bench.connect(1)
    #expect(bench.told() == [])
    bench.wish(2)
    #expect(bench.news() == [], "what was opened in vain is used now")
    #expect(bench.targets(on: 1) == ["/2"])
  }

  @Test func `each origin has its own six`() {
    var bench = Bench.agent()
    for slot in 0..<7 as Range<UInt32> { bench.wish(slot) }
    _ = bench.news()
    bench.wish(7, at: 1)
    #expect(bench.news() == ["connect 6 to 2:80"])
    bench.connect(6)
    #expect(bench.told() == ["ready 7"])
  }

  @Test func `a connect that fails is the failure of whoever waits longest, and of nobody else`() {
    var bench = Bench.agent(PoolLimits(perOrigin: 2, keeps: true))
    for slot in 0..<4 as Range<UInt32> { bench.wish(slot) }
    _ = bench.news()
    bench.give(.failed(SocketID(1), .refused))
    #expect(bench.told() == ["lost 0 \(SocketError.refused.rawValue)"])
    #expect(bench.news() == ["connect 2 to 1:80"])
    bench.give(.failed(SocketID(0), .connectTimedOut))
    #expect(bench.told() == ["lost 1 \(SocketError.connectTimedOut.rawValue)"])
    #expect(bench.news() == ["connect 3 to 1:80"])
    bench.give(.failed(SocketID(2), .refused))
    #expect(bench.news() == [], "one is under way for the one who waits")
    bench.connect(3)
    #expect(bench.told() == ["lost 2 \(SocketError.refused.rawValue)", "ready 3"])
  }

  @Test func `without a pool each request has a connection of its own`() {
    var bench = Bench.agent(.none)
    for slot in 0..<9 as Range<UInt32> { bench.wish(slot) }
    #expect(bench.news() == (0..<9).map { "connect \($0) to 1:80" })
    bench.connect(4)
    #expect(bench.targets(on: 4) == ["/4"])
    bench.answer(on: 4)
    #expect(bench.news() == ["close 4"])
    #expect(bench.nextDue == nil)
  }
}
