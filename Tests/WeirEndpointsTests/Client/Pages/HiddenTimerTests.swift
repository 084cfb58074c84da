import Testing
import WeirPrimitives

@testable import WeirEndpoints

@Suite("What hidden pages do with timers and streams")
struct HiddenTimerTests {
  /// `fetch` with a reader, which waits with a timer of its page.
  private func fetching(_ change: (inout ClientPolicy) -> Void = { _ in }) -> ClientPolicy {
    var policy = ClientPolicy.fetchEventSource
    policy.whenHidden = .stays
    change(&policy)
    return policy
  }

  /// When a stream that was lost at an instant connects again, in milliseconds.
  private func reconnects(
    _ policy: ClientPolicy, hiddenAt hidden: Int64?, lostAt lost: Int64,
    habits: BrowserHabits = BrowserHabits()
  ) -> Int64? {
    var bench = Bench.tabs(policy: policy, habits: habits)
    bench.stream()
    if let hidden {
      bench.run(until: hidden)
      bench.act(.hide)
    }
    bench.run(until: lost)
    bench.give(.failed(SocketID(0), .reset))
    return bench.nextDue.map { $0.nanoseconds / 1_000_000 }
  }

  @Test func `a timer of a visible page fires when it is due`() {
    #expect(reconnects(fetching(), hiddenAt: nil, lostAt: 250) == 1_250)
  }

  @Test(arguments: [(250, 2_000), (999, 2_000), (1_000, 2_000), (1_001, 3_000)])
  func `a timer of a hidden page fires at the next full second`(lost: Int64, due: Int64) {
    #expect(reconnects(fetching(), hiddenAt: 100, lostAt: lost) == due)
  }

  @Test(arguments: [
    (300_099, 302_000), (300_100, 360_000), (358_500, 360_000), (359_500, 420_000),
  ])
  func `once hidden for five minutes it fires at the next full minute`(lost: Int64, due: Int64) {
    #expect(reconnects(fetching(), hiddenAt: 100, lostAt: lost) == due)
  }

  @Test func `an EventSource waits in the browser, whatever becomes of its page`() {
    #expect(reconnects(.nativeEventSource, hiddenAt: 100, lostAt: 250) == 3_250)
    #expect(reconnects(.nativeEventSource, hiddenAt: 100, lostAt: 400_250) == 403_250)
  }

  @Test func `without the five minutes' rule it is seconds for ever`() {
    var habits = BrowserHabits()
    habits.intensiveAfter = nil
    #expect(reconnects(fetching(), hiddenAt: 0, lostAt: 9_000_250, habits: habits) == 9_002_000)
  }

  @Test func `fetch-event-source aborts when hidden and asks again with its id when shown`() {
    var bench = Bench.tabs(policy: .fetchEventSource)
    bench.stream()
    bench.receiveEvent(4, on: 0)
    bench.act(.hide)
    #expect(bench.news() == ["5#4 to 7", "close 0"])
    bench.run(until: 600_000)
    #expect(bench.news() == [])
    bench.act(.show)
    bench.give(.connected(SocketID(1)))
    #expect(bench.asked(on: 1) == ["GET /events", "Last-Event-ID: 4"])
  }

  @Test func `it sends the POST of an answer once more when its page is shown`() {
    var bench = Bench.tabs(1, .chat(query: "", format: .plain), policy: .fetchEventSource)
    bench.stream()
    #expect(bench.asked(on: 0) == ["POST /api/chat"])
    bench.act(.hide)
    bench.act(.show)
    bench.give(.connected(SocketID(1)))
    #expect(bench.asked(on: 1) == ["POST /api/chat"])
  }

  @Test func `an answer that is complete is not asked for again`() {
    var bench = Bench.tabs(1, .chat(query: "", format: .plain), policy: .fetchEventSource)
    bench.stream()
    bench.receive(chunk("data: x\n\n") + "0\r\n\r\n", on: 0)
    #expect(bench.takeNotes(.completed).map(\.value) == [1])
    bench.act(.hide)
    bench.act(.show)
    #expect(bench.news() == ["7 complete"])
  }
}
