import Testing

@testable import WeirStreaming

@Suite struct `Web origins` {
  @Test(arguments: [
    ("https://a.test/events?x#y", "https://a.test"), ("HTTPS://A.Test", "https://a.test"),
    ("https://a.test:443/", "https://a.test"), ("https://a.test:0443/", "https://a.test"),
    ("http://a.test:80", "http://a.test"), ("http://a.test:443/", "http://a.test:443"),
    ("https://a.test:80?q", "https://a.test:80"), ("https://a.test:/x", "https://a.test"),
    ("http://[::1]:8080/x", "http://[::1]:8080"), ("http://[::1]/x", "http://[::1]"),
    ("https://user:pass@a.test:8443/", "https://a.test:8443"),
    ("nonsense", "null"), ("/events", "null"), ("ftp://a.test/", "null"), ("https:///x", "null"),
    ("https:/a.test", "null"), ("", "null"),
  ])
  func `one is scheme, host and a port that is not the scheme's own`(
    url: String, origin: String
  ) {
    #expect(String(decoding: WebOrigin.serialized(of: Array(url.utf8)), as: UTF8.self) == origin)
  }
}
