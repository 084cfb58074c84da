public import WeirPrimitives

/// What a fault does.
public enum FaultKind: Sendable, Equatable {
  /// A direction of a link goes down: what is on it is lost, nothing enters.
  case linkDown
  /// A direction of a link swallows what enters; what is on it still arrives.
  case blackhole
  /// Connections over a link get a RST at both ends, from a box behind the link as seen from the
  /// end that opened them; what it sends crosses the links between.
  case reset
  /// The k-th data segment that enters a direction from then on is lost.
  case dropSegment(UInt32)
  /// A server's process is killed and starts again when the fault ends.
  case serverCrash
  /// A server takes nothing new, ends after a grace, and starts again when the fault ends.
  case serverRestart(grace: TimeSpan)
  /// A device changes to another of its networks, after a time with none.
  case handover(to: String)
  /// A stream is cut at a position.
  case cut(CutAction)
  /// The segment that carries the byte at a position is lost so often, at the reader's end of the
  /// way: it, and the first of its repetitions.
  case drop(count: UInt32)
  /// A segment ends at a position, and all goes on. On one connection one position at a time: the
  /// next counts once the reader has passed the one before.
  case split

  /// The name in profiles.
  public var name: String {
    switch self {
    case .linkDown: "link-down"
    case .blackhole: "blackhole"
    case .reset: "reset"
    case .dropSegment: "drop-segment"
    case .serverCrash: "server-crash"
    case .serverRestart: "server-restart"
    case .handover: "handover"
    case .cut: "cut"
    case .drop: "drop"
    case .split: "split"
    }
  }

  public static let names = [
    "link-down", "blackhole", "reset", "drop-segment", "server-crash", "server-restart",
    "handover", "cut", "drop", "split",
  ]
}

/// How a stream is cut, by a box at the reader's end of the way: what the writer gets of it comes
/// after the way back.
public enum CutAction: String, Sendable, CaseIterable {
  /// The reader sees the end of the stream, the writer a RST.
  case fin
  /// Both ends get a RST.
  case rst
  /// Nothing of the connection passes any more.
  case silence
}

/// Where a fault acts: a link, a host, all of a counted one, or everything with a role.
public struct FaultTarget: Sendable, Equatable {
  public enum Direction: String, Sendable, CaseIterable {
    case up
    case down
  }

  /// A name or a role.
  public var name: String
  /// Some of those it stands for; nil for all.
  public var selection: Selection?
  /// One direction of links; nil for both.
  public var direction: Direction?

  public init(_ name: String, selection: Selection? = nil, direction: Direction? = nil) {
    self.name = name
    self.selection = selection
    self.direction = direction
  }

  /// `radio`, `access.down`, `phone[7]`, `access[60%].down`.
  public var text: String {
    name + (selection?.text ?? "") + (direction.map { ".\($0.rawValue)" } ?? "")
  }
}

/// A place in a stream, in the words of its protocol.
public struct StreamPosition: Sendable, Equatable {
  public enum Anchor: Sendable, Equatable {
    /// Inside the encoded bytes of an event, by its number.
    case event(UInt32)
    /// Between the CR and the LF that end a line of an event; lines count from 1.
    case lineEnd(event: UInt32, line: UInt32)
    /// Inside a response, counted from 1 for each consumer, from the status line on.
    case response(UInt32)
  }

  /// Whose stream: `chat`, or the path of a topic.
  public var stream: String
  public var anchor: Anchor
  /// Bytes of it that come before the position.
  public var byte: UInt32

  public init(stream: String, anchor: Anchor, byte: UInt32) {
    self.stream = stream
    self.anchor = anchor
    self.byte = byte
  }
}

/// When a fault begins.
public enum FaultStart: Sendable, Equatable {
  case at(Instant)
  /// Drawn uniformly between two instants.
  case drawn(ClosedRange<Instant>)
  /// When a reader has everything up to a place in a stream.
  case position(StreamPosition)
}

/// One thing that goes wrong: what, where, when, for how long, how often.
public struct FaultRule: Sendable, Equatable {
  /// The profile it comes from.
  public var profile: String
  public var kind: FaultKind
  public var target: FaultTarget
  public var start: FaultStart
  /// How long it lasts; nil for a fault that is over at once, or never ends.
  public var duration: TimeSpan?
  /// Begins again after this, counted from its beginning.
  public var every: TimeSpan?
  /// How often it begins in all.
  public var times: UInt32 = 1
  /// Where it acts on several, it begins at each so much after the one before.
  public var stagger: TimeSpan?

  public init(
    profile: String, _ kind: FaultKind, on target: FaultTarget,
    start: FaultStart, duration: TimeSpan? = nil, every: TimeSpan? = nil, times: UInt32 = 1
  ) {
    self.profile = profile
    self.kind = kind
    self.target = target
    self.start = start
    self.duration = duration
    self.every = every
    self.times = times
  }
}
