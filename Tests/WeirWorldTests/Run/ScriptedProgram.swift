import WeirEndpoints
import WeirPrimitives
import WeirWorld

/// A program that does things at instants and takes down what it is told, in errno's names.
final class ScriptedProgram: Endpoint {
  struct Step {
    let at: Int64
    let act: (inout Effects) -> Void

    init(_ milliseconds: Int64, _ act: @escaping (inout Effects) -> Void) {
      at = milliseconds
      self.act = act
    }
  }

  let readsOnRequest: Bool
  /// `240 ECONNRESET`: milliseconds and what it was told.
  private(set) var log: [String] = []
  /// Does more when told something.
  var react: (EndpointInput, inout Effects) -> Void = { _, _ in }
  private let steps: [Step]

  init(readsOnRequest: Bool = false, _ steps: [Step]) {
    self.readsOnRequest = readsOnRequest
    self.steps = steps
  }

  /// A server on port 80.
  static func server(readsOnRequest: Bool = false, _ steps: [Step] = []) -> ScriptedProgram {
    ScriptedProgram(
      readsOnRequest: readsOnRequest, [Step(0) { $0.list.append(.listen(port: 80)) }] + steps)
  }

  /// A client that connects to port 80 of the second host.
  static func client(readsOnRequest: Bool = false, _ steps: [Step] = []) -> ScriptedProgram {
    ScriptedProgram(
      readsOnRequest: readsOnRequest, [Step(0) { _ = $0.connect(host: 1, port: 80) }] + steps)
  }

  func handle(_ input: EndpointInput, at now: Instant, into effects: inout Effects) {
    switch input {
    case .start:
      for (index, step) in steps.enumerated() {
        effects.list.append(.setTimer(UInt32(index), at: .zero + .milliseconds(step.at)))
      }
    case .timer(let index): steps[Int(index)].act(&effects)
    case .accepted: note("accepted", now)
    case .connected: note("connected", now)
    case .writable: note("writable", now)
    case .sent(_, .success(let count)): note("sent \(count)", now)
    case .sent(_, .failure(let error)), .failed(_, let error): note(error.name, now)
    case .endOfStream: note("end", now)
    case .overfull: note("overfull", now)
    case .command, .crashed: break
    }
    react(input, &effects)
  }

  func receive(
    _ bytes: Span<UInt8>, offset: UInt64, marks: ArraySlice<Mark>, on socket: SocketID,
    at now: Instant, into effects: inout Effects
  ) {
    let text = bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    note(text.utf8.count > 20 ? "read \(text.utf8.count)" : "read \(text)", now)
  }

  private func note(_ text: String, _ now: Instant) {
    log.append("\(now.nanoseconds / 1_000_000) \(text)")
  }
}

extension Effects {
  /// The first socket of a program.
  static let socket = SocketID(0)

  mutating func write(_ text: String) {
    write(on: Self.socket) { bytes, _ in bytes.append(contentsOf: text.utf8) }
  }

  mutating func send(bytes count: Int) {
    send(on: Self.socket) { bytes, _ in bytes += [UInt8](repeating: 0x61, count: count) }
  }

  mutating func read() { list.append(.read(Self.socket, limit: 65_536)) }
  mutating func close() { list.append(.close(Self.socket)) }
  mutating func set(_ option: SocketOption) { list.append(.setOption(Self.socket, option)) }
}
