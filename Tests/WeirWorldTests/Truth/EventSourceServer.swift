import WeirEndpoints
import WeirKernel
import WeirPrimitives

/// A server that answers its first, second, … request as a script says, and takes down what it
/// sees.
final class EventSourceServer: Endpoint {
  struct Answer {
    var head: String
    var body = ""
    var ending = Ending.closes(after: .zero)
  }

  enum Ending {
    /// The stream stays open.
    case stays
    /// An answer without a stream: its connection is the browser's to keep.
    case isWhole
    case closes(after: TimeSpan)
    /// It takes leave at once and resets so long after.
    case resets(after: TimeSpan)
  }

  private(set) var sightings: [EventSourceStory.Sighting] = []
  /// The target of each request.
  private(set) var targets: [String] = []
  private let answer: (Int) -> Answer
  private let listensAt: TimeSpan
  private let thinks: TimeSpan
  /// By socket: the request as far as it has come.
  private var requests: [[UInt8]] = []
  /// The socket whose answer is under way, and how that ends.
  private var current: (socket: SocketID, ending: Ending)?

  private enum Timer: UInt32 { case listen, answer, end }

  /// - Parameters:
  ///   - listensAt: until then connections are refused.
  ///   - thinks: how long it takes to answer.
  ///   - answer: to the request of that number, from 1.
  init(
    listensAt: TimeSpan = .zero, thinks: TimeSpan = .zero, answer: @escaping (Int) -> Answer
  ) {
    self.listensAt = listensAt
    self.thinks = thinks
    self.answer = answer
  }

  func handle(_ input: EndpointInput, at now: Instant, into effects: inout Effects) {
    switch input {
    case .start: effects.list.append(.setTimer(Timer.listen.rawValue, at: .zero + listensAt))
    case .timer(Timer.listen.rawValue): effects.list.append(.listen(port: 80))
    case .timer(Timer.answer.rawValue): respond(at: now, into: &effects)
    case .timer: end(at: now, into: &effects)
    case .endOfStream(let socket), .failed(let socket, _):
      if let current, current.socket == socket {
        if case .stays = current.ending { see("client_closed", now) }
        self.current = nil
      }
      if case .endOfStream = input { effects.list.append(.close(socket)) }
    case .accepted, .connected, .writable, .sent, .overfull, .command, .crashed: break
    }
  }

  func receive(
    _ bytes: Span<UInt8>, offset: UInt64, marks: ArraySlice<Mark>, on socket: SocketID,
    at now: Instant, into effects: inout Effects
  ) {
    let index = Int(socket.number)
    while requests.count <= index { requests.append([]) }
    bytes.withUnsafeBufferPointer { requests[index] += $0 }
    guard requests[index].suffix(4) == Array("\r\n\r\n".utf8)[...] else { return }
    let text = String(decoding: requests[index], as: UTF8.self)
    requests[index] = []
    note(text.split(separator: "\r\n" as Character).map(String.init), now)
    current = (socket, answer(targets.count).ending)
    if thinks == .zero {
      respond(at: now, into: &effects)
    } else {
      effects.list.append(.setTimer(Timer.answer.rawValue, at: now + thinks))
    }
  }

  private func note(_ lines: [String], _ now: Instant) {
    targets.append(lines[0])
    let headers = ["accept", "cache-control", "connection", "last-event-id"].map { name in
      let line = lines.first { $0.lowercased().hasPrefix(name + ": ") }
      return line.map { String($0.dropFirst(name.count + 2)) }
    }
    see(EventSourceStory.request(headers), now)
  }

  private func respond(at now: Instant, into effects: inout Effects) {
    guard let (socket, ending) = current else { return }
    let answer = self.answer(targets.count)
    effects.write(on: socket) { bytes, _ in
      bytes.append(contentsOf: "HTTP/1.1 \(answer.head)\r\n\r\n\(answer.body)".utf8)
    }
    switch ending {
    case .stays: break
    case .isWhole:
      // A redirect was not taken down by the measured one.
      if !answer.head.hasPrefix("3") { see("sent_status \(answer.head.prefix(3))", now) }
      current = nil
    case .closes(after: .zero): end(at: now, into: &effects)
    case .closes(after: let span):
      effects.list.append(.setTimer(Timer.end.rawValue, at: now + span))
    case .resets(after: let span):
      see("closing rst", now)
      effects.list.append(.setTimer(Timer.end.rawValue, at: now + span))
    }
  }

  private func end(at now: Instant, into effects: inout Effects) {
    guard let (socket, ending) = current else { return }
    current = nil
    if case .resets = ending {
      effects.list.append(.abort(socket))
    } else {
      see("closing close", now)
      effects.list.append(.close(socket))
    }
  }

  private func see(_ text: String, _ now: Instant) {
    sightings.append(.init(by: .server, text: text, at: now.elapsed(since: .zero)))
  }
}
