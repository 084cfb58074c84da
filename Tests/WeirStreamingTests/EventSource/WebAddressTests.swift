import Testing

@testable import WeirStreaming

@Suite struct `Web addresses` {
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
  func `an origin is scheme, host and a port that is not the scheme's own`(
    url: String, origin: String
  ) {
    #expect(String(decoding: WebAddress.origin(of: Array(url.utf8)), as: UTF8.self) == origin)
  }

  static let base = "https://a.test:8443/one/two?q=/3"

  @Test(arguments: [
    ("https://b.test/x", "https://b.test/x"), ("HTTP://b.test", "HTTP://b.test"),
    (" \thttps://b.test/x#f\r\n", "https://b.test/x"), ("//b.test/y?z", "https://b.test/y?z"),
    ("/y?z=/../w", "https://a.test:8443/y?z=/../w"), ("y", "https://a.test:8443/one/y"),
    ("?z", "https://a.test:8443/one/two?z"), ("", "https://a.test:8443/one/two"),
    ("#f", "https://a.test:8443/one/two"), ("./y/", "https://a.test:8443/one/y/"),
    ("../y", "https://a.test:8443/y"), ("../../../y/.", "https://a.test:8443/y/"),
    ("/a/b/../../..", "https://a.test:8443/"), ("a:b/c", nil), ("ftp://b.test/", nil),
    ("https:/x", nil), ("javascript:alert(1)", nil), ("1:b", "https://a.test:8443/one/1:b"),
  ])
  func `a location is read from where it stands`(location: String, expected: String?) {
    let target = WebAddress.resolve(Array(location.utf8), against: Array(Self.base.utf8))
    #expect(target.map { String(decoding: $0, as: UTF8.self) } == expected)
  }

  @Test(arguments: [
    ("https://a.test", "y", "https://a.test/y"), ("https://a.test?q", "/y", "https://a.test/y"),
    ("/events?x", "/y", "/y"), ("/events/x", "y", "/events/y"), ("", "y", "/y"),
    ("/events", "//b.test/y", nil), ("/events", "http://b.test/y", "http://b.test/y"),
  ])
  func `a base without a path or without a host will do`(
    base: String, location: String, expected: String?
  ) {
    let target = WebAddress.resolve(Array(location.utf8), against: Array(base.utf8))
    #expect(target.map { String(decoding: $0, as: UTF8.self) } == expected)
  }
}
