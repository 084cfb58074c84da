/// What a timer of a server is about; its number tells which.
enum ServerTimer: Equatable {
  /// The next event of a channel is due.
  case emission(Int)
  /// A comment is due on the response of an exchange.
  case heartbeat(Int)
  /// What an exchange has waited for.
  case later(Int)
  /// A connection over HTTP/2 is retired, or closed.
  case connection(SocketID)

  init(number: UInt32) {
    let owner = Int(number >> 2)
    switch number & 3 {
    case 0: self = .emission(owner)
    case 1: self = .heartbeat(owner)
    case 2: self = .later(owner)
    default: self = .connection(SocketID(number >> 2))
    }
  }

  var number: UInt32 {
    switch self {
    case .emission(let channel): UInt32(channel) << 2
    case .heartbeat(let exchange): UInt32(exchange) << 2 | 1
    case .later(let exchange): UInt32(exchange) << 2 | 2
    case .connection(let socket): socket.number << 2 | 3
    }
  }
}
