import TestSupport
import Testing
import WeirPrimitives
import WeirStreaming

/// The lines of the conformance checklist that concern the bytes of a body, as a page sees them.
@Suite struct `The checklist of event streams` {
  /// What a page gets of a body, and what its reconnection asks for; the same in every cut.
  private func news(_ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) -> [String]
  {
    let all = segmentations(of: bytes).map { parts in
      var page = Page.open()
      for part in parts { page.body(part) }
      page.end()
      page.fireTimer()
      return page.news().filter { $0 != "error 0" && $0 != "comment" }
    }
    #expect(all.allSatisfy { $0 == all[0] }, sourceLocation: sourceLocation)
    return all[0]
  }

  private func news(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) -> [String] {
    news(Array(text.utf8), sourceLocation: sourceLocation)
  }

  /// Only the messages.
  private func messages(
    _ text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) -> [String] {
    news(text, sourceLocation: sourceLocation).dropLast(2)
  }

  /// Only the request of the reconnection, as far as it tells an id.
  private func tells(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) -> String {
    String((news(text, sourceLocation: sourceLocation).last ?? "").dropFirst(25))
  }

  @Test func `E13: one leading byte order mark is dropped, a second one is data`() {
    #expect(messages("\u{FEFF}data: a\n\n") == ["message a #"])
    #expect(messages("\u{FEFF}\u{FEFF}data: a\n\ndata: b\n\n") == ["message b #"])
    #expect(messages("data: \u{FEFF}a\n\n") == ["message \u{FEFF}a #"])
  }

  @Test func `E14: LF, CR and CRLF each end a line, mixed in one stream`() {
    #expect(
      messages("data: a\ndata: b\rdata: c\r\n\r\ndata: d\r\rdata: e\n\n")
        == ["message a\nb\nc #", "message d #", "message e #"])
  }

  @Test func `E15: a CR does not wait for the next byte, and an LF behind it is swallowed`() {
    var page = Page.open()
    page.body("data: a\r\r")
    #expect(page.news() == ["message a #"])
    page.body("\ndata: b\r")
    page.body("\n")
    #expect(page.news() == [])
    page.body("\n")
    #expect(page.news() == ["message b #"])
  }

  @Test func `E16: characters cut over reads stay whole, invalid bytes become U+FFFD`() {
    #expect(messages("data: é€\u{1F388}\n\n") == ["message é€\u{1F388} #"])
    let broken = Array("data: a".utf8) + [0xFF, 0xE2, 0x82] + Array("b\n\ndata: c\n\n".utf8)
    #expect(news(broken).prefix(2) == ["message a\u{FFFD}\u{FFFD}b #", "message c #"])
  }

  @Test func `E17: a line that begins with a colon is ignored, and fires nothing with a blank one`()
  {
    #expect(messages(": c\n\n:\n\n:data: a\n\ndata: b\n: c\n\n") == ["message b #"])
  }

  @Test func `E18: exactly one space is taken off a value, a tab never`() {
    #expect(
      messages("data:a\ndata: b\ndata:  c\ndata:\td\ndata: e \n\n") == [
        "message a\nb\n c\n\td\ne  #"
      ]
    )
  }

  @Test func `E19: a line without a colon is a field with an empty value`() {
    #expect(messages("data: a\ndata\ndata: b\n\n") == ["message a\n\nb #"])
    #expect(messages("event: x\nevent\ndata: a\n\n") == ["message a #"])
    #expect(tells("id: 1\nid\n\n") == "")
  }

  @Test func `E20: field names are case-sensitive, and unknown fields ignored`() {
    #expect(
      messages("Data: a\ndata : b\n data: c\ndatax: d\nx: y\nfoo\nID: 1\n\ndata: z\n\n")
        == ["message z #"])
  }

  @Test func `E21: data lines are joined with LF, the last LF is not there`() {
    #expect(messages("data: a\ndata: b\n\n") == ["message a\nb #"])
    #expect(messages("data:\ndata:\n\n") == ["message \n #"])
  }

  @Test func `E22: a block without data fires no event and moves the last id`() {
    #expect(messages("id: 9\n\n") == [])
    #expect(tells("id: 9\n\n") == " from 9")
  }

  @Test func `E23: an empty data line alone fires an event with empty data`() {
    #expect(messages("data\n\ndata:\n\n") == ["message  #", "message  #"])
  }

  @Test func `E24: the type resets at every blank line, and an empty one means message`() {
    #expect(
      messages("event: x\ndata: a\n\ndata: b\n\nevent: y\n\ndata: c\n\nevent:\ndata: d\n\n")
        == ["x a #", "message b #", "message c #", "message d #"])
  }

  @Test func `E25: an id stays for the events behind it`() {
    #expect(
      messages("id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\n")
        == ["message a #1", "message b #1", "message c #2"])
  }

  @Test func `E26: an empty id resets, and the header is left out though it was sent before`() {
    var page = Page.open()
    var requests: [String?] = []
    for body in ["id: 1\ndata: a\n\n", "id:\ndata: b\n\n", "data: c\n\n"] {
      page.body(body)
      page.end()
      page.fireTimer()
      requests.append(page.news().last)
      page.head()
    }
    let request = "GET https://a.test/events"
    #expect(requests == [request + " from 1", request, request])
  }

  @Test func `E27: an id with NUL is ignored and the one before kept`() {
    #expect(messages("id: 1\n\nid: a\u{0}b\ndata: x\n\n") == ["message x #1"])
    #expect(tells("id: 1\n\nid: \u{0}\n\n") == " from 1")
  }

  @Test func `E28: an id counts from the blank line on`() {
    #expect(tells("id: 1\n\nid: 2\n") == " from 1")
    #expect(tells("id: 1\n\nid: 2\n\n") == " from 2")
  }

  @Test func `E29: what is unfinished at the end of a stream is discarded, its id too`() {
    let event = "id: 8\ndata: b\ndata: c\n\n"
    for length in 0..<event.utf8.count {
      let stream = "id: 7\ndata: a\n\n" + event.prefix(length)
      #expect(messages(stream) == ["message a #7"])
      #expect(tells(stream) == " from 7")
    }
    #expect(tells("id: 7\n\n" + event) == " from 8")
  }

  @Test func `E30: a retry counts if it is all digits, decimal, and over reconnections`() {
    for value in ["", "+5", "-5", "5s", "1.5", "０", "1000x", " 5", "0x5"] {
      #expect(news("retry: 700\nretry: \(value)\n").suffix(2).first == "wait 700ms")
    }
    for (value, waits) in [("0", "0s"), ("0100", "100ms"), ("00000000000000000000005", "5ms")] {
      #expect(news("retry: \(value)\n").suffix(2).first == "wait \(waits)")
    }
    var page = Page.open()
    page.body("retry: 700\n")
    for _ in 0..<3 {
      page.end()
      page.fireTimer()
      page.head()
    }
    #expect(page.news().filter { $0 == "wait 700ms" }.count == 3)
  }

  @Test(arguments: ["2147483647", "2147483648", "9223372036854775808", "99999999999999999999999"])
  func `E31: a very large retry is the longest time there is`(value: String) {
    #expect(news("retry: \(value)\n").suffix(2).first == "wait 2147483.647s")
  }

  @Test func `E33: a data line of 1 MiB is delivered whole`() {
    let text = String(repeating: "x", count: 1 << 20)
    let bytes = Array("data: \(text)\n\n".utf8)
    var page = Page.open()
    for start in stride(from: 0, to: bytes.count, by: 1_400) {
      page.body(Array(bytes[start..<min(start + 1_400, bytes.count)]))
    }
    #expect(page.news() == ["message \(text) #"])
  }

  @Test func `E34: every cut and every two cuts give the same`() {
    let stream = "\u{FEFF}id: é\r\ndata: €\r\rretry: 5\n: c\ndata\rid\n\r\nevent: x\ndata: y\n\n"
    let bytes = Array(stream.utf8)
    let whole = news(stream)
    #expect(whole.dropLast(2) == ["message € #é", "retry 5ms", "message  #", "x y #"])
    for first in bytes.indices {
      for second in first..<bytes.count {
        var page = Page.open()
        for part in [bytes[..<first], bytes[first..<second], bytes[second...]] {
          page.body(Array(part))
        }
        if page.news().filter({ $0 != "comment" }) != whole.dropLast(2) {
          Issue.record("cuts at \(first) and \(second)")
        }
      }
    }
  }

  @Test func `E35: comments alone do not lose the id over reconnections, as in browsers`() {
    var page = Page.open()
    page.body("id: 5\ndata: a\n\n")
    for _ in 0..<2 {
      page.end()
      page.fireTimer()
      #expect(page.news().last == "GET https://a.test/events from 5")
      page.head()
      page.body(": hb\n\n: hb\n\n")
    }
  }
}
