import Testing
import WeirPrimitives

@testable import WeirTCP

/// Keepalive, RFC 9293 section 3.8.4, and TCP_USER_TIMEOUT.
@Suite struct KeepAliveTests {
  private func end(_ change: (inout TCPConfiguration) -> Void = { _ in }) -> LoneEnd {
    LoneEnd {
      $0.keepAlive = .init(idle: .seconds(5), interval: .seconds(1), count: 3)
      change(&$0)
    }
  }

  @Test func `A dead peer is noticed eight seconds after the last data, with a RST`() {
    var end = end()
    end.data(0, 100, at: 2_000)
    _ = end.take()
    end.run(until: 9_999)
    #expect(end.failure == nil)
    end.run(until: 10_000)
    #expect(
      end.lines() == ["7000ms PROBE -1", "8000ms PROBE -1", "9000ms PROBE -1", "10000ms RST 0"])
    #expect(end.failure == .timedOut)
  }

  @Test func `An answer starts the idle time anew`() {
    var end = end()
    end.run(until: 6_000)
    #expect(end.lines() == ["5000ms PROBE -1", "6000ms PROBE -1"])
    end.acknowledge(0, at: 6_100)
    end.run(until: 12_000)
    #expect(end.lines() == ["11100ms PROBE -1"])
  }

  @Test func `Data on the way asks already`() {
    var end = end()
    end.run(until: 4_900)
    end.write(100)
    end.run(until: 5_100)
    #expect(end.lines() == ["4900ms 0+100"])
    end.acknowledge(100, at: 5_150)
    end.run(until: 10_149)
    #expect(end.lines() == [])
    end.run(until: 10_150)
    #expect(end.lines() == ["10150ms PROBE 99"])
  }

  @Test func `It can be set, and taken back, while the connection lives`() {
    var end = LoneEnd()
    #expect(end.deadline == nil)
    end.run(until: 1_000)
    end.act {
      $0.configure(at: $1, into: &$2) { $0.keepAlive = .init(idle: .seconds(2)) }
    }
    #expect(end.deadline == 3_000)
    end.run(until: 2_000)
    end.act { $0.configure(at: $1, into: &$2) { $0.cork = true } }
    #expect(end.deadline == 3_000)
    end.act { $0.configure(at: $1, into: &$2) { $0.keepAlive = nil } }
    #expect(end.deadline == nil)
  }

  @Test func `The defaults are two hours, 75 s and nine probes`() {
    var end = LoneEnd { $0.keepAlive = .init() }
    end.run(until: 7_875_000)
    #expect(end.failure == .timedOut)
    #expect(end.lines().count == 10)
  }

  @Test func `With a user timeout that decides, once a probe went unanswered`() {
    var end = end { $0.userTimeout = .milliseconds(5_500) }
    end.run(until: 5_999)
    #expect(end.failure == nil)
    end.run(until: 6_000)
    #expect(end.failure == .timedOut)
  }

  @Test func `TCP_USER_TIMEOUT ends ten seconds after the first repetition`() {
    var end = LoneEnd { $0.userTimeout = .seconds(10) }
    end.write(60)
    end.run(until: 10_599)
    #expect(
      end.lines() == [
        "0ms 0+60", "300ms 0+60", "600ms 0+60", "1200ms 0+60", "2400ms 0+60", "4800ms 0+60",
        "9600ms 0+60",
      ])
    #expect(end.failure == nil)
    end.run(until: 10_600)
    #expect(end.failure == .timedOut)
  }

  @Test func `It ends a closed application's connection too`() {
    var end = LoneEnd { $0.userTimeout = .seconds(10) }
    end.write(60)
    end.act { $0.close(at: $1, into: &$2) }
    end.run(until: 20_000)
    #expect(end.failure == .timedOut)
    #expect(end.end.state == .closed)
  }
}
