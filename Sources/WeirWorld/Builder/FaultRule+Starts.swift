public import WeirPrimitives

extension FaultRule {
  /// A fault that begins at an instant.
  ///
  /// - Parameters:
  ///   - name: what reports call it. Draws are keyed by it and by the fault's place among those
  ///     of the same name.
  ///   - target: a name or a role, as in `"radio"`, `"access.down"`.
  ///   - start: from the start of the run, not negative.
  ///   - duration: how long it lasts; nil for a fault that is over at once, or never ends.
  public static func fault(
    _ name: String, _ kind: FaultKind, on target: FaultTarget, at start: TimeSpan,
    for duration: TimeSpan? = nil
  ) -> FaultRule {
    FaultRule(profile: name, kind, on: target, start: .at(.zero + start), duration: duration)
  }

  /// A fault that begins at an instant which the seed draws from a range.
  ///
  /// - Parameter latest: not before `earliest`.
  public static func fault(
    _ name: String, _ kind: FaultKind, on target: FaultTarget, between earliest: TimeSpan,
    and latest: TimeSpan, for duration: TimeSpan? = nil
  ) -> FaultRule {
    FaultRule(
      profile: name, kind, on: target, start: .drawn((.zero + earliest)...(.zero + latest)),
      duration: duration)
  }

  /// Cuts a server's stream within an event.
  ///
  /// - Parameters:
  ///   - server: by name or role.
  ///   - event: its number in the stream, counted from 1.
  ///   - stream: `chat`, or the path of a topic.
  ///   - byte: how many bytes of the event still pass.
  public static func cut(
    _ name: String, _ action: CutAction, on server: FaultTarget, inEvent event: UInt32,
    of stream: String, afterByte byte: UInt32 = 0
  ) -> FaultRule {
    FaultRule(
      profile: name, .cut(action), on: server,
      start: .position(StreamPosition(stream: stream, anchor: .event(event), byte: byte)))
  }

  /// Cuts a server's stream within a response, counted from 1 for each consumer.
  ///
  /// - Parameter byte: how many bytes of it still pass, from the status line on.
  public static func cut(
    _ name: String, _ action: CutAction, on server: FaultTarget,
    inResponse response: UInt32, to stream: String, afterByte byte: UInt32 = 0
  ) -> FaultRule {
    FaultRule(
      profile: name, .cut(action), on: server,
      start: .position(StreamPosition(stream: stream, anchor: .response(response), byte: byte)))
  }

  /// The fault, beginning again after this, so often in all.
  public func repeated(every interval: TimeSpan, times: UInt32) -> FaultRule {
    var rule = self
    rule.every = interval
    rule.times = times
    return rule
  }

  /// A cut that happens so often in all, each time its position is passed.
  public func repeated(times: UInt32) -> FaultRule {
    var rule = self
    rule.times = times
    return rule
  }
}

extension FaultTarget: ExpressibleByStringLiteral {
  /// Reads `radio`, `access.up`, `phone[7]`, `client[0..<300]` or `access[60%].down`.
  ///
  /// Brackets that hold no ``Selection`` are part of the name, which then matches nothing.
  public init(stringLiteral text: String) {
    var name = text[...]
    var direction: Direction?
    for candidate in Direction.allCases where name.hasSuffix("." + candidate.rawValue) {
      name = name.dropLast(candidate.rawValue.count + 1)
      direction = candidate
      break
    }
    var selection: Selection?
    if name.hasSuffix("]"), let bracket = name.firstIndex(of: "[") {
      selection = Selection(String(name[name.index(after: bracket)...].dropLast()))
      if selection != nil { name = name[..<bracket] }
    }
    self.init(String(name), selection: selection, direction: direction)
  }
}
