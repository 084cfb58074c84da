internal import WeirNetwork
internal import WeirPrimitives
internal import WeirWorld

extension ScenarioCatalogue {
  static let link = ObjectShape(
    kind: "a link",
    meaning: "A link between two hosts. Parameters hold both ways unless a direction has its own.",
    keys: [
      KeyShape(
        "between", .list(.name, count: 2...2), .required,
        "The hosts at its ends, the client's side first; with a counted host, a link for each.")
    ] + linkRoles.shape.keys + linkParameters.shape.keys + [
      KeyShape("up", .object(direction), "From the first host to the second."),
      KeyShape("down", .object(direction), "From the second host to the first."),
    ])

  static let direction = ObjectShape(
    kind: "a direction of a link", meaning: "What differs in one direction.",
    keys: linkParameters.shape.keys)

  static let linkRoles = RecordForm(
    "the roles of a link", "What a link is to others.", blank: LinkPlan("", between: "", and: ""),
    roleMembers(\.roles, meaning: "What it is to its hosts: `access`, or any name."))

  /// The parameters of a direction, in the words of tc-netem.
  static let linkParameters = RecordForm(
    "a direction of a link", "In the words of tc-netem.", blank: LinkParameters(),
    [
      MemberForm("delay", \.delay, .time(.zero...longestDelay), "One-way delay."),
      MemberForm(
        "jitter", \.jitter, .time(.zero...longestDelay),
        "Added to or taken from the delay, uniformly up to this."),
      MemberForm("loss", \.loss, .share, "The chance that a packet is lost, each by itself."),
      MemberForm(
        KeyShape("rate", .rate, .optional("unlimited"), "Counts bytes from the IP header upwards."),
        read: { field, _, parameters in
          parameters.rate = field.bitRate()
          parameters.trace = nil  // one direction may have a rate where the link has a recording
        },
        write: { parameters, blank in
          parameters.rate == blank.rate ? .none : parameters.rate.map(ValueForm.rate.write)
        }),
      MemberForm(
        "limit", \.limit, .whole(0...10_000_000),
        "Packets that may wait while another is sent; one more is dropped."),
      MemberForm(
        KeyShape(
          "trace", .file("a recorded link in the Mahimahi format"),
          "A recorded capacity, instead of a rate."),
        read: { field, reader, parameters in parameters.trace = reader.decodeTrace(field) },
        write: { _, _ in .none }),  // a file of its own, written with the link
    ])

  private static let longestDelay = TimeSpan.seconds(3_600)
}
