internal import WeirAudit
internal import WeirEndpoints
internal import WeirKernel
internal import WeirPrimitives

/// What a world notes only because an expectation asks for it.
struct Watches {
  /// Which connections are begun, and when.
  let connects: Bool
  /// Which connections end under their consumers.
  let closes: Bool

  init(_ expectations: [RunExpectation]) {
    connects = expectations.contains {
      if case .connectRate = $0 { true } else { false }
    }
    closes = expectations.contains(.noCloseWhileHealthy)
  }
}

extension World {
  /// Takes note of what an endpoint says beside events and deliveries; none of it is in the trace.
  mutating func observeForAudit(_ effect: Effects.Effect) {
    let now = kernel.now
    switch effect {
    case .generate(let consumer, let stream):
      ledger.generated(stream, for: consumer, at: now)
    case .announceGap(let consumer):
      ledger.announcedGap(to: consumer)
    case .handOverStray(let consumer):
      ledger.handedOverUnsent(to: consumer, at: now)
    case .emitText(let stream, let number, let hash):
      ledger.emittedText(stream: stream, number: number, hash: hash)
    case .handOverText(let stream, let number, let consumer, let hash):
      ledger.handedOverText(stream: stream, number: number, to: consumer, hash: hash, at: now)
    case .tell(let consumer, let id, let expected):
      ledger.told(
        effects.bytes[Int(id.lowerBound)..<Int(id.upperBound)],
        expected: effects.bytes[Int(expected.lowerBound)..<Int(expected.upperBound)],
        by: consumer, at: now)
    default:
      preconditionFailure("\(effect) is observed elsewhere")
    }
  }

  mutating func noteConnect(from client: Int, to server: Int) {
    ledger.note(
      Observations.Connect(
        at: kernel.now, client: plan.hosts[client].name, server: plan.hosts[server].name))
  }

  /// Takes note of a connection that ended under a consumer, or by a GOAWAY with an error.
  ///
  /// What was never open, was refused with a status or ends behind the last event was not closed
  /// early.
  mutating func noteClose(_ note: Note) {
    if note.kind == .goAway, note.value != 0 {
      ledger.note(
        Observations.Close(
          consumer: Ledger.nobody, at: kernel.now,
          how: "was ended by a GOAWAY with the error \(note.value)"))
      return
    }
    guard note.kind == .connectionLost, note.consumer != Note.nobody,
      !ledger.consumers[Int(note.consumer)].sawLastEvent, let how = note.closing
    else { return }
    ledger.note(Observations.Close(consumer: note.consumer, at: kernel.now, how: how))
  }
}

extension Note {
  /// How a connection that was open ended, as the rest of a sentence; nil for other ends.
  fileprivate var closing: String? {
    switch value {
    case Note.watchdog: return "was dropped by its client, which had heard nothing for too long"
    case Note.cleanEnd: return "had its response ended by the server"
    case Note.brokenResponse: return "had its response broken off"
    default: break
    }
    switch socketError {
    case .reset, .timedOut, .brokenPipe:
      return "ended: " + (socketError?.text ?? "")
    case .hostUnreachable, .refused, .connectTimedOut, .networkUnreachable, .addressNotAvailable,
      .addressInUse, .wouldBlock, .closed, .invalidArgument, nil:
      return nil
    }
  }
}
