import Testing
import WeirHTTP

@Suite struct HTTPMethodTests {
  static let methods: [(String, HTTPMethod)] = [
    ("GET", .get), ("HEAD", .head), ("POST", .post), ("PUT", .put), ("DELETE", .delete),
    ("CONNECT", .connect), ("OPTIONS", .options), ("TRACE", .trace), ("PATCH", .patch),
    ("Get", .other(Array("Get".utf8))), ("GE", .other(Array("GE".utf8))),
  ]

  @Test("A method is read and written in the case it has", arguments: methods)
  func roundTrip(_ text: String, _ method: HTTPMethod) {
    #expect(HTTPMethod(Array(text.utf8).span) == method)
    var output: [UInt8] = []
    method.write(to: &output)
    #expect(output == Array(text.utf8))
  }

  @Test("What is not a token is not a method")
  func malformed() {
    #expect(HTTPMethod([UInt8]().span) == nil)
    #expect(HTTPMethod(Array("G T".utf8).span) == nil)
  }
}

@Suite struct HTTPStatusTests {
  static let reasons: [(Int, String)] = [
    (100, "Continue"), (101, "Switching Protocols"), (200, "OK"), (204, "No Content"),
    (206, "Partial Content"), (302, "Found"), (304, "Not Modified"), (404, "Not Found"),
    (413, "Content Too Large"), (429, "Too Many Requests"), (502, "Bad Gateway"),
    (505, "HTTP Version Not Supported"), (299, ""), (600, ""), (0, ""),
  ]

  @Test("A status has the reason phrase of the registry", arguments: reasons)
  func reason(_ status: Int, _ text: String) {
    #expect("\(HTTPStatus.reason(status))" == text)
  }

  @Test("Interim responses and responses without content are known by their status")
  func classes() {
    #expect(
      [99, 100, 101, 103, 199, 200].map(HTTPStatus.isInterim) == [
        false, true, false, true, true, false,
      ])
    #expect(
      [101, 199, 200, 204, 205, 304].map(HTTPStatus.forbidsContent) == [
        true, true, false, true, false, true,
      ])
  }
}
