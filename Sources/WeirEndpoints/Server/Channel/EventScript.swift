internal import WeirKernel
public import WeirPrimitives

/// A part of an event stream, as its bytes stand on the wire.
public struct RawPart: Sendable, Equatable {
  /// From the beginning of the stream.
  public var at: TimeSpan
  public var bytes: [UInt8]
  /// Whether all responses that carry the stream end behind it.
  public var ends: Bool

  public init(at: TimeSpan, bytes: [UInt8], ends: Bool = false) {
    self.at = at
    self.bytes = bytes
    self.ends = ends
  }
}

/// What a stream of events consists of and when each is due, from its beginning.
public enum EventScript: Sendable, Equatable {
  /// An answer of so many tokens, one every interval.
  case answer(format: TokenFormat, tokens: Int, every: TimeSpan)
  /// An answer as it was recorded.
  case recording(Recording)
  /// So many application events, one every interval; the topic goes on after the last.
  case publications(count: Int, every: TimeSpan)
  /// These texts, one every interval; the topic goes on after the last.
  case texts([String], every: TimeSpan)
  /// Parts of an event stream as they are, and ends of the responses that carry it.
  case raw([RawPart])

  /// The number of events; behind the last one a topic stays silent.
  var eventCount: Int {
    switch self {
    case .answer(let format, let tokens, _):
      format.preludeCount + tokens + format.epilogueCount
    case .recording(let recording): 1 + recording.pieces.count + 1
    case .publications(let count, _): count
    case .texts(let texts, _): texts.count
    case .raw(let parts): parts.count
    }
  }

  /// Whether the last event ends the stream.
  var ends: Bool {
    switch self {
    case .answer, .recording: true
    case .publications, .texts, .raw: false
    }
  }

  /// When an event is due, from the beginning; `index` counts from zero.
  func due(_ index: Int) -> TimeSpan {
    switch self {
    case .answer(let format, let tokens, let every):
      let token = min(max(index - format.preludeCount + 1, 0), tokens)
      return Self.span(every, times: token)
    case .recording(let recording):
      if index == 0 || recording.pieces.isEmpty { return .zero }
      return recording.pieces[min(index, recording.pieces.count) - 1].at
    case .publications(_, let every), .texts(_, let every):
      return Self.span(every, times: index + 1)
    case .raw(let parts):
      return parts[min(index, parts.count - 1)].at
    }
  }

  /// Which draw of a stream's words an event is made of; nil for one without a drawn word.
  func wordNumber(_ index: Int) -> UInt64? {
    switch self {
    case .answer(let format, let tokens, _):
      let token = index - format.preludeCount
      return (0..<tokens).contains(token) ? UInt64(token) : nil
    case .recording: return nil
    case .publications: return UInt64(index)
    case .texts, .raw: return nil
    }
  }

  /// A client may ask for intervals that no run will see the end of.
  private static func span(_ every: TimeSpan, times count: Int) -> TimeSpan {
    let (product, overflow) = every.nanoseconds.multipliedReportingOverflow(by: Int64(count))
    return overflow ? .max : TimeSpan(nanoseconds: product)
  }

  /// Appends the data of an event and returns its type; nil for the default type.
  func append(
    _ index: Int, stream: [UInt8], words: DrawKey, to data: inout [UInt8]
  ) -> StaticString? {
    switch self {
    case .answer(let format, let tokens, _):
      if index < format.preludeCount {
        return format.appendPrelude(index, stream: stream, to: &data)
      }
      let token = index - format.preludeCount
      if token < tokens {
        return format.appendToken(word(UInt64(token), words), stream: stream, to: &data)
      }
      return format.appendEpilogue(token - tokens, stream: stream, to: &data)
    case .recording(let recording):
      if index == 0 { return TokenFormat.plain.appendPrelude(0, stream: stream, to: &data) }
      if index > recording.pieces.count {
        return TokenFormat.plain.appendEpilogue(0, stream: stream, to: &data)
      }
      for position in 0..<recording.pieces[index - 1].bytes {
        data.append(0x61 + UInt8(position % 26))
      }
      return nil
    case .publications:
      data.append("{\"event\":")
      data.appendDecimal(UInt64(index + 1))
      data.append(",\"text\":\"")
      data.append(word(UInt64(index), words))
      data.append("\"}")
      return nil
    case .texts(let texts, _):
      data.append(contentsOf: texts[index].utf8)
      return nil
    case .raw(let parts):
      data.append(contentsOf: parts[index].bytes)
      return nil
    }
  }

  private func word(_ number: UInt64, _ words: DrawKey) -> StaticString {
    Self.vocabulary[Int(words.below(UInt64(Self.vocabulary.count), number))]
  }

  /// Words of one to twelve bytes, some of them not ASCII.
  private static let vocabulary: [StaticString] = [
    "a", "weir", "is", "put", "across", "the", "stream", "to", "measure", "it", "and", "water",
    "runs", "over", "its", "crest", "at", "a", "known", "depth", "so", "flow", "follows", "from",
    "one", "reading", "naïve", "café", "水", "流れ", "🌊", "gauge",
  ]
}
