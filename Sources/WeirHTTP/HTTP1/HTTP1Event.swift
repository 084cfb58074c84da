/// What an HTTP/1.1 parser found next.
public enum HTTP1Event: Sendable, Equatable {
  /// A head is complete and can be read from the parser.
  case head
  /// Body bytes, framing taken off, as a range of the bytes just passed; never empty.
  case body(Range<Int>)
  /// The message is complete; trailers can be read from the parser.
  case end
  /// The peer broke the protocol; the parser reports the same violation from now on.
  case violation(HTTP1Violation)
}
