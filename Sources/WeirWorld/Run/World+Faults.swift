internal import WeirAudit
internal import WeirEndpoints
internal import WeirKernel
internal import WeirNetwork
internal import WeirPrimitives
internal import WeirTCP

extension World {
  /// Begins a fault by the clock.
  mutating func beginFault(_ index: Int) {
    let entry = faults.entries[index]
    faults.entries[index].remaining -= 1
    faults.entries[index].hasBegun = true
    if let every = entry.rule.every, entry.remaining > 1 {
      kernel.schedule(
        at: kernel.now + every, target: UInt32(index), kind: WorldEvent.faultBegins)
    }
    record(.faultBegan, index)
    timeline.append(TimelineEntry(at: kernel.now, host: "", content: .faultBegan(rule: index)))
    switch entry.rule.kind {
    case .linkDown:
      for direction in entry.directions { network.takeDown(direction: direction) }
    case .blackhole:
      for direction in entry.directions { network.swallow(direction: direction) }
    case .dropSegment(let count):
      for direction in entry.directions {
        network.dropSegment(count, direction: direction)
      }
      return
    case .reset:
      for connection in network.connections(using: entry.directions) {
        network.reset(connection: connection, behind: entry.directions, &kernel)
      }
    case .serverCrash:
      for host in entry.hosts { crashServer(onHost: host, forGood: entry.rule.duration == nil) }
    case .cut, .drop, .split:
      preconditionFailure("\(entry.rule.kind.name) happens at a position")
    case .serverRestart, .handover:
      preconditionFailure("nothing runs these yet, and no world is built with them")
    }
    openOutage(index)
  }

  private mutating func openOutage(_ index: Int) {
    let rule = faults.entries[index].rule
    let outage = outages.count
    let lasts = rule.duration != nil || rule.kind != .reset
    outages.append(
      Outage(
        name: rule.profile, begin: kernel.now, end: lasts ? .distantFuture : kernel.now))
    if let duration = rule.duration {
      ongoingFaults += 1
      kernel.schedule(
        at: kernel.now + duration, target: UInt32(index), kind: WorldEvent.faultEnds,
        argument: UInt64(outage))
    }
  }

  mutating func endFault(_ index: Int, outage: Int) {
    let entry = faults.entries[index]
    record(.faultEnded, index)
    timeline.append(TimelineEntry(at: kernel.now, host: "", content: .faultEnded(rule: index)))
    outages[outage].end = kernel.now
    ongoingFaults -= 1
    mayBeOver = true
    switch entry.rule.kind {
    case .linkDown:
      for direction in entry.directions { network.bringUp(direction: direction) }
    case .blackhole:
      for direction in entry.directions { network.stopSwallowing(direction: direction) }
    case .serverCrash:
      for host in entry.hosts { endCrash(onHost: host) }
    case .reset, .dropSegment, .cut, .drop, .split, .serverRestart, .handover:
      break
    }
  }

  private mutating func record(_ kind: OccurrenceKind, _ index: Int) {
    let entry = faults.entries[index]
    tellCapture(kind, of: entry.rule.kind, UInt32(index), on: entry.directions)
    let component =
      entry.directions.first.map { $0 + plan.hosts.count } ?? entry.hosts.first ?? 0
    kernel.record(
      component: UInt32(component), kind, UInt64(index),
      UInt64(entry.directions.count + entry.hosts.count))
  }

  // MARK: Servers

  /// Kills a server's process: its sockets close as the kernel closes them, its ports refuse.
  ///
  /// Crashes are counted: it starts again when the last one has ended.
  private mutating func crashServer(onHost host: Int, forGood: Bool) {
    let endpoint = serverEndpoint(onHost: host)
    let server = serverIndex(of: endpoint)
    if forGood { deadServers.append(server) }
    serverCrashes[server] += 1
    guard serverCrashes[server] == 1 else { return }
    network.stopListening(host: host, owner: endpoint)
    // Connections nobody has accepted yet go with the listener.
    for socket in network.openSockets(onHost: host)
    where network.owner(of: socket) == endpoint && network.state(of: socket) == .synReceived {
      network.abort(socket, &kernel)
    }
    for index in endpoints[Int(endpoint)].sockets.indices {
      guard let handle = endpoints[Int(endpoint)].sockets[index] else { continue }
      endpoints[Int(endpoint)].sockets[index] = nil
      noteOver(handle)
      network.close(handle, &kernel)
    }
    for timer in endpoints[Int(endpoint)].timers { kernel.cancel(timer) }
    endpoints[Int(endpoint)].timers.removeAll()
    give(.crashed, to: endpoint)
    mayBeOver = true
  }

  private mutating func endCrash(onHost host: Int) {
    let endpoint = serverEndpoint(onHost: host)
    let server = serverIndex(of: endpoint)
    serverCrashes[server] -= 1
    if serverCrashes[server] == 0 { give(.start, to: endpoint) }
  }

  private func serverIndex(of endpoint: UInt32) -> Int {
    guard case .server(let index) = endpoints[Int(endpoint)].program else {
      preconditionFailure("endpoint \(endpoint) is no server")
    }
    return index
  }

  private func serverEndpoint(onHost host: Int) -> UInt32 {
    for (index, record) in endpoints.enumerated() where record.host == host {
      if case .server = record.program { return UInt32(index) }
    }
    preconditionFailure("a fault acts on servers that exist")
  }

  // MARK: Positions

  /// Arms the rules whose position lies in what is about to be written.
  ///
  /// - Parameters:
  ///   - start: the offset of the write in its stream.
  ///   - bytes: where it stands in the effects' bytes.
  mutating func armPositions(
    _ socket: SocketHandle, start: UInt64, bytes: Range<UInt32>, marks: ArraySlice<Mark>
  ) {
    for index in faults.entries.indices {
      let entry = faults.entries[index]
      guard entry.remaining > 0, entry.hosts.contains(network.host(of: socket)),
        case .position(let position) = entry.rule.start,
        let offset = offset(of: position, socket, start: start, bytes: bytes, marks: marks)
      else { continue }
      faults.entries[index].remaining -= 1
      switch entry.rule.kind {
      case .drop(let count):
        network.dropSegments(UInt32(index), writer: socket, carrying: offset, count: count)
      case .split:
        network.arm(UInt32(index), writer: socket, offset: offset, holds: false)
      default:
        network.arm(UInt32(index), writer: socket, offset: offset)
      }
    }
  }

  /// The stream offset of a position, if it lies in a write.
  private func offset(
    of position: StreamPosition, _ socket: SocketHandle, start: UInt64, bytes: Range<UInt32>,
    marks: ArraySlice<Mark>
  ) -> UInt64? {
    switch position.anchor {
    case .event(let number):
      guard let mark = mark(ofEvent: number, in: position.stream, marks),
        position.byte <= mark.length
      else { return nil }
      return start + mark.end - UInt64(mark.length) + UInt64(position.byte)
    case .lineEnd(let number, let line):
      guard let mark = mark(ofEvent: number, in: position.stream, marks) else { return nil }
      // The mark ends at the CR that dispatches the event; the LF behind it is looked at too.
      let end = Int(bytes.lowerBound) + Int(mark.end)
      let event = effects.bytes[(end - Int(mark.length))..<min(end + 1, Int(bytes.upperBound))]
      guard let passed = Self.bytesThroughReturn(ofLine: line, of: event) else { return nil }
      return start + mark.end - UInt64(mark.length) + UInt64(passed)
    case .response(let number):
      guard let response = responses.last(on: socket), response.number == number,
        ledger.consumers[Int(response.consumer)].purpose == position.stream
      else { return nil }
      let offset = response.start + UInt64(position.byte)
      return start...start + UInt64(bytes.count) ~= offset ? offset : nil
    }
  }

  private func mark(
    ofEvent number: UInt32, in stream: String, _ marks: ArraySlice<Mark>
  ) -> Mark? {
    marks.first { mark in
      mark.isOfStream && mark.number == number
        && streamPurposes[Int(mark.stream)] == stream
    }
  }

  /// How many bytes an event has up to the CR of the CRLF that ends a line of it; nil if none does.
  private static func bytesThroughReturn(
    ofLine line: UInt32, of event: ArraySlice<UInt8>
  ) -> Int? {
    var rest = line
    for index in event.indices.dropLast()
    where event[index] == ASCII.carriageReturn && event[index + 1] == ASCII.lineFeed {
      rest -= 1
      if rest == 0 { return index + 1 - event.startIndex }
    }
    return nil
  }

  /// Carries out the cuts whose position the reader has reached; a loss or a split has happened.
  mutating func carryOutTrippedWires() {
    let wires = network.trippedWires
    network.trippedWires.removeAll()
    for wire in wires {
      let index = Int(wire.rule)
      faults.entries[index].hasBegun = true
      record(.faultBegan, index)
      timeline.append(
        TimelineEntry(at: kernel.now, host: "", content: .faultBegan(rule: index)))
      guard case .cut(let action) = faults.entries[index].rule.kind else { continue }
      outages.append(
        Outage(
          name: faults.entries[index].rule.profile, begin: kernel.now, end: kernel.now))
      switch action {
      case .fin: network.cut(wire, by: .fin, &kernel)
      case .rst: network.cut(wire, by: .rst, &kernel)
      case .silence: network.cut(wire, by: .silence, &kernel)
      }
    }
  }
}
