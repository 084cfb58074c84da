internal import WeirAudit
internal import WeirKernel
internal import WeirPrimitives
internal import WeirScenario
internal import WeirWorld

/// What a line of a sweep's journal says of a run, as far as another process asks.
public struct JournalEntry: Sendable, Equatable {
  public let seed: UInt64
  /// 16 hexadecimal digits.
  public let digest: String

  /// Reads a line; nil when it is no line of a journal.
  public init?(line: String) {
    let file = SourceFile(name: "journal", text: line)
    guard let value = try? JSON5Reader.read(file), case .object(let object) = value.content,
      case .number(let number)? = object["seed"]?.content,
      let seed = number.asInteger.flatMap({ UInt64(exactly: $0) }),
      case .string(let digest)? = object["digest"]?.content, digest.utf8.count == 16
    else { return nil }
    self.seed = seed
    self.digest = digest
  }
}

extension RunReport {
  /// The run as one line of a sweep's journal, a JSON object.
  var journalLine: String {
    var writer = JSONWriter()
    writer.object { object in
      object.member("scenario", scenario.path)
      object.member("variant", scenario.variant)
      object.member("seed", result.seed)
      object.member("digest", result.digest.text)
      object.member("verdict", result.verdict.rawValue)
      object.member("events", result.eventCount)
      object.member("lost", result.ledger.lostCount)
      object.key("slowestRecoveryNanoseconds")
      if let recovery = slowestRecovery {
        object.value(recovery.nanoseconds)
      } else {
        object.null()
      }
      object.member("virtualNanoseconds", result.endedAt.nanoseconds)
      object.member("segmentsRetransmitted", result.retransmissionCount)
      object.key("goodputsBitsPerSecond")
      object.array { array in
        for transfer in result.transfers where transfer.reader != nil {
          array.value(transfer.goodput ?? 0)
        }
      }
    }
    return writer.text
  }
}
