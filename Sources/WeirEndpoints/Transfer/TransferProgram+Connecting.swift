internal import WeirPrimitives

extension TransferProgram {
  /// Begins the next connect of a series, whether or not the one before has come to an end.
  mutating func attempt(_ index: Int, at now: Instant, into effects: inout Effects) {
    guard case .connects(let count, let every) = flows[index].request.action else {
      preconditionFailure("only a series has attempts")
    }
    let socket = open(index, into: &effects)
    socketAttempts[Int(socket.number)] = UInt32(flows[index].seen.attempts.count)
    flows[index].seen.attempts.append(TransferEnd.Attempt(startedAt: now))
    if flows[index].seen.attempts.count < count {
      effects.list.append(.setTimer(UInt32(index), at: now + every))
    }
  }

  /// A connect of a series stands or has failed.
  mutating func attemptEnded(
    _ index: Int, _ socket: SocketID, _ failure: SocketError?, at now: Instant,
    into effects: inout Effects
  ) {
    socketFlows[Int(socket.number)] = .max
    guard flows[index].opens else { return }
    let attempt = Int(socketAttempts[Int(socket.number)])
    flows[index].seen.attempts[attempt].endedAt = now
    flows[index].endedAttempts += 1
    flows[index].seen.attempts[attempt].failure = failure
    let number = flows[index].number
    if let failure {
      effects.list.append(
        .note(Note(.socketFailed, consumer: number, value: UInt64(failure.rawValue))))
    }
    guard case .connects(let count, _) = flows[index].request.action,
      flows[index].endedAttempts == count
    else { return }
    let failed = flows[index].seen.attempts.count { $0.failure != nil }
    flows[index].seen.endedAt = now
    flows[index].seen.ending = .closed
    openCount -= 1
    effects.list.append(.status(.complete, consumer: number))
    effects.list.append(
      .note(
        Note(.connectedSeries, consumer: number, value: UInt64(count), detail: UInt64(failed))))
  }
}
