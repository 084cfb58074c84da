/// Well-known departures from the reading rules, all off in a correct client.
///
/// They exist so that a scenario can show what each of them costs. The readers that people use
/// are named sets of them.
public struct EventStreamMistakes: OptionSet, Sendable, Hashable {
  public let rawValue: UInt16

  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  // MARK: Ids

  /// Deliberately wrong: an id counts as soon as its line is read, not at the blank line.
  ///
  /// A connection cut between the two then resumes behind an event that was never delivered.
  /// WHATWG HTML 9.2.6 moves the last event ID in "dispatch the event" only.
  public static let commitsIDBeforeDispatch = EventStreamMistakes(rawValue: 1 << 0)

  /// Deliberately literal: each new stream starts with an empty last event ID buffer.
  ///
  /// WHATWG HTML 9.2.6 says so, and the first blank line (that of a heartbeat, say) then empties
  /// the last event ID string. Browsers let the new stream inherit the old position.
  public static let emptiesIDBufferOnNewStream = EventStreamMistakes(rawValue: 1 << 1)

  /// Deliberately wrong: an id that contains NUL is taken like any other.
  public static let acceptsNullInIDs = EventStreamMistakes(rawValue: 1 << 2)

  // MARK: Fields

  /// Deliberately wrong: a reconnection time is read as JavaScript's `parseInt` reads numbers.
  public static let readsRetryLaxly = EventStreamMistakes(rawValue: 1 << 3)

  /// Deliberately wrong: a line without a colon is dropped instead of being an empty field.
  public static let ignoresLinesWithoutColon = EventStreamMistakes(rawValue: 1 << 4)

  /// Deliberately wrong: a decoder begins anew at each field name and value, and drops the byte
  /// order mark in front of any of them.
  public static let decodesEachFieldAlone = EventStreamMistakes(rawValue: 1 << 5)

  // MARK: Events

  /// Deliberately wrong: a blank line makes an event even where there was no data.
  public static let firesAtEveryBlankLine = EventStreamMistakes(rawValue: 1 << 6)

  /// Deliberately wrong: empty data lines in front of the first that is not empty are lost.
  public static let dropsLeadingEmptyData = EventStreamMistakes(rawValue: 1 << 7)

  // MARK: Lines and reads

  /// Deliberately wrong: a CR is a character like any other, so that two LF alone end an event.
  public static let endsLinesAtLineFeedOnly = EventStreamMistakes(rawValue: 1 << 8)

  /// Deliberately wrong: what is not complete when a read ends is forgotten, and a block whose
  /// first line in a read is no field, being the rest of one, is dropped.
  public static let takesReadsForEvents = EventStreamMistakes(rawValue: 1 << 9)

  /// Deliberately wrong: a decoder begins anew at each read, so that a character cut between two
  /// becomes U+FFFD on both sides.
  public static let decodesEachReadAlone = EventStreamMistakes(rawValue: 1 << 10)
}

/// Readers that people use instead of `EventSource`.
extension EventStreamMistakes {
  /// `@microsoft/fetch-event-source` as its `parse.ts` and `fetch.ts` have it.
  ///
  /// It puts lines and characters together rightly, CR, LF and CRLF in any cut. Not modelled:
  /// that `fetch` throws on an id which no header can carry.
  public static let fetchEventSource: EventStreamMistakes = [
    .commitsIDBeforeDispatch, .acceptsNullInIDs, .readsRetryLaxly, .ignoresLinesWithoutColon,
    .decodesEachFieldAlone, .firesAtEveryBlankLine, .dropsLeadingEmptyData,
  ]

  /// The loop that is written first: decode a read, split it at two line feeds, parse each piece
  /// and skip what does not parse.
  ///
  /// Not modelled: a piece cut right in front of its blank line, which some such loops take.
  public static let perRead: EventStreamMistakes = [.endsLinesAtLineFeedOnly, .takesReadsForEvents]

  /// Lines are put together over reads, but from text that was decoded read by read.
  ///
  /// Not modelled: a byte order mark that happens to begin a later read, which a new decoder drops.
  public static let perReadDecoding: EventStreamMistakes = .decodesEachReadAlone

  /// Text is collected and split at two line feeds: a stream with CRLF waits for ever.
  public static let lineFeedOnly: EventStreamMistakes = .endsLinesAtLineFeedOnly
}
