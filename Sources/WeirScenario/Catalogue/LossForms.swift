internal import WeirNetwork
internal import WeirPrimitives

extension ScenarioCatalogue {
  /// `"1%"`, or an object with one of `random`, `gemodel` and `state`.
  static let loss = ValueForm<LinkParameters.Loss>(
    shape: .either([.share, .object(lossShape)]),
    read: { field, reader in
      switch field.value?.content {
      case .object: return readLoss(field, reader)
      case .string, .number, nil: return .random(Chance(field.ratio()))
      case .null, .bool, .array:
        field.reportMismatch(
          expected: "\(ValueShape.share.plainWords), or \(lossShape.kind), an object in braces")
        return .random(.never)
      }
    },
    write: { loss in
      var object = JSON5Object()
      switch loss {
      case .random(let chance):
        if chance.correlation.isZero { return ValueForm.share.write(chance.share) }
        object["random"] = ValueForm.share.write(chance.share)
        object["correlation"] = ValueForm.share.write(chance.correlation)
      case .model(.gilbertElliott(let model)): object["gemodel"] = gemodel.value.write(model)
      case .model(.state(let model)): object["state"] = lossState.value.write(model)
      }
      return JSON5Value(.object(object))
    })

  private static let lossModels = ["random", "gemodel", "state"]

  private static let lossShape = ObjectShape(
    kind: "a loss", meaning: "How packets are lost: one of three models.",
    keys: [
      KeyShape("random", .share, "The chance of each packet."),
      KeyShape(
        "correlation", .share,
        "Of `random`: how much each draw resembles the one before; small losses become rarer."),
      KeyShape("gemodel", .object(gemodel.shape), "Gilbert–Elliott: a good and a bad state."),
      KeyShape("state", .object(lossState.shape), "Four states: gaps and bursts."),
    ], oneOf: lossModels)

  private static func readLoss(
    _ field: JSON5Field, _ reader: ScenarioReader
  ) -> LinkParameters.Loss {
    field.object(as: lossShape) { object in
      object.requireOne(of: lossModels, found: "a loss of no kind")
      let random = object.optional("random")
      let correlation = object.optional("correlation")
      let others = [object.optional("gemodel"), object.optional("state")]
      let given = zip(lossModels, [random] + others).filter { $0.1 != nil }.map(\.0)
      if given.count > 1 {
        field.reportMismatch(
          found: given.map { Shown.quoted($0) }.joined(separator: " beside "),
          expected: "one of them")
      } else if random == nil, let correlation {
        correlation.reportMismatch(
          found: "a correlation without \"random\"", expected: "\"random\" beside it")
      }
      if let field = others[0] { return .model(.gilbertElliott(gemodel.read(field, reader))) }
      if let field = others[1] { return .model(.state(lossState.read(field, reader))) }
      return .random(
        Chance(random?.ratio() ?? .zero, correlation: correlation?.ratio() ?? .zero))
    }
  }

  static let gemodel = RecordForm(
    "a Gilbert–Elliott model",
    "A good and a bad state; a packet is judged in the state that the one before it left.",
    blank: GilbertElliott(p: .zero, r: .one),
    [
      MemberForm("p", \.p, .share, isRequired: true, "From good to bad, per packet."),
      MemberForm("r", \.r, .share, isRequired: true, "From bad to good, per packet."),
      MemberForm("1-h", \.oneMinusH, .share, "Loss in the bad state."),
      MemberForm("1-k", \.oneMinusK, .share, "Loss in the good state."),
    ])

  static let lossState = RecordForm(
    "a four-state loss",
    "States 1 received in a gap, 2 received in a burst, 3 lost in a burst, 4 lost alone in a gap.",
    blank: FourStateLoss(p13: .zero, p31: .one),
    [
      MemberForm("p13", \.p13, .share, isRequired: true, "From a gap into a burst."),
      MemberForm("p31", \.p31, .share, isRequired: true, "From a burst's loss into a gap."),
      MemberForm("p32", \.p32, .share, "From a burst's loss to a packet received in it."),
      MemberForm("p23", \.p23, .share, "From a packet received in a burst to one lost."),
      MemberForm("p14", \.p14, .share, "From a gap to a packet lost alone."),
    ])
}
