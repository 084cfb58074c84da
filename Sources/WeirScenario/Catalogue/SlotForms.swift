internal import WeirNetwork
internal import WeirPrimitives

extension ScenarioCatalogue {
  /// `{ min, max }` or `{ distribution, delay, jitter }`, each with `packets` and `bytes`.
  static let slot = ValueForm<Slots>(
    shape: .object(slotShape), read: { field, reader in readSlot(field, reader) },
    write: { JSON5Value(.object(written($0))) })

  private static let slotShape = ObjectShape(
    kind: "a slot",
    meaning: "The wait for a slot, between two times or distributed, and what it lets out.",
    keys: [
      KeyShape("min", .time(.zero...longestDelay), "The least wait for a slot."),
      KeyShape("max", .time(.zero...longestDelay), .optional("as `min`"), "The longest wait."),
      KeyShape(
        "distribution", .choice(JitterDistribution.allCases.map(\.rawValue)),
        "How waits are distributed around `delay`, instead of `min` and `max`."),
      KeyShape(
        "delay", .time(.zero...longestDelay), .optional("`\"0s\"`"), "Of `distribution`."),
      KeyShape(
        "jitter", .time(.zero...longestDelay), .optional("`\"0s\"`"), "Of `distribution`."),
      KeyShape(
        "packets", .whole(1...10_000_000), .optional("any number"), "Packets that a slot lets out."),
      KeyShape(
        "bytes", .size(ByteCount(bytes: 1)...slotBytes), .optional("any number"),
        "A slot is over once it has let out so many."),
    ], oneOf: ["min", "distribution"])

  private static let slotBytes = ByteCount(bytes: 1 << 40)

  private static func readSlot(_ field: JSON5Field, _ reader: ScenarioReader) -> Slots {
    field.object(as: slotShape) { object in
      object.requireOne(of: ["min", "distribution"], found: "a slot without a wait")
      let range = .zero...longestDelay
      let bounds = [object.optional("min"), object.optional("max")]
      let distribution = object.optional("distribution")
      let around = [object.optional("delay"), object.optional("jitter")]
      let strangers = distribution == nil ? around : bounds
      for stranger in strangers {
        stranger?.reportMismatch(
          found: distribution == nil
            ? "a time around which nothing is distributed" : "a bound beside \"distribution\"",
          expected: distribution == nil
            ? "\"distribution\" beside it, or \"min\" and \"max\""
            : "\"delay\" and \"jitter\" beside \"distribution\"")
      }
      let least = bounds[0]?.timeSpan(in: range) ?? .zero
      var wait = Slots.Wait.between(
        least, bounds[1]?.timeSpan(in: least...longestDelay) ?? least)
      if let distribution {
        wait = .distributed(
          distribution.oneOf(JitterDistribution.self),
          delay: around[0]?.timeSpan(in: range) ?? .zero,
          jitter: around[1]?.timeSpan(in: range) ?? .zero)
      }
      return Slots(
        wait, packets: object.optional("packets")?.integer(in: 1...10_000_000),
        bytes: object.optional("bytes")?.byteCount(in: ByteCount(bytes: 1)...slotBytes))
    }
  }

  private static func written(_ slots: Slots) -> JSON5Object {
    var object = JSON5Object()
    switch slots.wait {
    case .between(let shortest, let longest):
      object["min"] = JSON5Value(.string(shortest.text))
      if longest != shortest { object["max"] = JSON5Value(.string(longest.text)) }
    case .distributed(let distribution, let delay, let jitter):
      object["distribution"] = JSON5Value(.string(distribution.rawValue))
      if delay != .zero { object["delay"] = JSON5Value(.string(delay.text)) }
      if jitter != .zero { object["jitter"] = JSON5Value(.string(jitter.text)) }
    }
    if let packets = slots.packets {
      object["packets"] = ValueForm.whole(1...Int.max).write(packets)
    }
    if let bytes = slots.bytes { object["bytes"] = bytes.written }
    return object
  }
}
