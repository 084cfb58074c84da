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

  static let longestDelay = TimeSpan.seconds(3_600)

  /// The parameters of a direction, in the words of tc-netem.
  static let linkParameters = RecordForm(
    "a direction of a link", "In the words of tc-netem.", blank: LinkParameters(),
    [
      MemberForm("delay", \.delay, .time(.zero...longestDelay), "One-way delay."),
      MemberForm(
        "jitter", \.spread, jitter, "Added to or taken from the delay, uniformly up to this."),
      MemberForm("loss", \.anyLoss, loss, "The chance that a packet is lost, or a model of loss."),
      MemberForm(
        KeyShape(
          "rate", .either([.rate, .object(framedRate.shape)]), .optional("unlimited"),
          "Counts bytes from the IP header upwards."),
        read: { field, reader, parameters in
          parameters.capacity = rate.read(field, reader)
          parameters.trace = nil  // one direction may have a rate where the link has a recording
        },
        write: { parameters, blank in
          parameters.capacity == blank.capacity || parameters.rate == nil
            ? .none : .some(rate.write(parameters.capacity))
        }),
      MemberForm(
        "limit", \.limit, limit,
        "Packets, or bytes with their unit, that may wait while another is sent; more is dropped."),
      MemberForm(
        KeyShape(
          "trace", .file("a recorded link in the Mahimahi format"),
          "A recorded capacity, instead of a rate."),
        read: { field, reader, parameters in parameters.trace = reader.decodeTrace(field) },
        write: { _, _ in .none }),  // a file of its own, written with the link
    ] + impairmentMembers)

  // MARK: Jitter

  static let spread = RecordForm(
    "a jitter", "How much delays vary, and how.", blank: LinkParameters.Spread(),
    [
      MemberForm(
        "jitter", \.jitter, .time(.zero...longestDelay), isRequired: true,
        "The span by which the distribution is scaled."),
      MemberForm(
        "correlation", \.correlation, .share, "How much each resembles the one before."),
      MemberForm(
        "distribution", \.distribution, .choice,
        "As netem's tables; all but `uniform` reach four times the jitter."),
    ])

  private static let jitter = shorthand(\.jitter, .time(.zero...longestDelay), spread)

  // MARK: Rate

  static let framedRate = RecordForm(
    "a rate", "A rate that counts more than the packets' own bytes.",
    blank: LinkParameters.Capacity(rate: nil),
    [
      MemberForm(
        "rate", \.rate, ValueForm.rate.optional, isRequired: true, standing: "unlimited",
        "Bits per second."),
      MemberForm(
        "overhead", \.framing.overhead, .whole(-1_000...10_000),
        "Bytes added to each packet; may be negative."),
      MemberForm(
        "cell", \.framing.cell, .whole(0...65_535),
        "Bytes of payload in a cell, of which the last is filled up: 48 for ATM; 0 for no cells."),
      MemberForm(
        "cell-overhead", \.framing.cellOverhead, .whole(0...65_535),
        "Bytes of the header of each cell: 5 for ATM."),
    ])

  private static let rate = shorthand(\.rate, ValueForm.rate.optional, framedRate)

  // MARK: Queue

  /// A number of packets, or bytes with their unit.
  private static let limit = ValueForm<QueueLimit>(
    shape: .either([.whole(0...10_000_000), .size(.zero...ByteCount(bytes: 1 << 40))]),
    read: { field, _ in
      if case .string? = field.value?.content {
        return .bytes(field.byteCount(in: .zero...ByteCount(bytes: 1 << 40)))
      }
      return .packets(field.integer(in: 0...10_000_000))
    },
    write: { limit in
      switch limit {
      case .packets(let count): JSON5Value(.number(JSON5Number(Int64(count))))
      case .bytes(let count):
        JSON5Value(.string(count.text.allSatisfy(\.isNumber) ? count.text + "B" : count.text))
      }
    })

  /// A value written as its main part alone where nothing else differs from the usual.
  static func shorthand<Record: Equatable & Sendable, Part>(
    _ part: any WritableKeyPath<Record, Part> & Sendable, _ form: ValueForm<Part>,
    _ record: RecordForm<Record>
  ) -> ValueForm<Record> {
    ValueForm(
      shape: .either([form.shape, .object(record.shape)]),
      read: { field, reader in
        var value = record.blank
        switch field.value?.content {
        case .object: return record.read(field, reader)
        case .string, .number, nil: value[keyPath: part] = form.read(field, reader)
        case .null, .bool, .array:
          field.reportMismatch(
            expected: "\(form.shape.plainWords), or \(record.shape.kind), an object in braces")
        }
        return value
      },
      write: { value in
        var short = record.blank
        short[keyPath: part] = value[keyPath: part]
        return short == value ? form.write(value[keyPath: part]) : record.value.write(value)
      })
  }
}

extension ValueShape {
  /// The words without the marks of Markdown.
  var plainWords: String {
    words.replacing("`\"", with: "\"").replacing("\"`", with: "\"").replacing("`", with: "\"")
  }
}

// What belongs together in the language, as values.
extension LinkParameters {
  struct Spread: Equatable, Sendable {
    var jitter = TimeSpan.zero
    var correlation = Ratio.zero
    var distribution = JitterDistribution.uniform
  }

  struct Capacity: Equatable, Sendable {
    var rate: BitRate?
    var framing = Framing.plain
  }

  enum Loss: Equatable, Sendable {
    case random(Chance)
    case model(LossModel)
  }

  var spread: Spread {
    get { Spread(jitter: jitter, correlation: jitterCorrelation, distribution: distribution) }
    set {
      jitter = newValue.jitter
      jitterCorrelation = newValue.correlation
      distribution = newValue.distribution
    }
  }

  var capacity: Capacity {
    get { Capacity(rate: rate, framing: framing) }
    set {
      rate = newValue.rate
      framing = newValue.framing
    }
  }

  var anyLoss: Loss {
    get {
      lossModel.map { .model($0) } ?? .random(Chance(loss, correlation: lossCorrelation))
    }
    set {
      switch newValue {
      case .random(let chance):
        (loss, lossCorrelation, lossModel) = (chance.share, chance.correlation, nil)
      case .model(let model):
        (loss, lossCorrelation, lossModel) = (.zero, .zero, model)
      }
    }
  }
}
