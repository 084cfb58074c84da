import Testing
import WeirPrimitives

@testable import WeirEndpoints

@Suite struct StreamServerResourceTests {
  private func server() -> Bench<StreamServer> {
    .server { $0.resources = ["/api/data"] }
  }

  @Test("A resource is ok, on a connection that goes on")
  func plain() {
    var bench = server()
    bench.ask("GET /api/data", "Cookie: a=b", "Authorization: Bearer x", on: 0)
    bench.receive(Bench<StreamServer>.request("GET /api/data?bytes=0"), on: 0)
    let responses = bench.responses(on: 0, count: 2)
    #expect(responses.map(\.body) == ["ok", ""])
    #expect(responses.map(\.isWhole) == [true, true])
    bench.receive(Bench<StreamServer>.request("POST /api/data"), on: 0)
    #expect(bench.responses(on: 0, count: 3)[2].status == 405)
  }

  @Test("A size is told in the head, and the bytes are filled in without being held")
  func sized() {
    var bench = server()
    _ = bench.news()
    bench.ask("GET /api/data?bytes=1MB", on: 0)
    #expect(bench.text(on: 0).hasSuffix("Content-Length: 1000000\r\n\r\n"))
    #expect(bench.news() == ["fill 0 1000000 marks 0"])
  }

  static let wrongQueries = [
    "bytes=x", "bytes=65MiB", "bytes=-1", "bytes=", "after=5", "after=-1s", "after=soon",
  ]

  @Test("A size or time that means nothing is 400", arguments: wrongQueries)
  func wrong(query: String) {
    var bench = server()
    bench.ask("GET /api/data?\(query)", on: 0)
    #expect(bench.response(on: 0).status == 400)
  }

  @Test("A late resource comes at its instant, and requests behind it wait")
  func late() {
    var bench = server()
    bench.ask("GET /api/data?after=100ms", on: 0)
    bench.receive(Bench<StreamServer>.request("GET /"), on: 0)
    #expect(!bench.program.isQuiet)
    bench.run(until: 99)
    #expect(bench.text(on: 0) == "")
    bench.run(until: 100)
    #expect(bench.responses(on: 0, count: 2).map(\.body) == ["ok", "ok\n"])
    #expect(bench.program.isQuiet)
  }

  @Test("Whoever leaves before a late resource comes gets none, and its timer is gone")
  func left() {
    var bench = server()
    bench.ask("GET /api/data?after=100ms", on: 0)
    bench.give(.failed(SocketID(0), .reset))
    #expect(bench.nextDue == nil)
    #expect(bench.program.isQuiet)
  }
}
