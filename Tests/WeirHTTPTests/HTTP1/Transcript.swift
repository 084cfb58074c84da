import WeirHTTP

/// What a parser reported, in a form that does not depend on how its input was cut.
///
/// Body ranges that follow one another are joined; everything else stays one entry each.
enum Entry: Equatable {
  case request(HTTPRequestHead)
  case response(HTTPResponseHead)
  case body([UInt8])
  case end(trailers: HTTPHeaderList)
  case violation(HTTP1Violation)
}

extension [Entry] {
  mutating func append(body: some Collection<UInt8>) {
    if case .body(let earlier) = last {
      self[count - 1] = .body(earlier + Array<UInt8>(body))
    } else {
      append(.body(Array<UInt8>(body)))
    }
  }

  /// The violation, if there is one; it is always the last entry.
  var violation: HTTP1Violation? {
    guard case .violation(let violation) = last else { return nil }
    return violation
  }

  var bodies: [String] {
    compactMap { entry in
      guard case .body(let bytes) = entry else { return nil }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  var trailers: [HTTPHeaderList] {
    compactMap { entry in
      guard case .end(let trailers) = entry else { return nil }
      return trailers
    }
  }

  var requests: [HTTPRequestHead] {
    compactMap { entry in
      guard case .request(let head) = entry else { return nil }
      return head
    }
  }

  var responses: [HTTPResponseHead] {
    compactMap { entry in
      guard case .response(let head) = entry else { return nil }
      return head
    }
  }
}

/// Feeds the pieces of a byte stream to a request parser.
func transcript(
  requests pieces: [[UInt8]], thenEnds: Bool = false, limits: HTTP1Limits = .default
) -> [Entry] {
  var parser = HTTP1RequestParser(limits: limits)
  return transcript(&parser, pieces, thenEnds: thenEnds)
}

func transcript(
  _ parser: inout HTTP1RequestParser, _ pieces: [[UInt8]], thenEnds: Bool = false
) -> [Entry] {
  var entries: [Entry] = []
  for piece in pieces {
    var position = 0
    while let event = parser.next(in: piece.span, at: &position) {
      switch event {
      case .head: entries.append(.request(parser.requestHead))
      case .body(let range): entries.append(body: piece[range])
      case .end: entries.append(.end(trailers: parser.trailers))
      case .violation(let violation):
        entries.append(.violation(violation))
        return entries
      }
    }
  }
  if thenEnds, case .violation(let violation) = parser.endOfStream() {
    entries.append(.violation(violation))
  }
  return entries
}

/// Feeds the pieces of a byte stream to a response parser; one response per method, in order.
func transcript(
  responses pieces: [[UInt8]], to methods: [HTTPMethod] = [.get], thenEnds: Bool = false,
  limits: HTTP1Limits = .default
) -> [Entry] {
  var parser = HTTP1ResponseParser(limits: limits)
  var methods = methods[...]
  if let first = methods.popFirst() { parser.expectResponse(to: first) }
  return transcript(&parser, pieces, thenTo: methods, thenEnds: thenEnds)
}

func transcript(
  _ parser: inout HTTP1ResponseParser, _ pieces: [[UInt8]],
  thenTo methods: ArraySlice<HTTPMethod> = [], thenEnds: Bool = false
) -> [Entry] {
  var entries: [Entry] = []
  var methods = methods
  for piece in pieces {
    var position = 0
    while let event = parser.next(in: piece.span, at: &position) {
      switch event {
      case .head: entries.append(.response(parser.responseHead))
      case .body(let range): entries.append(body: piece[range])
      case .end:
        entries.append(.end(trailers: parser.trailers))
        if parser.persists, let next = methods.popFirst() { parser.expectResponse(to: next) }
      case .violation(let violation):
        entries.append(.violation(violation))
        return entries
      }
    }
  }
  guard thenEnds else { return entries }
  switch parser.endOfStream() {
  case .end: entries.append(.end(trailers: parser.trailers))
  case .violation(let violation): entries.append(.violation(violation))
  case .head, .body, nil: break
  }
  return entries
}
