import Testing
import WeirHTTP
import WeirPrimitives

@testable import WeirEndpoints

@Suite("PINGs and credit of an HTTP/2 connection")
struct SessionUpkeepTests {
  /// When the PINGs of the first minutes come, in nanoseconds.
  private func pings(seed: UInt64, jitter: TimeSpan = .seconds(5)) -> [Int64] {
    var bench = Bench.session(seed: seed) {
      $0.pingInterval = .seconds(30)
      $0.pingJitter = jitter
    }
    var peer = bench.begin(1)
    _ = peer.news(from: bench)
    var instants: [Int64] = []
    while let due = bench.nextDue, due <= .zero + .seconds(300) {
      bench.run(until: due)
      if peer.news(from: bench) == ["ping \(instants.count + 1)"] {
        instants.append(bench.now.nanoseconds)
      }
    }
    return instants
  }

  @Test func `without jitter a PING is sent each interval`() {
    #expect(pings(seed: 1, jitter: .zero) == (1...10).map { $0 * 30_000_000_000 })
  }

  @Test func `jitter moves each PING as the seed says, by so much at most`() {
    let first = pings(seed: 1)
    #expect(first == pings(seed: 1))
    #expect(first != pings(seed: 2))
    let waits = zip(first, [0] + first).map { $0 - $1 }
    #expect((8...12).contains(waits.count))
    #expect(waits.allSatisfy { (25_000_000_000...35_000_000_000).contains($0) })
    #expect(Set(waits).count == waits.count, "each has a draw of its own")
  }

  @Test func `the PINGs of the next connection are drawn anew`() {
    var bench = Bench.session {
      $0.pingInterval = .seconds(30)
      $0.pingJitter = .seconds(5)
    }
    _ = bench.begin(1)
    let first = bench.nextDue?.nanoseconds
    bench.give(.failed(SocketID(0), .reset))
    #expect(bench.nextDue == nil)
    bench.wish(0)
    bench.connect(1)
    #expect(bench.nextDue?.nanoseconds != first)
  }

  @Test func `a connection without streams is not pinged, and pinged again with the next`() {
    var bench = Bench.session { $0.pingInterval = .seconds(30) }
    var peer = bench.begin(1)
    peer.respond(1, ends: true)
    peer.answer(&bench)
    _ = peer.news(from: bench)
    bench.run(until: 100_000)
    #expect(peer.news(from: bench) == [])
    bench.wish(1)
    bench.run(until: 120_000)
    #expect(peer.news(from: bench) == ["/1 on 3", "ping 4"])
  }

  @Test func `bytes that nobody reads hold their stream's window, and the connection's if told so`()
  {
    for credit in HTTP2Credit.allCases {
      var bench = Bench.session { $0.credit = credit }
      bench.program.unread = [0]
      var peer = bench.begin(2)
      peer.respond(1)
      peer.respond(3)
      #expect(peer.write(100_000, on: 1) == 65_535)
      peer.answer(&bench)
      _ = peer.news(from: bench)
      #expect(peer.write(1, on: 1) == 0, "the stream's window is used up")
      #expect((peer.write(1_000, on: 3) == 1_000) == (credit == .onReceipt))
      bench.cancel(0)
      _ = peer.news(from: bench)
      #expect(peer.write(1_000, on: 3) == 1_000, "given up, its bytes are given back")
    }
  }

  @Test func `bytes that are read give all credit back`() {
    for credit in HTTP2Credit.allCases {
      var bench = Bench.session {
        $0.credit = credit
        $0.streamWindow = 70_000
        $0.connectionWindow = 100_000
      }
      var peer = bench.begin(1)
      _ = peer.news(from: bench)
      peer.respond(1)
      var written = 0
      for _ in 0..<20 {
        written += peer.write(50_000, on: 1)
        peer.answer(&bench)
        _ = peer.news(from: bench)
      }
      #expect(written == 1_000_000)
    }
  }
}
