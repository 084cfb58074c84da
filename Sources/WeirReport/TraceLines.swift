internal import WeirKernel
internal import WeirNetwork
internal import WeirPrimitives
internal import WeirWorld

extension RunReport {
  /// The trace, one JSON object a line, in the order in which things happened.
  public func traceLines(_ emit: (String) -> Void) {
    for occurrence in result.occurrences { emit(line(occurrence)) }
  }

  private func line(_ occurrence: Occurrence) -> String {
    var writer = JSONWriter()
    writer.object { object in
      object.member("at", occurrence.instant.nanoseconds)
      object.member("component", result.componentNames[Int(occurrence.component)])
      object.member("kind", "\(occurrence.kind)")
      object.member("cause", occurrence.cause)
      switch occurrence.kind {
      case .packetSent, .packetDelivered, .packetDropped:
        object.member("flow", hexadecimal(occurrence.first))
        object.member("sequence", occurrence.second >> 32)
        object.member("length", occurrence.second >> 16 & 0xFFFF)
        object.member("flags", occurrence.second & 0xFF)
        if let reason = DropReason(rawValue: UInt8(occurrence.second >> 8 & 0xFF)) {
          object.member("reason", "\(reason)")
        }
      case .connectionState, .applicationWrite, .handOver, .faultBegan, .faultEnded,
        .eventEmitted, .programNote:
        object.member("first", hexadecimal(occurrence.first))
        object.member("second", hexadecimal(occurrence.second))
      }
    }
    return writer.text
  }

  private func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
