internal import WeirPrimitives

// Leaving takes the same time however many are attached, and those who stay keep their order.
extension StreamServer {
  mutating func attach(_ socket: SocketID, to channel: Int) {
    connections[Int(socket.number)].channel = UInt32(channel)
    connections[Int(socket.number)].place = UInt32(channels[channel].attached.count)
    channels[channel].attached.append(socket)
  }

  /// Takes a socket from its channel; returns whether it was attached to one.
  @discardableResult
  mutating func detach(_ socket: SocketID, into effects: inout Effects) -> Bool {
    let index = Int(socket.number)
    guard let number = connections[index].channel else { return false }
    let channel = Int(number)
    let place = Int(connections[index].place)
    precondition(channels[channel].attached[place] == socket, "\(socket) is not at place \(place)")
    channels[channel].attached[place] = EventChannel.vacant
    channels[channel].vacancies += 1
    connections[index].channel = nil
    if channels[channel].vacancies * 2 > channels[channel].attached.count { closeUp(channel) }
    if configuration.heartbeat != nil {
      effects.list.append(.cancelTimer(Self.heartbeatTimer(socket)))
    }
    return true
  }

  /// Removes the places of those who left.
  private mutating func closeUp(_ channel: Int) {
    var count = 0
    for socket in channels[channel].attached where socket != EventChannel.vacant {
      channels[channel].attached[count] = socket
      connections[Int(socket.number)].place = UInt32(count)
      count += 1
    }
    channels[channel].attached.removeLast(channels[channel].vacancies)
    channels[channel].vacancies = 0
  }

  /// Lets go of a connection that is gone or about to be closed.
  mutating func drop(_ socket: SocketID, into effects: inout Effects) {
    let index = Int(socket.number)
    guard index < connections.count, !connections[index].isClosed else { return }
    detach(socket, into: &effects)
    connections[index] = ServerConnection()
    connections[index].isClosed = true
  }
}
