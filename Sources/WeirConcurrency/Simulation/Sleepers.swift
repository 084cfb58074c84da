internal import WeirEndpoints
internal import WeirPrimitives

/// What sleeps on the simulation's time: each has a timer of the world.
///
/// An endpoint like any other, so that a sleeper wakes among the world's events in their order.
final class Sleepers: Endpoint {
  enum Sleeper {
    case job(ReadyJob)
    case waiter(Waiter)
  }

  /// Where a sleeper is kept.
  struct Place {
    let timer: UInt32
  }

  // Not weak: counting references to an object that has weak ones is slow.
  unowned var simulation: Simulation!
  private var sleepers: [Sleeper?] = []
  private var free: [UInt32] = []

  /// Programs say whether something is still to come; a forgotten sleeper does not.
  var isQuiet: Bool { true }

  func add(_ sleeper: Sleeper) -> Place {
    if let place = free.popLast() {
      sleepers[Int(place)] = sleeper
      return Place(timer: place)
    }
    sleepers.append(sleeper)
    return Place(timer: UInt32(sleepers.count - 1))
  }

  /// Takes a waiter out; false when it has had its time.
  func remove(_ place: Place, _ waiter: Waiter) -> Bool {
    guard Int(place.timer) < sleepers.count,
      case .waiter(let kept)? = sleepers[Int(place.timer)], kept === waiter
    else { return false }
    sleepers[Int(place.timer)] = nil
    free.append(place.timer)
    return true
  }

  /// Takes all out, in the order of their places.
  func removeAll() -> [Sleeper] {
    defer {
      sleepers.removeAll()
      free.removeAll()
    }
    return sleepers.compactMap { $0 }
  }

  func handle(_ input: EndpointInput, at now: Instant, into effects: inout Effects) {
    guard case .timer(let timer) = input, let sleeper = sleepers[Int(timer)] else { return }
    sleepers[Int(timer)] = nil
    free.append(timer)
    simulation.wakeUp(sleeper)
  }

  func receive(
    _ bytes: Span<UInt8>, offset: UInt64, marks: ArraySlice<Mark>, on socket: SocketID,
    at now: Instant, into effects: inout Effects
  ) {
    preconditionFailure("sleepers have no sockets")
  }
}

extension TimeSpan {
  /// Whole nanoseconds of a duration that a run may have; longer ones become the longest.
  init(clamping duration: Duration) {
    let (seconds, attoseconds) = duration.components
    let (whole, isLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, isLonger) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
    self = isLong || isLonger ? (seconds < 0 ? .zero : .max) : .nanoseconds(Swift.max(0, sum))
  }
}
