import TestSupport
import Testing
import WeirPrimitives

@testable import WeirEndpoints

@Suite struct StreamClientStreamTests {
  /// An answer with a comment and an unmarked event among its events, in chunks of several forms.
  private static func answer(contentType: String = "text/event-stream") -> MarkedResponse {
    var response = MarkedResponse(contentType: contentType)
    response.append("id: 1\nevent: stream\ndata: {}\n\n", number: 1)
    response.append(": heartbeat\n\n")
    response.append("id: 2\ndata: 水\ndata: x\n\n", number: 2)
    response.append("data: from a proxy\n\n")
    response.append("retry: 50\nid: 3\r\n")
    response.append("data: y\r\n\r\n", number: 3)
    response.append("id: 4\nevent: done\ndata: {}\n\n", number: 4)
    response.end()
    return response
  }

  @Test("Each event is handed over with its own mark however the response is cut")
  func chat() {
    let response = Self.answer()
    for pieces in segmentations(of: response.bytes) {
      var bench = Bench.chat()
      bench.begin()
      bench.receive(response, cut: pieces, on: 0)
      #expect(
        bench.news() == [
          "5#1 to 7", "5#2 to 7", "5#3 to 7", "5#4 to 7", "close 0", "7 complete",
        ])
      #expect(bench.takeNotes(.completed) == [Note(.completed, consumer: 7, value: 5)])
      #expect(bench.takeNotes(.responded) == [Note(.responded, consumer: 7, value: 200)])
    }
  }

  @Test("A follower takes everything and reconnects when the response ends")
  func follow() {
    let response = Self.answer(contentType: "Text/Event-Stream; charset=UTF-8")
    for pieces in segmentations(of: response.bytes) {
      var bench = Bench.follow()
      bench.begin()
      bench.receive(response, cut: pieces, on: 0)
      #expect(
        bench.news() == ["5#1 to 7", "5#2 to 7", "5#3 to 7", "5#4 to 7", "close 0"])
      #expect(
        bench.takeNotes(.waiting) == [Note(.waiting, consumer: 7, value: 50_000_000)])
      bench.run(until: 49)
      #expect(bench.news() == [])
      bench.run(until: 50)
      #expect(bench.news() == ["connect 1 to 1:80"])
    }
  }

  @Test("Marks are right at any offset: a second response counts on")
  func offsets() {
    var bench = Bench.chat()
    bench.begin()
    bench.receive("HTTP/1.1 100 Continue\r\n\r\n", on: 0)
    let response = Self.answer()
    bench.receive(response, cut: [response.bytes], on: 0)
    #expect(bench.news().prefix(4) == ["5#1 to 7", "5#2 to 7", "5#3 to 7", "5#4 to 7"])
  }

  @Test("The answer's own terminal event completes it, no other", arguments: TokenFormat.allCases)
  func terminal(format: TokenFormat) {
    let terminals: [(TokenFormat, String)] = [
      (.plain, "event: done\ndata: {}\n\n"), (.openai, "data: [DONE]\n\n"),
      (.anthropic, "event: message_stop\ndata: {}\n\n"), (.aiSDK, "data: [DONE]\n\n"),
    ]
    for (owner, event) in terminals {
      var bench = Bench.chat(format: format)
      bench.begin()
      var response = MarkedResponse()
      response.append(event)
      bench.receive(response.bytes, on: 0)
      let isOwn =
        owner == format || event == "data: [DONE]\n\n" && format != .plain && format != .anthropic
      #expect(bench.news() == (isOwn ? ["close 0", "7 complete"] : []), "\(owner)")
    }
  }

  @Test("Bytes behind the terminal event are nobody's")
  func behindTheEnd() {
    var response = Self.answer()
    response.append("id: 5\ndata: late\n\n", number: 5)
    var bench = Bench.chat()
    bench.begin()
    bench.receive(response, cut: [response.bytes], on: 0)
    #expect(bench.news().suffix(2) == ["close 0", "7 complete"])
    bench.receive("more", on: 0)
    bench.give(.endOfStream(SocketID(0)))
    bench.give(.failed(SocketID(0), .reset))
    bench.run(until: 60_000)
    #expect(bench.news() == [])
  }

  @Test("Two consumers of one client keep apart")
  func two() {
    var bench = Bench.client([
      (.chat(query: "", format: .plain), ClientPolicy()),
      (.follow(path: "/events"), ClientPolicy()),
    ])
    bench.give(.command(1))
    bench.give(.command(0))
    #expect(
      bench.news() == ["8 running", "connect 0 to 1:80", "7 running", "connect 1 to 1:80"])
    bench.give(.connected(SocketID(1)))
    bench.give(.connected(SocketID(0)))
    let response = Self.answer()
    bench.receive(response, cut: [response.bytes], on: 1)
    bench.receive(response, cut: [response.bytes], on: 0)
    #expect(
      bench.news() == [
        "5#1 to 7", "5#2 to 7", "5#3 to 7", "5#4 to 7", "close 1", "7 complete",
        "5#1 to 8", "5#2 to 8", "5#3 to 8", "5#4 to 8", "close 0",
      ])
  }
}
