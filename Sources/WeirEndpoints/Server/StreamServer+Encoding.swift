internal import WeirPrimitives
internal import WeirStreaming

extension StreamServer {
  /// Encodes ``payload`` as an event: the id line first, then the type, then the data.
  mutating func encode(number: UInt32, type: StaticString?, to event: inout [UInt8]) {
    while !identifier.isEmpty { identifier.removeLast() }
    identifier.appendDecimal(UInt64(number))
    if let type {
      typeName.removeAll(keepingCapacity: true)
      typeName.append(type)
    }
    event.removeAll(keepingCapacity: true)
    guard configuration.encoding == .escaped else {
      encodeRaw(type: type, to: &event)
      return
    }
    do throws(EventStreamEncodingError) {
      try encoder.appendEvent(
        data: payload.span, id: configuration.sendsIDs ? identifier : nil,
        type: type == nil ? nil : typeName, to: &event)
    } catch {
      preconditionFailure("an event of our own cannot be encoded: \(error)")
    }
  }

  /// Puts the data behind one `data:`, whatever line breaks are in it.
  private func encodeRaw(type: StaticString?, to event: inout [UInt8]) {
    let lineEnd = configuration.lineEnding.text
    if configuration.sendsIDs { event.append("id: ", identifier.span, lineEnd) }
    if type != nil { event.append("event: ", typeName.span, lineEnd) }
    event.append("data: ", payload.span, lineEnd)
    event.append(lineEnd)
  }
}

extension ServerConfiguration.LineEnding {
  /// The LF of a CRLF: a reader dispatches an event at the CR.
  var bytesBehindDispatch: Int { self == .both ? 1 : 0 }

  fileprivate var text: StaticString {
    switch self {
    case .lineFeed: "\n"
    case .carriageReturn: "\r"
    case .both: "\r\n"
    }
  }

  var terminator: EventStreamEncoder.LineTerminator {
    switch self {
    case .lineFeed: .lineFeed
    case .carriageReturn: .carriageReturn
    case .both: .carriageReturnLineFeed
    }
  }
}
