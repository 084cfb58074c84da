/// A way for a header block to be wrong, RFC 7541.
///
/// All but ``listTooLarge`` leave the two dynamic tables out of step, so that the connection
/// cannot go on: COMPRESSION_ERROR in HTTP/2 (RFC 9113 section 4.3).
public enum HPACKError: Error, Hashable, Sendable {
  /// The block ends inside a field.
  case truncated
  /// An integer exceeds 2³² − 1 or takes more than five continuation bytes.
  case integerTooLarge
  /// An index is 0 or beyond the last entry of the dynamic table.
  case badIndex
  case badHuffman(HuffmanFault)
  /// An update asks for a larger table than the decoder allows.
  case tableSizeUpdateTooLarge
  /// An update stands behind a field.
  case misplacedTableSizeUpdate
  /// The decoder has lowered its limit and the block does not begin with an update that obeys it.
  case missingSizeUpdate
  /// The section, counted as name + value + 32 for each field, exceeds the decoder's limit.
  ///
  /// The block was decoded to its end, so that the dynamic table is in step and the connection
  /// can go on; fields beyond the limit were not reported.
  case listTooLarge

  /// What is wrong with a Huffman-coded string, RFC 7541 section 5.2.
  public enum HuffmanFault: Hashable, Sendable {
    /// The string contains the end-of-string symbol.
    case endOfStringInside
    /// The bits behind the last symbol are not the first bits of the end-of-string symbol.
    case paddingNotOnes
    /// More than seven bits follow the last symbol.
    case paddingTooLong
  }

  /// The rule that was broken, such as `RFC 7541 section 5.1`.
  public var source: StaticString {
    switch self {
    case .integerTooLarge: "RFC 7541 section 5.1"
    case .truncated, .badHuffman: "RFC 7541 section 5.2"
    case .badIndex: "RFC 7541 section 2.3.3"
    case .tableSizeUpdateTooLarge: "RFC 7541 section 6.3"
    case .misplacedTableSizeUpdate, .missingSizeUpdate: "RFC 7541 section 4.2"
    case .listTooLarge: "RFC 9113 section 10.5.1"
    }
  }
}
