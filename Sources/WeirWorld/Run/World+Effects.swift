internal import WeirAudit
internal import WeirEndpoints
internal import WeirKernel
internal import WeirNetwork
internal import WeirPrimitives
internal import WeirTCP

extension World {
  /// Gives an input to an endpoint and does what it wants done.
  mutating func give(_ input: EndpointInput, to endpoint: UInt32) {
    prepareEffects(for: endpoint)
    switch endpoints[Int(endpoint)].program {
    case .client(let index): clients[index].handle(input, at: kernel.now, into: &effects)
    case .server(let index): servers[index].handle(input, at: kernel.now, into: &effects)
    case .custom(let index): customs[index].handle(input, at: kernel.now, into: &effects)
    case .transfer(let index):
      if case .writable(let socket) = input, let handle = handle(socket, of: endpoint) {
        effects.sendSpace = network.sendSpace(handle)
      }
      transferPrograms[index].handle(input, at: kernel.now, into: &effects)
    }
    perform(for: endpoint)
    noteQuietTransfer(endpoint)
  }

  mutating func prepareEffects(for endpoint: UInt32) {
    effects.removeAll()
    effects.nextSocket = UInt32(endpoints[Int(endpoint)].sockets.count)
    effects.nextStream = UInt32(ledger.streams.count)
  }

  /// Does what an endpoint wants done, in order.
  mutating func perform(for endpoint: UInt32) {
    for draw in effects.draws { kernel.recorder.note(draw, at: kernel.now) }
    var position = 0
    while position < effects.list.count {
      let effect = effects.list[position]
      position += 1
      if !customs.isEmpty, let misuse = misuse(effect, by: endpoint) {
        end = end ?? .misuse(misuse)
        return
      }
      switch effect {
      case .connect(let socket, let host, let port):
        connect(socket, to: Int(host), port: port, for: endpoint)
      case .listen(let port):
        network.listen(host: endpoints[Int(endpoint)].host, port: port, owner: endpoint)
      case .stopListening(let port):
        network.stopListening(
          host: endpoints[Int(endpoint)].host, owner: endpoint, port: port)
      case .write(let socket, let bytes, let marks):
        write(socket, bytes, marks, for: endpoint)
      case .send(let socket, let bytes, let marks):
        send(socket, bytes, marks, for: endpoint)
      case .setOption(let socket, let option):
        set(option, of: socket, for: endpoint)
      case .fill(let socket, let count, let marks):
        fill(socket, count, marks, for: endpoint)
      case .finish(let socket):
        if let handle = handle(socket, of: endpoint) { network.finish(handle, &kernel) }
      case .close(let socket):
        guard let handle = handle(socket, of: endpoint) else { break }
        endpoints[Int(endpoint)].sockets[Int(socket.number)] = nil
        noteOver(handle)
        network.close(handle, &kernel)
      case .abort(let socket):
        guard let handle = handle(socket, of: endpoint) else { break }
        endpoints[Int(endpoint)].sockets[Int(socket.number)] = nil
        noteOver(handle)
        network.abort(handle, &kernel)
      case .read(let socket, let limit):
        askToRead(socket, limit: limit, for: endpoint)
      case .awaitWritable(let socket):
        askToWrite(socket, for: endpoint)
      case .setTimer(let timer, let instant):
        setTimer(timer, at: max(instant, kernel.now), for: endpoint)
      case .cancelTimer(let timer):
        cancelTimer(timer, for: endpoint)
      case .openStream, .subscribe, .serve, .writesFor, .emit, .handOver, .status, .generate,
        .announceGap, .handOverStray, .emitText, .handOverText, .tell, .note:
        observe(effect, by: endpoint)
      }
    }
  }

  /// Takes note of what an endpoint says it did.
  private mutating func observe(_ effect: Effects.Effect, by endpoint: UInt32) {
    let host = endpoints[Int(endpoint)].host
    switch effect {
    case .openStream(let stream, let range):
      let name = effects.bytes[Int(range.lowerBound)..<Int(range.upperBound)]
      openStream(stream, name: name, owner: endpoint)
    case .subscribe(let consumer, let stream):
      ledger.subscribe(consumer, to: stream)
      streamPurposes[Int(stream)] = ledger.consumers[Int(consumer)].purpose
    case .serve(let socket, let consumer):
      serve(socket, consumer: consumer, by: endpoint)
    case .writesFor(let socket, let consumer):
      if let handle = handle(socket, of: endpoint) {
        network.setConsumer(consumer, of: handle)
      }
    case .emit(let stream, let number, let bytes, let isLast):
      ledger.emit(
        stream: stream, number: number, bytes: bytes, isLast: isLast, at: kernel.now)
      mayBeOver = true
      kernel.record(
        component: UInt32(host), .eventEmitted, streamKeys[Int(stream)],
        UInt64(number))
    case .handOver(let stream, let number, let consumer):
      ledger.handedOver(stream: stream, number: number, to: consumer, at: kernel.now)
      if ledger.openCount == 0, unfinishedAnswers == 0 { mayBeOver = true }
      kernel.record(
        component: UInt32(host), .handOver, streamKeys[Int(stream)],
        UInt64(number))
    case .status(let state, let consumer):
      setStatus(state, of: consumer)
    case .generate, .announceGap, .handOverStray, .emitText, .handOverText, .tell:
      observeForAudit(effect)
    case .note(let note):
      if watches.closes { noteClose(note) }
      timeline.append(
        TimelineEntry(at: kernel.now, host: plan.hosts[host].name, content: .note(note)))
    case .connect, .listen, .stopListening, .write, .send, .fill, .setOption, .finish, .close,
      .abort, .read, .awaitWritable, .setTimer, .cancelTimer:
      preconditionFailure("\(effect) is done, not observed")
    }
  }

  private mutating func openStream(_ stream: UInt32, name: ArraySlice<UInt8>, owner: UInt32) {
    ledger.openStream(
      name: String(decoding: name, as: UTF8.self),
      host: plan.hosts[endpoints[Int(owner)].host].name)
    var key = Digest()
    name.withUnsafeBytes { key.fold($0) }
    streamKeys.append(key.value)
    streamOwners.append(owner)
    streamPurposes.append("")
  }

  private mutating func setStatus(_ state: Effects.ConsumerState, of consumer: UInt32) {
    let status: ConsumerStatus =
      switch state {
      case .running: .running
      case .complete: .complete
      case .failed: .failed
      case .stopped: .stopped
      }
    let record = ledger.consumers[Int(consumer)]
    // Whoever has everything cannot fail at it any more.
    if status == .failed, record.status == .complete { return }
    // Stopped before it began, in a page that was closed, it is not waited for either.
    let isAwaited = record.status == .running || record.status == .idle
    if status != .running, record.aim == .lastEvent, isAwaited { unfinishedAnswers -= 1 }
    if record.aim == .response, (status == .running) != (record.status == .running) {
      unfinishedAnswers += status == .running ? 1 : -1
    }
    ledger.setStatus(status, of: consumer, at: kernel.now)
    mayBeOver = true
  }

  // MARK: Sockets

  /// The network's handle of an endpoint's socket; nil when the endpoint is done with it.
  mutating func handle(_ socket: SocketID, of endpoint: UInt32) -> SocketHandle? {
    let number = Int(socket.number)
    precondition(
      number < endpoints[Int(endpoint)].sockets.count, "socket \(number) was never opened")
    return endpoints[Int(endpoint)].sockets[number]
  }

  private mutating func connect(
    _ socket: SocketID, to host: Int, port: UInt16, for endpoint: UInt32
  ) {
    precondition(Int(socket.number) == endpoints[Int(endpoint)].sockets.count, "numbered in order")
    addSocket(nil, to: endpoint)
    do {
      let handle = try network.connect(
        from: endpoints[Int(endpoint)].host, to: host, port: port, owner: endpoint,
        localSocket: socket.number, &kernel)
      endpoints[Int(endpoint)].sockets[Int(socket.number)] = handle
      noteTransfer(socket, handle, of: endpoint)
      if watchesEnds { endHosts.append((endpoints[Int(endpoint)].host, host)) }
      if watches.connects { noteConnect(from: endpoints[Int(endpoint)].host, to: host) }
    } catch {
      failToConnect(socket, SocketError(error), for: endpoint)
    }
  }

  mutating func write(
    _ socket: SocketID, _ range: Range<UInt32>, _ markRange: Range<UInt32>,
    for endpoint: UInt32
  ) {
    guard let handle = handle(socket, of: endpoint) else { return }
    let marks = effects.marks[Int(markRange.lowerBound)..<Int(markRange.upperBound)]
    let start = network.writeOffset(handle)
    if faults.watchesPositions, network.acceptsWrites(handle) {
      armPositions(handle, start: start, bytes: range, marks: marks)
    }
    let written = effects.bytes.withUnsafeBytes { bytes in
      network.write(
        UnsafeRawBufferPointer(
          rebasing: bytes[Int(range.lowerBound)..<Int(range.upperBound)]),
        marks: marks, on: handle, &kernel)
    }
    if network.unacknowledgedBytes(handle) > endpoints[Int(endpoint)].backlogLimit {
      replies.append(Reply(endpoint: endpoint, input: .overfull(socket)))
    }
    noteWritten(written, start: start, marks, on: handle)
  }

  private mutating func fill(
    _ socket: SocketID, _ count: UInt32, _ markRange: Range<UInt32>, for endpoint: UInt32
  ) {
    guard let handle = handle(socket, of: endpoint) else { return }
    let marks = effects.marks[Int(markRange.lowerBound)..<Int(markRange.upperBound)]
    let start = network.writeOffset(handle)
    let written = network.fill(Int(count), marks: marks, on: handle, &kernel)
    noteWritten(written, start: start, marks, on: handle)
  }

  /// Takes note of what was written, unless it was not.
  private mutating func noteWritten(
    _ written: UInt64?, start: UInt64, _ marks: ArraySlice<Mark>, on handle: SocketHandle
  ) {
    if network.heldBytes(handle) > plan.bounds.bytesOnConnection {
      end = .bound(.bytesOnConnection(plan.bounds.bytesOnConnection))
    }
    guard written != nil, let consumer = network.consumer(of: handle) else { return }
    for mark in marks where mark.isOfStream {
      ledger.written(
        stream: mark.stream, number: mark.number, to: consumer,
        connection: handle.connection, offset: start + mark.end, at: kernel.now)
    }
  }

  private mutating func serve(_ socket: SocketID, consumer: UInt32, by endpoint: UInt32) {
    guard let handle = handle(socket, of: endpoint) else { return }
    network.setConsumer(consumer, of: handle)
    guard faults.watchesPositions else { return }
    responses.begin(on: handle, for: consumer, at: network.writeOffset(handle))
  }

  // MARK: Timers

  private mutating func setTimer(_ timer: UInt32, at instant: Instant, for endpoint: UInt32) {
    let index = Int(endpoint)
    while endpoints[index].timers.count <= Int(timer) { endpoints[index].timers.append(.none) }
    kernel.cancel(endpoints[index].timers[Int(timer)])
    endpoints[index].timers[Int(timer)] = kernel.schedule(
      at: instant, target: endpoint, kind: WorldEvent.endpointTimer, argument: UInt64(timer))
  }

  private mutating func cancelTimer(_ timer: UInt32, for endpoint: UInt32) {
    let index = Int(endpoint)
    guard Int(timer) < endpoints[index].timers.count else { return }
    kernel.cancel(endpoints[index].timers[Int(timer)])
    endpoints[index].timers[Int(timer)] = .none
  }
}
