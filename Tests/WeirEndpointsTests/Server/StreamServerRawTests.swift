import Testing
import WeirPrimitives

@testable import WeirEndpoints

@Suite struct StreamServerRawTests {
  /// A topic of raw parts, one a second from the first second on.
  private func server(
    _ parts: [(String, ends: Bool)], history: HistoryPolicy = .log
  ) -> Bench<StreamServer> {
    .server {
      $0.history = history
      $0.publications = [
        ServerConfiguration.Publication(
          path: "/raw", startsAt: .zero,
          script: .raw(
            parts.enumerated().map {
              RawPart(
                at: .seconds(Int64($0 + 1)), bytes: Array($1.0.utf8), ends: $1.ends)
            }))
      ]
    }
  }

  private func server(_ parts: [String]) -> Bench<StreamServer> {
    server(parts.map { ($0, false) })
  }

  @Test("Parts go out as they are, each a chunk; events are numbered where a reader gets them")
  func parts() {
    var bench = server([": hi\n\n", "data: a\n", "\ndata: b\n\ndata: c\r\rid", ": 9\n", "\n"])
    bench.ask("GET /raw", on: 0, by: 7)
    _ = bench.news()
    bench.run(until: 1_000)
    #expect(bench.news() == [])
    bench.run(until: 2_000)
    #expect(bench.news() == [])
    bench.run(until: 3_000)
    #expect(bench.news() == ["emit 0#1, 1 bytes", "emit 0#2, 9 bytes", "emit 0#3, 9 bytes"])
    bench.run(until: 9_000)
    #expect(bench.news() == [])
    #expect(
      bench.response(on: 0).body == ": hi\n\ndata: a\n\ndata: b\n\ndata: c\r\rid: 9\n\n")
    let marks = bench.marks[0]
    #expect(marks.map(\.number) == [1, 2, 3])
    #expect(marks.map(\.length) == [1, 9, 9])
    let spans = marks.map { mark in
      let range = (Int(mark.end) - Int(mark.length))..<Int(mark.end)
      return String(decoding: bench.written[0][range], as: UTF8.self)
    }
    #expect(spans == ["\n", "data: b\n\n", "data: c\r\r"])
    #expect(bench.program.isQuiet)
  }

  @Test("A part that ends it ends every response; later parts go to whoever has come back")
  func ends() {
    var bench = server([("id: 1\ndata: a\n\n", false), ("data: cut", true), ("data: b\n\n", false)])
    bench.ask("GET /raw", on: 0)
    bench.ask("GET /raw", on: 1)
    bench.run(until: 2_000)
    #expect(bench.response(on: 0).isWhole && bench.response(on: 1).isWhole)
    #expect(bench.events(on: 0) == ["message a #1"])
    bench.receive(Bench<StreamServer>.request("GET /raw"), on: 0)
    bench.run(until: 3_000)
    #expect(bench.responses(on: 0, count: 2)[1].body == "data: b\n\n")
    #expect(bench.responses(on: 0, count: 2)[1].isWhole == false)
    #expect(bench.text(on: 1).hasSuffix("0\r\n\r\n"), "nothing follows the end")
  }

  @Test("A request that waited behind a raw stream is answered at its end")
  func heldRequest() {
    var bench = server([("data: a\n\n", true)])
    bench.ask("GET /raw", on: 0)
    bench.receive(Bench<StreamServer>.request("GET /"), on: 0)
    bench.run(until: 1_000)
    #expect(bench.responses(on: 0, count: 2).map(\.body) == ["data: a\n\n", "ok\n"])
  }

  static let resumptions: [(String, String)] = [
    ("Last-Event-ID: 1", "data: b\n\nid: x\ndata: c\n\nid: prime\n\ndata: d\n\n"),
    ("Last-Event-ID: x", "id: prime\n\ndata: d\n\n"),
    ("Last-Event-ID: prime", "data: d\n\n"),
    ("Last-Event-ID: 2", ""), ("Accept: */*", ""), ("Last-Event-ID:", ""),
  ]

  @Test(
    "A raw stream goes on behind the bytes that brought an id into force", arguments: resumptions)
  func resumption(field: String, expected: String) {
    var bench = server([
      "id: 1\ndata: a\n\ndata: b\n\n", "id: x\ndata: c\n\nid: prime\n\n", "data: d\n\n",
      "data: e\n\n",
    ])
    bench.run(until: 3_000)
    bench.ask("GET /raw", field, on: 0)
    #expect(bench.response(on: 0).body == expected)
    bench.run(until: 4_000)
    #expect(bench.response(on: 0).body == expected + "data: e\n\n")
  }

  @Test("What is replayed is marked like what was sent, and held as long as the history says")
  func replayed() {
    let parts = [("id: 1\ndata: a\n\ndata: b\n\n", false), ("data: x\n\ndata: cut", true)]
    var bench = server(parts + [("data: c\n\n", false)], history: .ring(2))
    bench.run(until: 2_000)
    bench.ask("GET /raw", "Last-Event-ID: 1", on: 0, by: 7)
    #expect(bench.response(on: 0).body == "data: b\n\ndata: x\n\n", "what was cut is left out")
    #expect(bench.marks[0].map(\.number) == [2, 3])
    #expect(bench.marks[0].map(\.length) == [9, 9])
    #expect(bench.takeNotes(.resumed).map(\.value) == [2])
    #expect(
      (1...5).map { bench.program.canReplay(stream: 0, number: $0) } == [
        true, true, true, false, false,
      ])
    bench.run(until: 3_000)
    #expect(
      (1...4).map { bench.program.canReplay(stream: 0, number: $0) } == [false, false, true, true])
  }

  @Test("A reader begins anew behind an end, with the id it had")
  func newReader() {
    let raw = RawStream([
      RawPart(at: .zero, bytes: Array("id: 5\ndata: a\n\nda".utf8), ends: true),
      RawPart(at: .zero, bytes: Array("\u{FEFF}data: b\n\n".utf8)),
    ])
    #expect(raw.events.map(\.part) == [0, 1])
    #expect(raw.events.map(\.end) == [15, 12])
    #expect(raw.events.map(\.hash) == ["a", "b"].map { TextHash.of(Array($0.utf8).span) })
    #expect(raw.place(behind: Array("5".utf8), before: 2) == RawStream.Place(part: 0, offset: 15))
    #expect(raw.place(behind: Array("5".utf8), before: 0) == nil)
  }

  @Test("A CRLF that is cut between two parts is one line end, at whose CR the event stands")
  func splitLineEnd() {
    var bench = server(["id: 1\r\ndata: a\r\n\r", "\ndata: b\r\n\r\n"])
    bench.ask("GET /raw", on: 0, by: 7)
    bench.run(until: 2_000)
    #expect(bench.marks[0].map(\.number) == [1, 2])
    let ends = bench.marks[0].map { bench.written[0][Int($0.end) - 1] }
    #expect(ends == [13, 13])
    #expect(bench.events(on: 0) == ["message a #1", "message b #1"])
  }
}
