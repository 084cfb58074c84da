public import WeirEndpoints

/// What may go wrong with a stream, a connection or a listener.
public enum StreamError: Error, Equatable, CustomStringConvertible {
  /// A call of the socket API failed; whom it was about: `api:80`, `port 80`.
  case failed(SocketError, peer: String)
  /// The world has no host of this name: EAI_NONAME of getaddrinfo(3).
  case unknownHost(String)
  /// A socket is used by code that does not run in its simulation: another thread, another world.
  case outsideOfSimulation
  /// Two tasks read from the same stream, or write to it, or accept from one listener, at once.
  case busy(peer: String)
  /// A read of so many bytes at most, which could tell nothing: ask for 1 or more.
  case emptyRead(limit: Int)

  /// The socket API's error, where it is one.
  public var socketError: SocketError? {
    if case .failed(let error, _) = self { error } else { nil }
  }

  public var description: String {
    switch self {
    case .failed(let error, let peer): "\(peer): \(error.text)"
    case .unknownHost(let name): "there is no host called \(name)"
    case .outsideOfSimulation: "a socket is used by code that does not run in its simulation"
    case .busy(let peer): "another task is already busy with the connection with \(peer)"
    case .emptyRead(let limit): "a read of at most \(limit) bytes; ask for 1 or more"
    }
  }
}
