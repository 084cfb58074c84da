internal import WeirAudit
internal import WeirEndpoints
internal import WeirKernel
internal import WeirNetwork
internal import WeirPrimitives

/// A transfer of the workload and where its two ends are.
struct Transfer {
  let request: TransferRequest
  /// Its reader's number in the audit, and its own.
  let consumer: UInt32
  /// The hosts that connect and are connected to.
  let hosts: (opens: Int, accepts: Int)
  /// The programs of those hosts.
  let programs: (opens: Int, accepts: Int)
  /// The connections that it opened, oldest first.
  var connections: [UInt32] = []
}

extension World {
  /// Puts a program on each host that opens transfers or is named by one.
  mutating func addTransfers(_ roster: Roster) {
    guard plan.workload.contains(where: { $0.transfer != nil }) else { return }
    var programs = [Int?](repeating: nil, count: plan.hosts.count)
    for (index, item) in plan.workload.enumerated() {
      guard let request = item.transfer else { continue }
      guard let to = item.to, let opens = roster.place(of: item.on),
        let accepts = roster.place(of: to)
      else { preconditionFailure("the plan was checked before") }
      let transfer = Transfer(
        request: request, consumer: UInt32(ledger.consumers.count), hosts: (opens, accepts),
        programs: (program(onHost: opens, &programs), program(onHost: accepts, &programs)))
      addConsumer(of: transfer)
      transfers.append(transfer)
      let name = "\(item.on)-\(request.name)-\(index + 1)"
      transferPrograms[transfer.programs.accepts].addAcceptor(
        request, number: transfer.consumer, name: name)
      let command = transferPrograms[transfer.programs.opens].add(
        request, number: transfer.consumer, to: UInt32(accepts), name: name)
      pendingCommands += 1
      kernel.schedule(
        at: item.at, target: transferEndpoints[transfer.programs.opens], kind: WorldEvent.command,
        argument: UInt64(command))
    }
  }

  /// The number of a host's transfer program, which comes into being when it is first asked for.
  private mutating func program(onHost host: Int, _ programs: inout [Int?]) -> Int {
    if let program = programs[host] { return program }
    let program = transferPrograms.count
    programs[host] = program
    transferPrograms.append(TransferProgram())
    transferEndpoints.append(UInt32(endpoints.count))
    endpoints.append(EndpointRecord(program: .transfer(program), host: host))
    return program
  }

  private mutating func addConsumer(of transfer: Transfer) {
    let opener = plan.hosts[transfer.hosts.opens].name
    var record = ConsumerRecord(host: opener, purpose: transfer.request.name, aim: .nothing)
    switch (transfer.request.action, transfer.request.direction) {
    case (.connects, _), (.idle, _):
      break
    case (.bulk, .down), (.messages, .down):
      record = ConsumerRecord(host: opener, purpose: transfer.request.name, aim: .lastEvent)
    case (.bulk, .up), (.messages, .up):
      record = ConsumerRecord(
        host: plan.hosts[transfer.hosts.accepts].name,
        purpose: "\(transfer.request.name) of \(opener)", aim: .lastEvent, direction: .up)
    }
    if record.aim == .lastEvent { unfinishedAnswers += 1 }
    ledger.add(record)
  }

  // MARK: What both ends know

  /// Takes note on whose behalf a transfer program opened a connection.
  mutating func noteTransfer(_ socket: SocketID, _ handle: SocketHandle, of endpoint: UInt32) {
    guard case .transfer(let program) = endpoints[Int(endpoint)].program,
      let number = transferPrograms[program].number(of: socket),
      let transfer = transfers.place(of: number)
    else { return }
    network.setConsumer(number, of: handle)
    transfers[transfer].connections.append(handle.connection)
  }

  /// Tells a transfer program what a connection that was opened to it is for.
  mutating func tellTransfer(_ socket: SocketID, _ handle: SocketHandle, of endpoint: UInt32) {
    guard case .transfer(let program) = endpoints[Int(endpoint)].program,
      let number = network.consumer(of: handle)
    else { return }
    transferPrograms[program].expect(number, on: socket)
  }

  /// Has the world look whether the run is over, once nothing is left to do for a transfer program.
  mutating func noteQuietTransfer(_ endpoint: UInt32) {
    guard case .transfer(let program) = endpoints[Int(endpoint)].program,
      transferPrograms.span[program].isQuiet
    else { return }
    mayBeOver = true
  }

  /// Whether both ends of a transfer still hold its connection, or have not got one yet.
  func isGoingOn(transferOf consumer: UInt32) -> Bool {
    guard let index = transfers.place(of: consumer) else { return false }
    let (opener, acceptor) = ends(of: transfers[index])
    switch (opener.ending, acceptor.ending) {
    case (.failed, _), (_, .failed), (.closedByPeer, _), (_, .closedByPeer): return false
    case (nil, _), (.closed, _): return true
    }
  }

  private func ends(of transfer: Transfer) -> (opener: TransferEnd, acceptor: TransferEnd) {
    let opener = transferPrograms[transfer.programs.opens].seen(transfer.consumer, opens: true)
    let acceptor = transferPrograms[transfer.programs.accepts].seen(
      transfer.consumer, opens: false)
    return (opener ?? TransferEnd(), acceptor ?? TransferEnd())
  }

  var transferResults: [TransferResult] {
    transfers.map { transfer in
      let (opener, acceptor) = ends(of: transfer)
      var repeats: (opener: UInt64, acceptor: UInt64) = (0, 0)
      for connection in transfer.connections {
        let socket = SocketHandle(index: connection * 2)
        repeats.opener += network.retransmissionCount(of: socket)
        repeats.acceptor += network.retransmissionCount(of: socket.peer)
      }
      return TransferResult(
        request: transfer.request, consumer: transfer.consumer,
        opener: TransferResult.Side(
          host: plan.hosts[transfer.hosts.opens].name, seen: opener,
          retransmissionCount: repeats.opener),
        acceptor: TransferResult.Side(
          host: plan.hosts[transfer.hosts.accepts].name, seen: acceptor,
          retransmissionCount: repeats.acceptor),
        endedAt: kernel.now)
    }
  }
}

extension [Transfer] {
  /// The place of the transfer with a number; they are sorted by it.
  fileprivate func place(of number: UInt32) -> Int? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].consumer < number { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low].consumer == number ? low : nil
  }
}

extension WorkloadItem {
  /// What it transfers; nil for other actions.
  var transfer: TransferRequest? {
    if case .transfer(let request) = action { request } else { nil }
  }
}
