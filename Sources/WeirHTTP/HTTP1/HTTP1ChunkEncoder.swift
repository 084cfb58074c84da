internal import WeirPrimitives

/// Writes a body in the chunked coding, RFC 9112 section 7.1.
public enum HTTP1ChunkEncoder {
  /// Appends a chunk and returns where its payload lies in the output.
  ///
  /// An empty payload appends nothing, since a chunk of size zero would end the body.
  @discardableResult
  public static func appendChunk(
    _ payload: Span<UInt8>, to output: inout [UInt8]
  ) -> Range<Int> {
    guard !payload.isEmpty else { return output.count..<output.count }
    output.appendHexadecimal(UInt64(payload.count))
    let start = output.count + 2
    output.append("\r\n", payload, "\r\n")
    return start..<start + payload.count
  }

  /// Appends the last chunk and the trailer section, which ends the body.
  public static func appendLastChunk(
    trailers: HTTPHeaderList = HTTPHeaderList(), to output: inout [UInt8]
  ) {
    output.append("0\r\n")
    HTTP1HeadEncoder.appendSection(trailers, to: &output)
  }
}
