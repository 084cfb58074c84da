import Testing
import WeirPrimitives

@testable import WeirEndpoints

/// Redirects, as who follows a topic and who asks for an answer takes them.
@Suite struct StreamClientRedirectTests {
  private func bench(isChat: Bool) -> Bench<StreamClient> {
    var bench = isChat ? Bench.chat() : Bench.follow()
    bench.program.know(host: 2, port: 80, hostName: "node-a")
    bench.program.know(host: 3, port: 8_080, hostName: "node-b")
    bench.begin()
    return bench
  }

  private static let known: [(location: String, host: Int)] = [
    ("http://node-a/x", 2), ("http://node-a:80/x", 2), ("http://node-b:8080/x", 3), ("/x", 1),
  ]

  @Test(arguments: known, [true, false])
  func `A Location leads to the host it names, with or without its usual port`(
    _ place: (location: String, host: Int), isChat: Bool
  ) {
    var bench = bench(isChat: isChat)
    bench.receive("HTTP/1.1 303 See Other\r\nLocation: \(place.location)\r\n\r\n", on: 0)
    let port = place.host == 3 ? 8_080 : 80
    #expect(bench.news().last == "connect 1 to \(place.host):\(port)")
    bench.give(.connected(SocketID(1)))
    #expect(bench.request(on: 1).hasPrefix("GET /x HTTP/1.1\r\n"))
  }

  private static let unknown = ["http://node-a:8080/x", "http://node-ab/x", "http://nobody/x"]

  @Test(arguments: unknown, [true, false])
  func `A Location that leads to nobody is a network error, and the request is made again`(
    _ location: String, isChat: Bool
  ) {
    var bench = bench(isChat: isChat)
    bench.receive("HTTP/1.1 303 See Other\r\nLocation: \(location)\r\n\r\n", on: 0)
    #expect(bench.takeNotes(.connectionLost).map(\.socketError) == [.hostUnreachable])
    #expect(bench.takeNotes(.waiting).count == 1)
    bench.run(until: 3_000)
    #expect(bench.news().last == "connect 1 to 1:80")
  }

  private static let unusual = [
    ("/a b", "/a%20b"), ("/\u{E9}#top", "/%C3%A9"), ("http://node-a/a\tb", "/a%09b"),
  ]

  @Test(arguments: unusual, [true, false])
  func `What no request line can carry of a Location is percent-encoded`(
    _ place: (location: String, target: String), isChat: Bool
  ) {
    var bench = bench(isChat: isChat)
    bench.receive("HTTP/1.1 303 See Other\r\nLocation: \(place.location)\r\n\r\n", on: 0)
    bench.give(.connected(SocketID(1)))
    #expect(bench.request(on: 1).hasPrefix("GET \(place.target) HTTP/1.1\r\n"))
  }
}
