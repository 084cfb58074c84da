import Testing
import WeirPrimitives

@testable import WeirEndpoints

@Suite struct StreamServerHeartbeatTests {
  private func comments(_ bench: Bench<StreamServer>, on socket: UInt32) -> Int {
    bench.events(on: socket).count { $0 == "comment" }
  }

  @Test("Each open response gets a comment at exact instants from its own beginning")
  func instants() {
    var bench = Bench.server(heartbeat: .seconds(2), publications: [topic("/events", count: 0)])
    bench.ask("GET /events", on: 0)
    bench.run(until: 500)
    bench.ask("GET /events", on: 1)
    for (instant, expected) in [
      (1_999, [0, 0]), (2_000, [1, 0]), (2_499, [1, 0]), (2_500, [1, 1]), (4_000, [2, 1]),
      (4_500, [2, 2]), (60_000, [30, 29]),
    ] as [(Int64, [Int])] {
      bench.run(until: instant)
      #expect([comments(bench, on: 0), comments(bench, on: 1)] == expected, "at \(instant) ms")
    }
    #expect(bench.response(on: 0).body.hasPrefix(": heartbeat\n\n: heartbeat\n\n"))
    #expect(bench.marks[0] == [], "a comment is nobody's event")
  }

  @Test("No comment follows the end of the response or the connection")
  func ends() {
    var bench = Bench.server(heartbeat: .seconds(2))
    bench.ask("POST /api/chat?tokens=5&every=1s", on: 0)
    bench.ask("POST /api/chat?tokens=5&every=1s", on: 1)
    bench.run(until: 3_000)
    bench.give(.failed(SocketID(1), .reset))
    bench.run(until: 60_000)
    #expect(comments(bench, on: 0) == 2)
    #expect(comments(bench, on: 1) == 1)
    #expect(bench.response(on: 0).isWhole)
    #expect(bench.nextDue == nil)
  }

  @Test("A second response on the connection counts from its own beginning")
  func secondResponse() {
    var bench = Bench.server(heartbeat: .seconds(2))
    bench.ask("POST /api/chat?tokens=1&every=1s", on: 0)
    bench.run(until: 1_000)
    bench.clearWritten(on: 0)
    bench.receive(Bench<StreamServer>.request("POST /api/chat?tokens=1&every=3s"), on: 0)
    bench.run(until: 2_999)
    #expect(comments(bench, on: 0) == 0)
    bench.run(until: 3_000)
    #expect(comments(bench, on: 0) == 1)
    bench.run(until: 60_000)
    #expect(comments(bench, on: 0) == 1)
  }

  @Test("Comments and events end their lines as the server is told to")
  func lineEndings() {
    for (ending, line) in [
      (ServerConfiguration.LineEnding.lineFeed, "\n"), (.carriageReturn, "\r"), (.both, "\r\n"),
    ] {
      var configuration = ServerConfiguration()
      configuration.heartbeat = .seconds(2)
      configuration.lineEnding = ending
      configuration.publications = [topic("/events", count: 1)]
      var bench = Bench(StreamServer(name: "api", seed: 1, configuration: configuration))
      bench.give(.start)
      bench.ask("GET /events", on: 0)
      bench.run(until: 2_000)
      let body = bench.response(on: 0).body
      #expect(body.contains(": heartbeat\(line)\(line)"))
      #expect(body.contains("id: 1\(line)data: "))
      // A mark ends at the byte that dispatches its event.
      let event = body.utf8.count - ": heartbeat".utf8.count - 2 * line.utf8.count
      #expect(bench.marks[0].map { Int($0.length) } == [event - (ending == .both ? 1 : 0)])
    }
  }
}
