internal import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

extension TransferResult {
  /// The transfer as members of an object; the keys are a contract.
  ///
  /// Instants are nanoseconds from the start of the run, null where they never came.
  func write(to object: inout JSONWriter) {
    object.member("kind", request.name)
    object.member("host", opener.host)
    object.member("peer", acceptor.host)
    object.member("port", request.port)
    object.member("direction", reader.map { _ in request.direction.rawValue })
    object.member("bytes", request.byteCount)
    object.member("bytesRead", reader?.seen.readCount ?? 0)
    object.key("finished")
    object.literal(isFinished ? "true" : "false")
    object.member("startedNanoseconds", opener.seen.startedAt?.nanoseconds)
    object.member("connectedNanoseconds", opener.seen.establishedAt?.nanoseconds)
    object.member("firstByteNanoseconds", reader?.seen.firstByteAt?.nanoseconds)
    object.member("lastByteNanoseconds", reader?.seen.lastByteAt?.nanoseconds)
    object.member("goodputBitsPerSecond", goodput)
    object.member(
      "segmentsRetransmitted", opener.retransmissionCount + acceptor.retransmissionCount)
    object.key("ends")
    object.array { array in
      for side in [opener, acceptor] { array.object { side.write(to: &$0) } }
    }
    object.key("attempts")
    object.array { array in
      for attempt in opener.seen.attempts { array.object { attempt.write(to: &$0) } }
    }
  }
}

extension TransferResult.Side {
  fileprivate func write(to object: inout JSONWriter) {
    object.member("host", host)
    object.member("establishedNanoseconds", seen.establishedAt?.nanoseconds)
    object.member("endedNanoseconds", seen.endedAt?.nanoseconds)
    object.member("ending", seen.ending?.word)
    object.member("error", seen.ending?.errorName)
    object.member("segmentsRetransmitted", retransmissionCount)
  }
}

extension TransferEnd.Ending {
  fileprivate var word: String {
    switch self {
    case .closed: "closed"
    case .closedByPeer: "closed-by-peer"
    case .failed: "failed"
    }
  }

  var errorName: String? {
    if case .failed(let failure) = self { failure.name } else { nil }
  }
}

extension TransferEnd.Attempt {
  fileprivate func write(to object: inout JSONWriter) {
    object.member("startedNanoseconds", startedAt.nanoseconds)
    object.member("endedNanoseconds", endedAt?.nanoseconds)
    object.member("nanoseconds", endedAt?.elapsed(since: startedAt).nanoseconds)
    object.member("error", failure?.name)
  }
}

extension RunStory {
  /// The most transfers that are told one by one.
  static let transferLimit = 100

  /// One line for each transfer.
  var transferLines: [String] {
    var lines = result.transfers.prefix(Self.transferLimit).map { "  \($0.line)" }
    if result.transfers.count > lines.count {
      lines.append("  and \(grouped(result.transfers.count - lines.count)) more")
    }
    return lines
  }
}

extension TransferResult {
  fileprivate var line: String {
    var parts: [String]
    switch request.action {
    case .bulk, .messages: parts = byteWords
    case .connects: parts = attemptWords
    case .idle: parts = []
    }
    parts += [opener, acceptor].compactMap { side in
      guard let error = side.seen.ending?.errorName, let at = side.seen.endedAt else { return nil }
      return "\(side.host) told \(error) at \(at.elapsed(since: .zero).seconds(decimals: 3)) s"
    }
    if case .idle = request.action, parts.isEmpty { parts = ["neither end told of anything"] }
    return "\(opener.host) to \(acceptor.host), \(request.name): \(parts.joined(separator: "; "))"
  }

  private var byteWords: [String] {
    var text = "\(grouped(reader?.seen.readCount ?? 0)) B"
    if !isFinished { text += " of \(grouped(request.byteCount))" }
    if isFinished, let start = opener.seen.startedAt, let last = reader?.seen.lastByteAt {
      text += " in \(last.elapsed(since: start).seconds(decimals: 3)) s"
    }
    var parts = [text]
    if let goodput { parts.append("\(grouped(goodput)) bit/s") }
    let repeats = opener.retransmissionCount + acceptor.retransmissionCount
    if repeats > 0 { parts.append("\(grouped(repeats)) segments sent again") }
    return parts
  }

  private var attemptWords: [String] {
    let attempts = opener.seen.attempts
    let spans = attempts.filter { $0.failure == nil }
      .compactMap { attempt in attempt.endedAt.map { $0.elapsed(since: attempt.startedAt) } }
      .sorted()
    var parts = ["\(grouped(spans.count)) of \(grouped(attempts.count)) connected"]
    if let least = spans.first, let most = spans.last {
      let middle = spans[(spans.count - 1) / 2].seconds(decimals: 3)
      parts.append(
        "in \(least.seconds(decimals: 3)) s to \(most.seconds(decimals: 3)) s, half within \(middle) s"
      )
    }
    for error in ["EHOSTUNREACH", "ECONNREFUSED", "ETIMEDOUT", "ECONNRESET"] {
      let count = attempts.count { $0.failure?.name == error }
      if count > 0 { parts.append("\(grouped(count)) \(error)") }
    }
    return parts
  }
}
