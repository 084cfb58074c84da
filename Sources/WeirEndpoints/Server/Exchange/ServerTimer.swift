/// What a timer of a server is about; its number tells which.
enum ServerTimer: Equatable {
  /// The next event of a channel is due.
  case emission(Int)
  /// A comment is due on the response of an exchange.
  case heartbeat(Int)
  /// What an exchange has waited for.
  case later(Int)

  init(number: UInt32) {
    let owner = Int(number >> 2)
    switch number & 3 {
    case 0: self = .emission(owner)
    case 1: self = .heartbeat(owner)
    default: self = .later(owner)
    }
  }

  var number: UInt32 {
    switch self {
    case .emission(let channel): UInt32(channel) << 2
    case .heartbeat(let exchange): UInt32(exchange) << 2 | 1
    case .later(let exchange): UInt32(exchange) << 2 | 2
    }
  }
}
