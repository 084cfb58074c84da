import Testing
import WeirHTTP

@Suite struct HTTP2ViolationTests {
  @Test(
    "Each violation names its section and says what the peer did",
    arguments: HTTP2Violation.allCases)
  func texts(_ violation: HTTP2Violation) {
    #expect("\(violation.section)".hasPrefix("RFC "))
    #expect(violation.description != "broke a rule")
    #expect(violation.code != .noError)
  }

  @Test func `No two violations are described alike`() {
    let all = HTTP2Violation.allCases.map(\.description)
    #expect(Set(all).count == all.count)
  }

  @Test func `Codes are called as in the registry, unknown ones by number`() {
    #expect(HTTP2ErrorCode.noError.description == "NO_ERROR")
    #expect(HTTP2ErrorCode.enhanceYourCalm.description == "ENHANCE_YOUR_CALM")
    #expect(HTTP2ErrorCode.http11Required.description == "HTTP_1_1_REQUIRED")
    #expect(HTTP2ErrorCode(rawValue: 0x1F).description == "0x1f")
  }
}
