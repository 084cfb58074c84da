import Testing
import WeirEndpoints
import WeirPrimitives

/// One endpoint driven by hand: takes inputs, keeps timers, and tells what the endpoint wants done.
struct Bench<Program: Endpoint> {
  var program: Program
  private(set) var now = Instant.zero
  /// The room in the send buffer that the program is told of.
  var sendSpace = 0
  /// All bytes written, by socket.
  private(set) var written: [[UInt8]] = []
  /// All marks written, by socket; their ends count from the first byte of the connection.
  private(set) var marks: [[Mark]] = []
  /// When each timer is due; nil for those not set.
  private(set) var timers: [Instant?] = []
  private(set) var notes: [Note] = []
  /// Hashes of texts, as they were emitted and as they were handed over.
  private(set) var texts: [(stream: UInt32, number: UInt32, hash: UInt64)] = []
  private(set) var handedTexts: [(stream: UInt32, number: UInt32, hash: UInt64)] = []
  /// Whether texts are told.
  var notesTexts: Bool {
    get { effects.notesTexts }
    set { effects.notesTexts = newValue }
  }
  private var log: [String] = []
  private var effects = Effects()
  private var received: [UInt64] = []

  init(_ program: Program) { self.program = program }

  /// Returns what was wanted since the last call, writes, timers and notes aside.
  mutating func news() -> [String] {
    defer { log = [] }
    return log
  }

  /// Returns the notes of one kind since the last call of this function.
  mutating func takeNotes(_ kind: Note.Kind) -> [Note] {
    let found = notes.filter { $0.kind == kind }
    notes.removeAll { $0.kind == kind }
    return found
  }

  mutating func give(_ input: EndpointInput) {
    effects.removeAll()
    effects.sendSpace = sendSpace
    program.handle(input, at: now, into: &effects)
    perform()
  }

  /// Hands over bytes that follow those before; the ends of marks count from the first of them.
  mutating func receive(_ bytes: [UInt8], marks: [Mark] = [], on socket: UInt32) {
    effects.removeAll()
    while received.count <= Int(socket) { received.append(0) }
    let offset = received[Int(socket)]
    received[Int(socket)] += UInt64(bytes.count)
    let placed = marks.map {
      Mark(end: offset + $0.end, length: $0.length, stream: $0.stream, number: $0.number)
    }
    program.receive(
      bytes.span, offset: offset, marks: placed[...], on: SocketID(socket), at: now,
      into: &effects)
    perform()
  }

  mutating func receive(_ text: String, on socket: UInt32) {
    receive(Array(text.utf8), on: socket)
  }

  /// Lets time pass and fires what is due on the way, in order; then it is `instant`.
  mutating func run(until instant: Instant) {
    var count = 0
    while let timer = nextTimer, let due = timers[timer], due <= instant {
      count += 1
      guard count < 1_000_000 else {
        Issue.record("timers never stop")
        return
      }
      timers[timer] = nil
      now = max(now, due)
      give(.timer(UInt32(timer)))
    }
    now = instant
  }

  mutating func run(until milliseconds: Int64) {
    run(until: .zero + .milliseconds(milliseconds))
  }

  /// When the next timer is due.
  var nextDue: Instant? { nextTimer.flatMap { timers[$0] } }

  private var nextTimer: Int? {
    timers.indices.filter { timers[$0] != nil }.min {
      (timers[$0] ?? .zero, $0) < (timers[$1] ?? .zero, $1)
    }
  }

  mutating func clearWritten(on socket: UInt32) {
    if Int(socket) < written.count { written[Int(socket)] = [] }
  }

  func text(on socket: UInt32) -> String {
    Int(socket) < written.count ? String(decoding: written[Int(socket)], as: UTF8.self) : ""
  }

  private func text(_ range: Range<UInt32>) -> String {
    let bytes = effects.bytes[Int(range.lowerBound)..<Int(range.upperBound)]
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func perform() {
    for effect in effects.list {
      switch effect {
      case .write(let socket, let bytes, let range): write(socket.number, bytes, range)
      case .setTimer(let timer, let due):
        while timers.count <= Int(timer) { timers.append(nil) }
        timers[Int(timer)] = max(due, now)
      case .cancelTimer(let timer):
        if Int(timer) < timers.count { timers[Int(timer)] = nil }
      case .note(let note): notes.append(note)
      case .connect(let socket, let host, let port):
        log.append("connect \(socket.number) to \(host):\(port)")
      case .listen(let port): log.append("listen \(port)")
      case .stopListening(let port): log.append("stop listening \(port)")
      case .read(let socket, let limit): log.append("read \(socket.number) up to \(limit)")
      case .fill(let socket, let count, let marks):
        log.append("fill \(socket.number) \(count) marks \(marks.count)")
      case .awaitWritable(let socket): log.append("await room \(socket.number)")
      case .send(let socket, let bytes, _): log.append("send \(socket.number): \(bytes.count)")
      case .setOption(let socket, let option): log.append("set \(socket.number): \(option)")
      case .finish(let socket): log.append("finish \(socket.number)")
      case .close(let socket): log.append("close \(socket.number)")
      case .abort(let socket): log.append("abort \(socket.number)")
      case .openStream(let stream, let range):
        let name = effects.bytes[Int(range.lowerBound)..<Int(range.upperBound)]
        log.append("stream \(stream) is \(String(decoding: name, as: UTF8.self))")
      case .subscribe(let consumer, let stream): log.append("\(consumer) gets stream \(stream)")
      case .serve(let socket, let consumer): log.append("\(socket.number) serves \(consumer)")
      case .emit(let stream, let number, let bytes, let isLast):
        log.append("emit \(stream)#\(number), \(bytes) bytes" + (isLast ? ", last" : ""))
      case .handOver(let stream, let number, let consumer):
        log.append("\(stream)#\(number) to \(consumer)")
      case .status(let status, let consumer): log.append("\(consumer) \(status)")
      case .writesFor(let socket, let consumer):
        log.append("\(socket.number) writes for \(consumer)")
      case .generate(let consumer, let stream): log.append("\(stream) generated for \(consumer)")
      case .announceGap(let consumer): log.append("gap told to \(consumer)")
      case .handOverStray(let consumer): log.append("stray to \(consumer)")
      case .emitText(let stream, let number, let hash): texts.append((stream, number, hash))
      case .handOverText(let stream, let number, _, let hash):
        handedTexts.append((stream, number, hash))
      case .tell(let consumer, let id, let expected):
        log.append("\(consumer) tells '\(text(id))', where '\(text(expected))' is right")
      }
    }
  }

  private mutating func write(_ socket: UInt32, _ bytes: Range<UInt32>, _ range: Range<UInt32>) {
    while written.count <= Int(socket) {
      written.append([])
      marks.append([])
    }
    let start = UInt64(written[Int(socket)].count)
    written[Int(socket)] += effects.bytes[Int(bytes.lowerBound)..<Int(bytes.upperBound)]
    for mark in effects.marks[Int(range.lowerBound)..<Int(range.upperBound)] {
      var mark = mark
      mark.end += start
      marks[Int(socket)].append(mark)
    }
  }
}
