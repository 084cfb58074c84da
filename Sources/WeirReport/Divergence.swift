/// The first difference between two traces of what should be one run, and the draw behind it.
///
/// Causes are numbers of events, which nobody observes: two traces that differ in nothing else
/// agree.
public struct Divergence: Sendable {
  /// What each side has at one place; nil where it has nothing any more.
  public struct Pair: Sendable, Equatable {
    public let here: TraceRecord?
    public let there: TraceRecord?
  }

  /// An event on the way to the difference, with what was recorded while it was handled.
  public struct Step: Sendable, Equatable {
    public let event: Int64
    public let records: [TraceRecord]
    /// Events between this one and what it led to, of which nothing was recorded: timers that were
    /// put off.
    public let silent: Int
  }

  /// The first occurrence that differs; nil when only draws do.
  public let occurrence: Pair?
  /// How many occurrences come before it.
  public let agreeing: Int
  /// The occurrences of either trace.
  public let counts: (here: Int, there: Int)
  /// The first draw, made before that occurrence, that came out differently; nil when none did:
  /// then chance is not behind it.
  public let draw: Pair?
  /// From the event being handled here back to the beginning.
  public let causes: [Step]

  /// Returns nil when the traces agree.
  ///
  /// - Parameter eventCauses: the event during which each event was scheduled here, by number;
  ///   without it the chain of causes is one event long.
  public init?(
    between here: [TraceRecord], and there: [TraceRecord], eventCauses: [UInt64] = []
  ) {
    let (ours, theirs) = (Side(here), Side(there))
    let common = zip(ours.occurrences, theirs.occurrences)
    let place = common.enumerated().first { !$1.0.matches($1.1) }?.offset
    agreeing = place ?? min(ours.occurrences.count, theirs.occurrences.count)
    let pair = Pair(
      here: ours.occurrences.dropFirst(agreeing).first,
      there: theirs.occurrences.dropFirst(agreeing).first)
    let differs = pair.here != nil || pair.there != nil
    draw = Self.firstDifference(ours.draws(upTo: agreeing), theirs.draws(upTo: agreeing))
    guard differs || draw != nil else { return nil }
    occurrence = differs ? pair : nil
    counts = (ours.occurrences.count, theirs.occurrences.count)
    causes = Self.chain(from: pair.here ?? draw?.here, in: here, eventCauses)
  }

  /// The occurrences of a trace, and its draws with the number of occurrences before each.
  private struct Side {
    var occurrences: [TraceRecord] = []
    private var draws: [(record: TraceRecord, place: Int)] = []

    init(_ records: [TraceRecord]) {
      for record in records {
        if record.isDraw {
          draws.append((record, occurrences.count))
        } else {
          occurrences.append(record)
        }
      }
    }

    func draws(upTo place: Int) -> [TraceRecord] {
      draws.filter { $0.place <= place }.map(\.record)
    }
  }

  private static func firstDifference(_ here: [TraceRecord], _ there: [TraceRecord]) -> Pair? {
    for (ours, theirs) in zip(here, there) where !ours.drawsTheSame(as: theirs) {
      return Pair(here: ours, there: theirs)
    }
    let common = min(here.count, there.count)
    if here.count == there.count { return nil }
    return Pair(here: here.dropFirst(common).first, there: there.dropFirst(common).first)
  }

  /// The most events of a chain that are followed.
  static let chainLimit = 8

  private static func chain(
    from record: TraceRecord?, in records: [TraceRecord], _ eventCauses: [UInt64]
  ) -> [Step] {
    var recorded: [Int64: [TraceRecord]] = [:]  // lookup only
    for record in records {
      if let event = record.cause { recorded[event, default: []] += [record] }
    }
    var steps: [Step] = []
    var silent = 0
    var next = record?.cause
    while let event = next, steps.count < chainLimit {
      if let records = recorded[event] {
        steps.append(Step(event: event, records: records, silent: silent))
        silent = 0
      } else {
        silent += 1
      }
      guard eventCauses.indices.contains(Int(event)) else { break }
      // An event is scheduled by an earlier one, or by none.
      next = eventCauses[Int(event)] < UInt64(event) ? Int64(eventCauses[Int(event)]) : nil
    }
    return steps
  }
}
