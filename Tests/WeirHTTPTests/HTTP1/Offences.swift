import WeirHTTP

/// A byte stream that breaks the protocol, and how.
struct Offence: Sendable {
  var violation: HTTP1Violation
  var text: String
  var method = HTTPMethod.get

  init(_ violation: HTTP1Violation, _ text: String, to method: HTTPMethod = .get) {
    self.violation = violation
    self.text = text
    self.method = method
  }
}

// One table per part of a message; the parts before the broken one are legal.
extension Offence {
  private static let host = " / HTTP/1.1\r\nHost: a\r\n"
  private static let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

  static let startLines: [Offence] = [
    Offence(.malformedRequestLine, "GET\r\n"),
    Offence(.malformedRequestLine, "GET /\r\n"),
    Offence(.malformedRequestLine, "GET / \r\n"),
    Offence(.malformedRequestLine, " GET / HTTP/1.1\r\n"),
    Offence(.malformedRequestLine, "G(T / HTTP/1.1\r\n"),
    Offence(.malformedRequestLine, "GET\t/ HTTP/1.1\r\n"),
    Offence(.malformedRequestLine, "GET / http/1.1\r\n"),
    Offence(.malformedRequestLine, "GET / HTTP/1.1 \r\n"),
    Offence(.malformedRequestLine, "GET / HTTP/11.\r\n"),
    Offence(.malformedRequestLine, "GET / HTTP/1.1\r\r\n"),
    Offence(.malformedTarget, "GET  HTTP/1.1\r\n"),
    Offence(.malformedTarget, "GET  / HTTP/1.1\r\n"),
    Offence(.malformedTarget, "GET /a b HTTP/1.1\r\n"),
    Offence(.malformedTarget, "GET a HTTP/1.1\r\n"),
    Offence(.malformedTarget, "GET * HTTP/1.1\r\n"),
    Offence(.malformedTarget, "GET /\u{0} HTTP/1.1\r\n"),
    Offence(.malformedTarget, "GET /\u{e9} HTTP/1.1\r\n"),
    Offence(.malformedTarget, "GET 1a:b HTTP/1.1\r\n"),
    Offence(.malformedTarget, "CONNECT a HTTP/1.1\r\n"),
    Offence(.malformedTarget, "CONNECT /a:1 HTTP/1.1\r\n"),
    Offence(.malformedTarget, "CONNECT :1 HTTP/1.1\r\n"),
    Offence(.malformedTarget, "CONNECT 1 HTTP/1.1\r\n"),
    Offence(.unsupportedVersion, "GET / HTTP/0.9\r\n"),
    Offence(.unsupportedVersion, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  ]

  static let fields: [Offence] = [
    Offence(.whitespaceBeforeFirstField, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
    Offence(.obsoleteLineFolding, "GET" + host + " b\r\n\r\n"),
    Offence(.obsoleteLineFolding, "GET" + host + "\t\r\n\r\n"),
    Offence(.obsoleteLineFolding, chunked + "0\r\n x: y\r\n\r\n"),
    Offence(.malformedFieldLine, "GET" + host + "nonsense\r\n\r\n"),
    Offence(.malformedFieldLine, "GET" + host + "non sense\r\n\r\n"),
    Offence(.malformedFieldLine, "GET" + host + "\r\r\n\r\n"),
    Offence(.whitespaceBeforeColon, "GET" + host + "x : y\r\n\r\n"),
    Offence(.whitespaceBeforeColon, "GET" + host + "x \t: y\r\n\r\n"),
    Offence(.malformedFieldName, "GET" + host + ": y\r\n\r\n"),
    Offence(.malformedFieldName, "GET" + host + "x y: z\r\n\r\n"),
    Offence(.malformedFieldName, "GET" + host + "x\u{0}: z\r\n\r\n"),
    Offence(.malformedFieldName, "GET" + host + "\u{e9}: z\r\n\r\n"),
    Offence(.malformedFieldValue, "GET" + host + "x: a\u{0}b\r\n\r\n"),
    Offence(.malformedFieldValue, "GET" + host + "x: a\rb\r\n\r\n"),
    Offence(.malformedFieldValue, "GET" + host + "x: a\r\r\n\r\n"),
    Offence(.malformedFieldValue, "GET" + host + "x: \u{7f}\r\n\r\n"),
    Offence(.malformedFieldValue, chunked + "0\r\nx: \u{1}\r\n\r\n"),
    Offence(.missingHost, "GET / HTTP/1.1\r\n\r\n"),
    Offence(.missingHost, "GET http://a/ HTTP/1.1\r\nx: y\r\n\r\n"),
    Offence(.duplicateHost, "GET" + host + "host: a\r\n\r\n"),
    Offence(.duplicateHost, "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"),
    Offence(.malformedHost, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
    Offence(.malformedHost, "GET / HTTP/1.1\r\nHost: user@a\r\n\r\n"),
    Offence(.malformedHost, "GET / HTTP/1.0\r\nHost: a/b\r\n\r\n"),
  ]

  static let framing: [Offence] = [
    Offence(.malformedContentLength, "PUT" + host + "Content-Length:\r\n\r\n"),
    Offence(.malformedContentLength, "PUT" + host + "Content-Length: +1\r\n\r\n"),
    Offence(.malformedContentLength, "PUT" + host + "Content-Length: -1\r\n\r\n"),
    Offence(.malformedContentLength, "PUT" + host + "Content-Length: 0x1\r\n\r\n"),
    Offence(.malformedContentLength, "PUT" + host + "Content-Length: 1 1\r\n\r\n"),
    Offence(.malformedContentLength, "PUT" + host + "Content-Length: 1,\r\n\r\n"),
    Offence(.contentLengthOverflow, "PUT" + host + "Content-Length: 9223372036854775808\r\n\r\n"),
    Offence(
      .contentLengthOverflow, "PUT" + host + "Content-Length: 99999999999999999999999\r\n\r\n"),
    Offence(.conflictingContentLength, "PUT" + host + "Content-Length: 1, 2\r\n\r\n"),
    Offence(
      .conflictingContentLength,
      "PUT" + host + "Content-Length: 1\r\nx: y\r\nContent-Length: 2\r\n\r\n"),
    Offence(
      .contentLengthWithTransferEncoding,
      "PUT" + host + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"),
    Offence(.malformedTransferEncoding, "PUT" + host + "Transfer-Encoding:\r\n\r\n"),
    Offence(.malformedTransferEncoding, "PUT" + host + "Transfer-Encoding: ,,\r\n\r\n"),
    Offence(.malformedTransferEncoding, "PUT" + host + "Transfer-Encoding: ;q\r\n\r\n"),
    Offence(.malformedTransferEncoding, "PUT" + host + "Transfer-Encoding: chunked x\r\n\r\n"),
    Offence(.malformedTransferEncoding, "PUT" + host + "Transfer-Encoding: chunked;q=1\r\n\r\n"),
    Offence(
      .malformedTransferEncoding, "PUT" + host + "Transfer-Encoding: x;y=\"a\", chunked\r\n\r\n"),
    Offence(
      .malformedTransferEncoding, "PUT" + host + "Transfer-Encoding: chunked, chunked\r\n\r\n"),
    Offence(
      .malformedTransferEncoding,
      "PUT" + host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: x, chunked\r\n\r\n"),
    Offence(.transferEncodingNotChunked, "PUT" + host + "Transfer-Encoding: gzip\r\n\r\n"),
    Offence(.transferEncodingNotChunked, "PUT" + host + "Transfer-Encoding: xchunked\r\n\r\n"),
    Offence(.transferEncodingNotChunked, "PUT" + host + "Transfer-Encoding: chunked, x\r\n\r\n"),
    Offence(.transferEncodingInHTTP10, "PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"),
    Offence(.unsupportedTransferCoding, "PUT" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n"),
  ]

  static let chunks: [Offence] = [
    Offence(.malformedChunkSize, chunked + "\r\n"),
    Offence(.malformedChunkSize, chunked + "g\r\n"),
    Offence(.malformedChunkSize, chunked + "0x1\r\n"),
    Offence(.malformedChunkSize, chunked + "-1\r\n"),
    Offence(.malformedChunkSize, chunked + " 1\r\n"),
    Offence(.malformedChunkSize, chunked + "1 \r\n"),
    Offence(.malformedChunkSize, chunked + "1 1\r\n"),
    Offence(.malformedChunkSize, chunked + ";x\r\n"),
    Offence(.chunkSizeOverflow, chunked + "8000000000000000\r\n"),
    Offence(.chunkSizeOverflow, chunked + "ffffffffffffffffffff\r\n"),
    Offence(.malformedChunkExtension, chunked + "1;a\u{0}\r\n"),
    Offence(.malformedChunkExtension, chunked + "1;\u{7f}\r\n"),
    Offence(.malformedChunkLineEnd, chunked + "1\na"),
    Offence(.malformedChunkLineEnd, chunked + "1;x\na"),
    Offence(.malformedChunkLineEnd, chunked + "1\ra"),
    Offence(.malformedChunkLineEnd, chunked + "0\r\r\n"),
    Offence(.missingChunkEnd, chunked + "1\r\nab"),
    Offence(.missingChunkEnd, chunked + "1\r\na\n"),
    Offence(.missingChunkEnd, chunked + "1\r\na\rb"),
  ]

  static let truncatedRequests: [Offence] = [
    Offence(.truncatedHead, "G"),
    Offence(.truncatedHead, "GET / HTTP/1.1\r\n"),
    Offence(.truncatedHead, "GET" + host),
    Offence(.truncatedBody, "PUT" + host + "Content-Length: 2\r\n\r\n1"),
    Offence(.truncatedBody, chunked),
    Offence(.truncatedBody, chunked + "2\r\n1"),
    Offence(.truncatedBody, chunked + "0\r\n"),
    Offence(.truncatedBody, chunked + "0\r\nx: y\r\n"),
  ]

  private static let ok = "HTTP/1.1 200 OK\r\n"

  static let responses: [Offence] = [
    Offence(.malformedStatusLine, "\r\n"),
    Offence(.malformedStatusLine, "HTTP/1.1\r\n"),
    Offence(.malformedStatusLine, "HTTP/1.1 20\r\n"),
    Offence(.malformedStatusLine, "HTTP/1.1 20x\r\n"),
    Offence(.malformedStatusLine, "HTTP/1.1 2000\r\n"),
    Offence(.malformedStatusLine, "HTTP/1.1  200\r\n"),
    Offence(.malformedStatusLine, "HTTP/1.1 200\tOK\r\n"),
    Offence(.malformedStatusLine, "HTTP/1.1 200 \u{0}\r\n"),
    Offence(.malformedStatusLine, "HTTP/1,1 200 OK\r\n"),
    Offence(.malformedStatusLine, "ICY 200 OK more\r\n"),
    Offence(.unsupportedVersion, "HTTP/2.0 200 OK\r\n"),
    Offence(.whitespaceBeforeColon, ok + "x : y\r\n\r\n"),
    Offence(.obsoleteLineFolding, ok + "x: y\r\n z\r\n\r\n"),
    Offence(.malformedFieldValue, "HTTP/1.1 100 \r\nx: \u{0}\r\n\r\n"),
    Offence(.malformedContentLength, ok + "Content-Length: x\r\n\r\n"),
    Offence(.conflictingContentLength, ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n"),
    Offence(.malformedTransferEncoding, ok + "Transfer-Encoding: chunked, chunked\r\n\r\n"),
    Offence(.malformedChunkSize, ok + "Transfer-Encoding: chunked\r\n\r\nx"),
    Offence(.unexpectedResponse, ok + "Content-Length: 0\r\n\r\nH"),
    Offence(.unexpectedResponse, "HTTP/1.1 204 \r\n\r\n\n"),
    Offence(.unexpectedResponse, ok + "Content-Length: 1\r\n\r\na", to: .head),
    Offence(
      .tooManyInterimResponses,
      String(repeating: "HTTP/1.1 100 \r\n\r\n", count: HTTP1Limits.default.interimResponses + 1)),
  ]

  static let truncatedResponses: [Offence] = [
    Offence(.missingResponse, ""),
    Offence(.missingResponse, "HTTP/1.1 100 Continue\r\n\r\n"),
    Offence(.truncatedHead, "H"),
    Offence(.truncatedHead, ok),
    Offence(.truncatedBody, ok + "Content-Length: 2\r\n\r\n1"),
    Offence(.truncatedBody, ok + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n"),
    Offence(.truncatedBody, ok + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"),
  ]
}
