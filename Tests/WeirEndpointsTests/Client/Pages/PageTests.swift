import Testing
import WeirPrimitives

@testable import WeirEndpoints

@Suite("Pages in tabs, and what they stream")
struct PageTests {
  @Test func `a page begins its programs as it opens`() {
    var bench = Bench.tabs(2)
    bench.open(0)
    #expect(bench.news() == ["7 running", "connect 0 to 1:80"])
    bench.open(1)
    #expect(bench.news() == ["8 running", "connect 1 to 1:80"], "the first one streams on")
    bench.open(1)
    #expect(bench.news() == [])
  }

  @Test func `programs begin when the document is there, on the connection it leaves`() {
    var bench = Bench.tabs(document: "/")
    bench.open(0)
    bench.give(.connected(SocketID(0)))
    #expect(bench.news() == ["100 running", "connect 0 to 1:80"])
    bench.receive("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", on: 0)
    #expect(bench.news() == [])
    bench.receive("c", on: 0)
    #expect(bench.news() == ["100 complete", "7 running"])
    #expect(bench.takeNotes(.answered).map(\.consumer) == [100])
    #expect(bench.asked(on: 0) == ["GET /", "GET /events"])
  }

  @Test func `a document that cannot be had leaves its page empty`() {
    var bench = Bench.tabs(document: "/")
    bench.open(0)
    bench.give(.failed(SocketID(0), .refused))
    #expect(bench.news() == ["100 running", "connect 0 to 1:80", "100 failed"])
    #expect(bench.nextDue == nil)
  }

  @Test func `the seventh page waits for its document without an event`() {
    var bench = Bench.tabs(7, document: "/")
    for tab in 0..<6 as Range<UInt32> {
      bench.open(tab)
      bench.give(.connected(SocketID(tab)))
      bench.receive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", on: tab)
      bench.receiveHead(on: tab)
    }
    _ = bench.news()
    bench.open(6)
    bench.run(until: 3_600_000)
    #expect(bench.news() == ["106 running"])
    #expect(bench.takeNotes(.queued).map(\.consumer) == [106])
    bench.act(.close, on: 2)
    #expect(bench.news() == ["close 2", "connect 6 to 1:80", "9 stopped"])
  }

  @Test func `a hidden page streams on`() {
    var bench = Bench.tabs()
    bench.stream()
    bench.act(.hide)
    bench.receiveEvent(1, on: 0)
    bench.act(.show)
    #expect(bench.news() == ["5#1 to 7"])
    #expect(bench.takeNotes(.page).map(\.value) == [PageAction.hide, .show].map(\.number))
  }

  @Test func `a page that closes its stream while hidden makes a new one when it shows`() {
    var bench = Bench.tabs(2, closesWhenHidden: true)
    bench.stream()
    bench.receiveEvent(4, on: 0)
    bench.open(1)
    #expect(bench.news() == ["5#4 to 7", "close 0", "8 running", "connect 1 to 1:80"])
    #expect(bench.takeNotes(.suspended).map(\.consumer) == [7])
    bench.give(.connected(SocketID(1)))
    bench.act(.show)
    #expect(bench.news() == ["close 1", "connect 2 to 1:80"])
    bench.give(.connected(SocketID(2)))
    #expect(bench.asked(on: 2) == ["GET /events?lastEventId=4"], "a new EventSource sends no id")
  }

  @Test func `what waits to reconnect as its page hides connects when it shows`() {
    var bench = Bench.tabs(closesWhenHidden: true)
    bench.stream()
    bench.give(.failed(SocketID(0), .reset))
    bench.act(.hide)
    #expect(bench.nextDue == nil)
    bench.run(until: 60_000)
    bench.act(.show)
    #expect(bench.news() == ["connect 1 to 1:80"])
  }

  // MARK: Frozen pages

  @Test func `what comes for a frozen page is handed over when it thaws`() {
    var bench = Bench.tabs()
    bench.stream()
    bench.act(.freeze)
    for id in 1...3 as ClosedRange<UInt32> { bench.receiveEvent(id, on: 0) }
    bench.run(until: 5_000)
    #expect(bench.news() == [])
    bench.act(.thaw)
    #expect(bench.news() == ["5#1 to 7", "5#2 to 7", "5#3 to 7"])
    bench.receiveEvent(4, on: 0)
    #expect(bench.news() == ["5#4 to 7"])
  }

  @Test func `an event that is cut by the freeze is whole after it`() {
    var bench = Bench.tabs()
    bench.stream()
    bench.receive("f\r\nid: 1\nda", on: 0)
    bench.act(.freeze)
    let rest = Array("ta: x\n\n\r\n".utf8)
    bench.receive(rest, marks: [Mark(end: 7, length: 15, stream: 5, number: 1)], on: 0)
    bench.act(.thaw)
    #expect(bench.news() == ["5#1 to 7"])
  }

  @Test func `a frozen page learns of a loss when it thaws, and waits from then`() {
    var bench = Bench.tabs()
    bench.stream()
    bench.act(.freeze)
    bench.receiveEvent(1, on: 0)
    bench.give(.failed(SocketID(0), .reset))
    bench.run(until: 10_000)
    #expect(bench.news() == [])
    bench.act(.thaw)
    #expect(bench.news() == ["5#1 to 7"])
    bench.run(until: 12_999)
    #expect(bench.news() == [])
    bench.run(until: 13_000)
    #expect(bench.news() == ["connect 1 to 1:80"])
  }

  @Test func `a wait that ends while frozen is over when it thaws`() {
    var bench = Bench.tabs()
    bench.stream()
    bench.give(.failed(SocketID(0), .reset))
    bench.act(.freeze)
    bench.run(until: 9_000)
    #expect(bench.news() == [])
    bench.act(.thaw)
    #expect(bench.news() == ["connect 1 to 1:80"])
  }

  @Test func `a watchdog stands still while frozen, and looks again when it thaws`() {
    for isFed in [true, false] {
      var policy = ClientPolicy()
      policy.watchdog = .seconds(5)
      var bench = Bench.tabs(policy: policy)
      bench.stream()
      bench.act(.freeze)
      bench.run(until: 8_000)
      if isFed { bench.receiveEvent(1, on: 0) }
      bench.run(until: 9_000)
      #expect(bench.news() == [])
      bench.act(.thaw)
      #expect(bench.news() == (isFed ? ["5#1 to 7"] : ["close 0"]))
      bench.run(until: 13_000)
      #expect(bench.news() == [isFed ? "close 0" : "connect 1 to 1:80"])
    }
  }

  // MARK: Reload and close

  @Test func `a reload ends what was open and asks anew, without an id`() {
    var bench = Bench.tabs(document: "/")
    bench.open(0)
    bench.give(.connected(SocketID(0)))
    bench.receive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", on: 0)
    bench.receiveHead(on: 0)
    bench.receiveEvent(4, on: 0)
    _ = bench.news()
    bench.act(.reload)
    #expect(bench.news() == ["close 0", "100 running", "connect 1 to 1:80"])
    bench.give(.connected(SocketID(1)))
    bench.receive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", on: 1)
    #expect(bench.asked(on: 1) == ["GET /", "GET /events"])
  }

  @Test func `a reloaded chat is asked for once more`() {
    var bench = Bench.tabs(1, .chat(query: "", format: .plain))
    bench.stream()
    bench.receiveEvent(1, on: 0)
    bench.act(.reload)
    bench.give(.connected(SocketID(1)))
    #expect(bench.asked(on: 1) == ["POST /api/chat"])
  }

  @Test func `a closed page ends what was open, at whatever point it was`() {
    for point in 0..<5 {
      var bench = Bench.tabs()
      bench.open(0)
      if point > 0 { bench.give(.connected(SocketID(0))) }
      if point > 1 { bench.receiveHead(on: 0) }
      if point > 2 { bench.give(.failed(SocketID(0), .reset)) }
      if point > 3 { bench.run(until: 3_000) }
      _ = bench.news()
      bench.act(.close)
      #expect(bench.news() == ([1, 2].contains(point) ? ["close 0"] : []) + ["7 stopped"])
      #expect(bench.takeNotes(.pageIsGone).map(\.consumer) == [7])
      #expect(bench.nextDue == nil)
      bench.act(.show)
      bench.act(.reload)
      bench.act(.back)
      #expect(bench.news() == [])
    }
  }

  // MARK: Leaving and coming back

  @Test func `a page that was left keeps its stream for a minute`() {
    var bench = Bench.tabs()
    bench.stream()
    bench.run(until: 1_000)
    bench.act(.navigate)
    bench.receiveEvent(1, on: 0)
    bench.run(until: 60_999)
    #expect(bench.news() == [])
    bench.run(until: 61_000)
    #expect(bench.news() == ["close 0", "7 stopped"])
    bench.act(.back)
    #expect(bench.news() == [])
    #expect(bench.nextDue == nil)
  }

  @Test func `coming back in time goes on where the page was left`() {
    var bench = Bench.tabs()
    bench.stream()
    bench.act(.navigate)
    bench.receiveEvent(1, on: 0)
    for action in [PageAction.thaw, .show, .hide, .reload, .freeze] { bench.act(action) }
    #expect(bench.news() == [], "nothing else happens to a page that was left")
    bench.run(until: 59_999)
    bench.act(.back)
    #expect(bench.news() == ["5#1 to 7"])
    bench.run(until: 200_000)
    bench.receiveEvent(2, on: 0)
    #expect(bench.news() == ["5#2 to 7"])
  }

  @Test func `coming back shows a page that was hidden as it was left`() {
    var bench = Bench.tabs(2, closesWhenHidden: true)
    bench.stream()
    bench.open(1)
    bench.give(.connected(SocketID(1)))
    bench.act(.navigate)
    _ = bench.news()
    bench.act(.back)
    #expect(bench.news() == ["close 1", "connect 2 to 1:80"])
    #expect(bench.takeNotes(.suspended).map(\.consumer) == [7, 8], "the other one is hidden")
  }

  @Test func `without a cache a page that is left is closed`() {
    var bench = Bench.tabs(habits: BrowserHabits(backForwardCache: nil))
    bench.stream()
    bench.act(.navigate)
    #expect(bench.news() == ["close 0", "7 stopped"])
  }

  @Test func `what begins in a page that is gone is stopped`() {
    var bench = Bench.tabs()
    bench.stream()
    bench.act(.close)
    _ = (bench.news(), bench.takeNotes(.pageIsGone))
    let command = bench.program.add(
      .follow(path: "/x"), number: 9, key: "k", policy: ClientPolicy(), host: 1, port: 80,
      hostName: "api", page: 0)
    bench.give(.command(command))
    #expect(bench.news() == ["9 stopped"])
    #expect(bench.takeNotes(.pageIsGone).map(\.consumer) == [9])
  }

  @Test func `what a frozen page holds of a stream goes with the stream`() {
    var bench = Bench.tabs(closesWhenHidden: true)
    bench.stream()
    bench.act(.freeze)
    bench.receiveEvent(1, on: 0)
    bench.act(.hide)
    bench.act(.show)
    #expect(bench.news() == ["close 0", "connect 1 to 1:80"])
    bench.give(.connected(SocketID(1)))
    bench.receiveHead(on: 1)
    bench.act(.thaw)
    #expect(bench.news() == [], "the event came on a stream that was closed")
    bench.receiveEvent(2, on: 1)
    #expect(bench.news() == ["5#2 to 7"])
  }

  @Test func `what a frozen page holds is one read as it thaws`() {
    var policy = ClientPolicy()
    policy.reader = .perRead
    var bench = Bench.tabs(policy: policy)
    bench.stream()
    bench.act(.freeze)
    bench.receive(chunk("data: a"), on: 0)
    bench.act(.thaw)
    bench.receive(chunk("\n\n"), on: 0)
    #expect(bench.program.consumers[0].handedOver == 0)
    bench.receive(chunk("data: b\n\n"), on: 0)
    #expect(bench.program.consumers[0].handedOver == 1)
  }
}
