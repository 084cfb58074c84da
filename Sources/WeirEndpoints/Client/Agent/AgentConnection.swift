internal import WeirHTTP
internal import WeirPrimitives

/// A connection of an agent, from its SYN to its end.
struct AgentConnection: Sendable {
  enum Phase: Sendable {
    /// Nobody's: the record waits for the next connection.
    case none
    case connecting
    /// TCP stands, TLS does not yet.
    case securing
    case open
  }

  var phase = Phase.none
  var socket = SocketID(.max)
  var origin: UInt32 = 0
  /// The request it carries, or was opened for; over HTTP/2, none.
  var slot = HTTPAgent.noSlot
  var http1 = HTTP1ResponseParser()
  /// Its place among the agent's HTTP/2 sessions.
  var session: UInt32?
  /// Its TLS handshake, while it is under way.
  var handshake = OnNeed<TLSHandshake>()
  /// Requests it has carried before.
  var served = 0
  /// Whether anything of the current response has come.
  var sawByte = false
  /// Since when it has been idle, or carries what it carries.
  var since = Instant.zero
}

/// An origin, as RFC 6454 has it: scheme, host and port.
struct AgentOrigin: Sendable {
  let host: UInt32
  let port: UInt16
  let isSecure: Bool
  /// The host's name, as requests have it.
  let name: [UInt8]
  /// Requests that have no connection yet, the oldest first.
  var waiting: [UInt32] = []
  /// Connections that carry nothing, the one used last at the end.
  var idle: [UInt32] = []
  /// Connections there are, those being opened included; those not yet open alone.
  var open = 0
  var connecting = 0
  /// The connection that speaks HTTP/2, standing or being opened.
  var shared: UInt32?
  /// Whether its server has chosen HTTP/1.1.
  var fellBack = false
  /// Whether a TLS session of its server can be resumed.
  var canResume = false

  /// What the Host header and `:authority` say.
  var authority: [UInt8] { name }

  /// `http://api:8080`; a default port is left out.
  var text: String {
    let scheme = isSecure ? "https" : "http"
    let name = String(decoding: name, as: UTF8.self)
    let isUsual = port == (isSecure ? 443 : 80)
    return isUsual ? "\(scheme)://\(name)" : "\(scheme)://\(name):\(port)"
  }
}

/// A request of an agent, from its wish to the end of its response.
struct AgentRequest: Sendable {
  enum State: Sendable {
    case none
    /// It has no connection yet, or one that is not open yet.
    case waiting
    /// It is or can be written.
    case active
  }

  var state = State.none
  var origin: UInt32 = 0
  var connection: UInt32 = 0
  /// The stream of an HTTP/2 connection; 0 before it is written and over HTTP/1.1.
  var stream: UInt32 = 0
  /// Since when it waits, or has been carried.
  var since = Instant.zero
  /// Whether its body is read as it comes.
  var reads = true
  /// Whether it is written on the connection it has.
  var isWritten = false
  /// Whether its response has begun.
  var hasHead = false
  /// How often its server has said that it did not process it.
  var refusals: UInt8 = 0
  /// Its place among all wishes: the lower, the older.
  var order: UInt32 = 0
}
