internal import WeirNetwork
internal import WeirPrimitives

extension ScenarioCatalogue {
  /// The rarer keys of a link.
  static let impairmentMembers: [MemberForm<LinkParameters>] = [
    MemberForm("queue", \.queue, queue, "What the queue in front of a rate or recording does."),
    MemberForm(
      "mtu", \.mtu, ValueForm.whole(88...65_535).optional, standing: "any size",
      "The largest packet that enters, in bytes from the IP header upwards."),
    MemberForm(
      "icmp", \.reportsTooLarge, reportedOrNot,
      "Whether the sender of a packet above the `mtu` is told."),
    MemberForm(
      "duplicate", \.duplicate, shorthand(\.share, .share, chance),
      "The chance that a copy goes before the packet."),
    MemberForm(
      "corrupt", \.corrupt, shorthand(\.chance.share, .share, corruption),
      "The chance that a bit of a packet changes."),
    MemberForm(
      "reorder", \.reorder, shorthand(\.chance.share, .share, reordering),
      "The chance that a packet goes at once, past queue and delay."),
    MemberForm(
      "slot", \.slot, slot.optional, standing: "no slots",
      "Packets come out together, when a slot comes."),
    MemberForm(
      "order", \.keepsOrder, keptOrNot,
      "Whether a packet with less jitter waits for the one before it."),
  ]

  private static let reportedOrNot = ValueForm<Bool>(
    shape: .choice(["reported", "blackhole"]),
    read: { field, _ in field.oneOf(["reported", "blackhole"]) == "reported" },
    write: { JSON5Value(.string($0 ? "reported" : "blackhole")) })

  private static let keptOrNot = ValueForm<Bool>(
    shape: .choice(["kept", "as-it-comes"]),
    read: { field, _ in field.oneOf(["kept", "as-it-comes"]) == "kept" },
    write: { JSON5Value(.string($0 ? "kept" : "as-it-comes")) })

  private static let checksum = ValueForm<Bool>(
    shape: .choice(["caught", "passes"]),
    read: { field, _ in field.oneOf(["caught", "passes"]) == "passes" },
    write: { JSON5Value(.string($0 ? "passes" : "caught")) })

  static let chance = RecordForm(
    "a chance", "A chance for each packet.", blank: Chance.never,
    [
      MemberForm("chance", \.share, .share, isRequired: true, "For each packet."),
      MemberForm(
        "correlation", \.correlation, .share,
        "How much each draw resembles the one before; small chances become rarer."),
    ])

  static let corruption = RecordForm(
    "a corruption", "Bits that change on the way, one a packet.", blank: Corruption.never,
    [
      MemberForm("chance", \.chance.share, .share, isRequired: true, "For each packet."),
      MemberForm(
        "correlation", \.chance.correlation, .share,
        "How much each draw resembles the one before; small chances become rarer."),
      MemberForm(
        "checksum", \.passesChecksum, checksum,
        "`caught`: the receiving host drops the packet. `passes`: a changed byte is read."),
    ])

  static let reordering = RecordForm(
    "a reordering", "Packets that go at once while others are delayed.", blank: Reordering.never,
    [
      MemberForm("chance", \.chance.share, .share, isRequired: true, "For each packet it may hit."),
      MemberForm(
        "correlation", \.chance.correlation, .share, "How much each draw resembles the one before."
      ),
      MemberForm(
        "gap", \.gap, .whole(1...1_000_000),
        "After one less than so many delayed packets one may go at once."),
    ])

  // MARK: Queue

  private static let queue = ValueForm<QueueDiscipline>(
    shape: .either([.choice(["drop-tail", "codel"]), .object(queueShape)]),
    read: { field, reader in
      switch field.value?.content {
      case .object:
        return field.object(as: queueShape) { .codel(codel.read($0.required("codel"), reader)) }
      case .string, nil:
        return field.oneOf(["drop-tail", "codel"]) == "codel" ? .codel : .dropTail
      case .null, .bool, .number, .array:
        field.reportMismatch(
          expected: "\"drop-tail\" or \"codel\", or \(queueShape.kind), an object in braces")
        return .dropTail
      }
    },
    write: { queue in
      switch queue {
      case .dropTail: "drop-tail"
      case .codel(CoDelParameters()): "codel"
      case .codel(let parameters): ["codel": codel.value.write(parameters)]
      }
    })

  private static let queueShape = ObjectShape(
    kind: "a queue", meaning: "A queue discipline with parameters.",
    keys: [KeyShape("codel", .object(codel.shape), .required, "Controlled delay, RFC 8289.")])

  static let codel = RecordForm(
    "a CoDel", "Drops from the front what has waited too long.", blank: CoDelParameters(),
    [
      MemberForm("target", \.target, .time(.zero...longestDelay), "A wait that is acceptable."),
      MemberForm(
        "interval", \.interval, .time(.nanoseconds(1)...longestDelay),
        "How long the wait must have been longer before a packet is dropped."),
    ])
}
