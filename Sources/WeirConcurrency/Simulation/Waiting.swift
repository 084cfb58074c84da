internal import Synchronization
internal import WeirPrimitives
internal import WeirWorld

/// Where one task waits until something happens or it is cancelled.
final class Waiter: Sendable {
  private struct State: @unchecked Sendable {
    var continuation: UnsafeContinuation<Void, Never>?
    var isWoken = false
  }

  // Cancelling may come from another thread.
  private let state = Mutex(State())

  /// Waits to be woken; returns at once when that has happened already.
  func park() async {
    await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        let isWoken = state.withLock { state in
          if !state.isWoken { state.continuation = continuation }
          return state.isWoken
        }
        if isWoken { continuation.resume() }
      }
    } onCancel: {
      wake()
    }
  }

  /// Whether it waits no more.
  var isWoken: Bool { state.withLock { $0.isWoken } }

  func wake() {
    let continuation = state.withLock { state in
      state.isWoken = true
      defer { state.continuation = nil }
      return state.continuation
    }
    continuation?.resume()
  }
}

/// What a task waits for.
struct Wait {
  enum Purpose {
    case connection(to: String, port: UInt16)
    case client(port: UInt16)
    case bytes(from: String)
    case room(towards: String)
    case time(until: Instant)
  }

  let program: Int
  let purpose: Purpose
  let since: Instant
  let waiter: Waiter

  /// `waits for bytes from api:80 since 3.250 s`.
  var sentence: String {
    let what =
      switch purpose {
      case .connection(let host, let port): "the connection to \(host):\(port)"
      case .client(let port): "a client on port \(port)"
      case .bytes(let peer): "bytes from \(peer)"
      case .room(let peer): "room in the send buffer towards \(peer)"
      case .time(let instant): "\(instant.secondsText) s to come"
      }
    return "waits for \(what) since \(since.secondsText) s"
  }
}

/// Everything that tasks wait for in the network.
struct WaitTable {
  private var entries: [Wait?] = []
  private var free: [Int] = []

  mutating func add(_ wait: Wait) -> Int {
    if let place = free.popLast() {
      entries[place] = wait
      return place
    }
    entries.append(wait)
    return entries.count - 1
  }

  mutating func remove(_ place: Int) {
    entries[place] = nil
    free.append(place)
  }

  var waiters: [Waiter] { entries.compactMap { $0?.waiter } }

  /// What the tasks of a program wait for, longest first.
  func entries(of program: Int) -> [Wait] {
    entries.compactMap { $0 }.filter { $0.program == program }.sorted { $0.since < $1.since }
  }
}

extension Simulation {
  /// Waits, on behalf of the task that runs, until the waiter is woken.
  ///
  /// - Throws: `CancellationError` when the task is cancelled or the run over.
  func wait(for purpose: Wait.Purpose, _ waiter: Waiter) async throws {
    let place = waits.add(
      Wait(program: currentProgram, purpose: purpose, since: world.now, waiter: waiter))
    await waiter.park()
    waits.remove(place)
    try checkCancellation()
  }

  /// - Throws: `CancellationError` when the task is cancelled or the run over;
  ///   ``StreamError/outsideOfSimulation`` on another thread.
  func checkCancellation() throws {
    try Task.checkCancellation()
    if isOver { throw CancellationError() }
    if Self.current !== self { throw StreamError.outsideOfSimulation }
  }
}
