internal import WeirPrimitives
internal import WeirWorld

extension FaultRule {
  /// The rule as an object of a profile.
  var written: JSON5Object {
    var object = JSON5Object()
    object["fault"] = JSON5Value(.string(kind.name))
    object["on"] = JSON5Value(.string(target.text))
    switch kind {
    case .dropSegment(let count): object["segment"] = JSON5Value(integerLiteral: Int64(count))
    case .serverRestart(let grace): object["grace"] = JSON5Value(.string(grace.text))
    case .handover(let network): object["to"] = JSON5Value(.string(network))
    case .cut(let action): object["how"] = JSON5Value(.string(action.rawValue))
    case .drop(let count):
      if count != 1 { object["count"] = JSON5Value(integerLiteral: Int64(count)) }
    case .linkDown, .blackhole, .reset, .serverCrash, .split: break
    }
    object["at"] = start.written
    if let duration { object["for"] = JSON5Value(.string(duration.text)) }
    if let every { object["every"] = JSON5Value(.string(every.text)) }
    if every != nil || times != 1 { object["times"] = JSON5Value(integerLiteral: Int64(times)) }
    if let stagger { object["stagger"] = JSON5Value(.string(stagger.text)) }
    return object
  }
}

extension FaultStart {
  fileprivate var written: JSON5Value {
    switch self {
    case .at(let instant): return instant.written
    case .drawn(let range):
      return ["between": [range.lowerBound.written, range.upperBound.written]]
    case .position(let position):
      var object = JSON5Object()
      object["stream"] = JSON5Value(.string(position.stream))
      switch position.anchor {
      case .event(let number):
        object["event"] = JSON5Value(integerLiteral: Int64(number))
        object["byte"] = JSON5Value(integerLiteral: Int64(position.byte))
      case .response(let number):
        object["response"] = JSON5Value(integerLiteral: Int64(number))
        object["byte"] = JSON5Value(integerLiteral: Int64(position.byte))
      case .lineEnd(let event, let line):
        object["event"] = JSON5Value(integerLiteral: Int64(event))
        object["between"] = ["CR", "LF"]
        object["line"] = JSON5Value(integerLiteral: Int64(line))
      }
      return JSON5Value(.object(object))
    }
  }
}

extension Instant {
  fileprivate var written: JSON5Value { JSON5Value(.string(elapsed(since: .zero).text)) }
}
