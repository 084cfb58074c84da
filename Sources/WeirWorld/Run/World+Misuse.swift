internal import WeirAudit
internal import WeirEndpoints
internal import WeirKernel
internal import WeirNetwork
internal import WeirPrimitives

/// Something that a program of the user's own asked for and that cannot be done.
///
/// It ends the run: what the program meant is unknown, and so is what would have followed.
public struct EndpointMisuse: Sendable, Equatable {
  /// The host the program runs on.
  public let host: String
  /// The type of the program.
  public let program: String
  /// What it asked for, with what there is: `socket 7, of 2 so far`.
  public let problem: String

  public init(host: String, program: String, problem: String) {
    self.host = host
    self.program = program
    self.problem = problem
  }

  /// As a sentence: `Prober on phone asked for socket 7, of 2 so far`.
  public var text: String { "\(program) on \(host) asked for \(problem)" }
}

extension World {
  /// The most timers of one program; their numbers are places in a table.
  private static var timerLimit: UInt32 { 1 << 20 }

  /// What is wrong with an effect that a program of the user's own asks for; nil for nothing.
  mutating func misuse(_ effect: Effects.Effect, by endpoint: UInt32) -> EndpointMisuse? {
    guard case .custom(let custom) = endpoints[Int(endpoint)].program,
      let problem = problem(effect, by: endpoint)
    else { return nil }
    return EndpointMisuse(
      host: plan.hosts[endpoints[Int(endpoint)].host].name,
      program: String(describing: type(of: customs[custom])), problem: problem)
  }

  private mutating func problem(_ effect: Effects.Effect, by endpoint: UInt32) -> String? {
    let sockets = endpoints[Int(endpoint)].sockets.count
    switch effect {
    case .connect(let socket, let host, _):
      if socket.number != sockets { return "socket \(socket.number), where \(sockets) is next" }
      return excess("host", host, of: plan.hosts.count)
    case .listen(let port):
      return problem(listeningOn: port, by: endpoint)
    case .stopListening:
      return nil
    case .write(let socket, let bytes, let marks), .send(let socket, let bytes, let marks):
      return excess("socket", socket.number, of: sockets)
        ?? excess("bytes up to", bytes.upperBound, upTo: effects.bytes.count)
        ?? excess("marks up to", marks.upperBound, upTo: effects.marks.count)
        ?? problem(marks, in: bytes.count, on: socket, of: endpoint)
    case .fill(let socket, _, let marks):
      return excess("socket", socket.number, of: sockets)
        ?? excess("marks up to", marks.upperBound, upTo: effects.marks.count)
        ?? (marks.isEmpty ? nil : "a mark on bytes of no meaning")
    case .finish(let socket), .close(let socket), .abort(let socket), .read(let socket, _),
      .awaitWritable(let socket):
      return excess("socket", socket.number, of: sockets)
    case .setOption(let socket, let option):
      return excess("socket", socket.number, of: sockets) ?? option.problem
    case .setTimer(let timer, _):
      return excess("timer", timer, of: Int(Self.timerLimit))
    case .cancelTimer:
      return nil
    case .openStream(let stream, let name):
      if stream != ledger.streams.count {
        return "stream \(stream), where \(ledger.streams.count) is next"
      }
      return excess("bytes up to", name.upperBound, upTo: effects.bytes.count)
    case .subscribe(let consumer, let stream):
      return excess("consumer", consumer, of: ledger.consumers.count)
        ?? excess("stream", stream, of: ledger.streams.count)
    case .serve(let socket, let consumer), .writesFor(let socket, let consumer):
      return excess("socket", socket.number, of: sockets)
        ?? excess("consumer", consumer, of: ledger.consumers.count)
    case .emit(let stream, let number, _, _):
      return excess("stream", stream, of: ledger.streams.count)
        ?? problem(event: number, of: Int(stream), by: endpoint)
    case .handOver(let stream, _, let consumer):
      return excess("stream", stream, of: ledger.streams.count)
        ?? excess("consumer", consumer, of: ledger.consumers.count)
    case .generate(let consumer, let stream), .handOverText(let stream, _, let consumer, _):
      return excess("consumer", consumer, of: ledger.consumers.count)
        ?? excess("stream", stream, of: ledger.streams.count)
    case .emitText(let stream, let number, _):
      return excess("stream", stream, of: ledger.streams.count)
        ?? excess("event", number, of: ledger.streams[Int(stream)].events.count + 1)
    case .tell(let consumer, let id, let expected):
      return excess("consumer", consumer, of: ledger.consumers.count)
        ?? excess("bytes up to", id.upperBound, upTo: effects.bytes.count)
        ?? excess("bytes up to", expected.upperBound, upTo: effects.bytes.count)
    case .status(_, let consumer), .announceGap(let consumer), .handOverStray(let consumer):
      return excess("consumer", consumer, of: ledger.consumers.count)
    case .note(let note):
      return problem(note)
    }
  }

  private func excess(_ what: String, _ number: UInt32, of count: Int) -> String? {
    number < count ? nil : "\(what) \(number), of \(count) so far"
  }

  private func excess(_ what: String, _ end: UInt32, upTo count: Int) -> String? {
    end <= count ? nil : "\(what) \(end), of \(count)"
  }

  /// EADDRINUSE; a program that listens already may say so again.
  private func problem(listeningOn port: UInt16, by endpoint: UInt32) -> String? {
    let host = endpoints[Int(endpoint)].host
    guard let owner = network.listener(host: host, port: port), owner != endpoint else {
      return nil
    }
    return "port \(port), on which another listens (\(SocketError.addressInUse.name))"
  }

  private func problem(event number: UInt32, of stream: Int, by endpoint: UInt32) -> String? {
    if streamOwners[stream] != endpoint {
      return "an event of stream \(stream), which is not its own"
    }
    let next = ledger.streams[stream].events.count + 1
    return number == next ? nil : "event \(number), where \(next) is next"
  }

  private func problem(_ note: Note) -> String? {
    if note.consumer != Note.nobody,
      let problem = excess("consumer", note.consumer, of: ledger.consumers.count)
    {
      return problem
    }
    if note.stream == Note.nobody, note.kind != .streamCreated { return nil }
    return excess("stream", note.stream, of: ledger.streams.count)
  }

  /// What is wrong with the marks of a write of so many bytes.
  private mutating func problem(
    _ range: Range<UInt32>, in count: Int, on socket: SocketID, of endpoint: UInt32
  ) -> String? {
    guard let handle = handle(socket, of: endpoint) else { return nil }
    let start = network.writeOffset(handle)
    var last: UInt64 = 0
    for index in range {
      let mark = effects.marks[Int(index)]
      if mark.end < last || mark.end > UInt64(count) || mark.length > start + mark.end {
        return "a mark of \(mark.length) bytes up to \(mark.end), in a write of \(count)"
      }
      last = mark.end
      let problem =
        mark.stream == Mark.request
        ? excess("consumer", mark.number, of: ledger.consumers.count)
        : excess("stream", mark.stream, of: ledger.streams.count)
      if let problem { return problem }
    }
    return nil
  }
}
