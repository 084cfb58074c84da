import Testing
import WeirPrimitives
import WeirStreaming

@Suite struct EventStreamFieldTests {
  @Test(
    "A reconnection time is read from ASCII digits only, in decimal (E30)",
    arguments: [("0", 0), ("3", 3), ("1000", 1_000), ("0100", 100), ("0000000000000000000009", 9)])
  func validRetry(text: String, milliseconds: Int64) {
    expect("retry: \(text)\n", reads: [.retry(milliseconds)])
    expect("retry:\(text)\r", reads: [.retry(milliseconds)])
  }

  @Test(
    "A reconnection time that is not all digits is ignored (E30)",
    arguments: ["", "+5", "-5", "5s", "1.5", "０", "1000x", "12abc", "0x10", " 5", "5 ", "1e3"])
  func invalidRetry(text: String) {
    expect("retry: \(text)\n", reads: [])
  }

  @Test("A retry line without a value is ignored (E30)")
  func emptyRetry() {
    expect("retry\nretry:\n", reads: [])
  }

  @Test(
    "A huge reconnection time becomes the longest one (E31)",
    arguments: ["2147483648", "9223372036854775808", String(repeating: "9", count: 400)])
  func hugeRetry(text: String) {
    expect("retry: \(text)\n", reads: [.retry(2_147_483_647)])
  }

  @Test("A reconnection time counts from its line on, without a blank line")
  func retryAtItsLine() {
    expect("retry: 500\ndata: a", reads: [.retry(500)], offsets: [11])
  }

  @Test("The longest reconnection time is a limit of the caller's choice")
  func retryLimit() {
    let limits = EventStreamLimits(longestReconnectionTime: .seconds(60))
    var parser = EventStreamParser(limits: limits)
    let bytes = Array("retry: 60000\nretry: 60001\nretry: 600000\n".utf8)
    #expect(
      Reading([bytes], with: &parser).seen == [.retry(60_000), .retry(60_000), .retry(60_000)])
  }
}
