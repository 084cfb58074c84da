import TestSupport
import Testing
import WeirKernel
import WeirPrimitives

@Suite("Scheduler")
struct SchedulerTests {
  @Test("Events of one instant come out in the order in which they were scheduled")
  func sameInstantKeepsOrder() {
    var scheduler = Scheduler()
    for target in 0..<1_000 as Range<UInt32> {
      scheduler.schedule(at: Instant(nanoseconds: 5_000_000_000), target: target, kind: 1)
    }
    for target in 0..<1_000 as Range<UInt32> {
      guard case .event(let event) = scheduler.next() else { break }
      #expect(event.target == target)
    }
    let last = scheduler.next()
    #expect(last == .idle)
  }

  @Test(
    "Any mix of scheduling, cancelling and popping agrees with a sorted array",
    arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
  func agreesWithSortedArray(seed: UInt64) {
    var choices = TestChoices(seed: seed)
    var scheduler = Scheduler(capacity: 1)
    // The reference: pending events sorted by (instant, sequence), with their handles.
    var reference: [(instant: Int64, sequence: UInt64, handle: EventHandle)] = []
    var scheduled: UInt64 = 0
    var gone: [EventHandle] = []
    for _ in 0..<20_000 {
      switch choices.below(8) {
      case 0...3:
        let magnitude = UInt64(choices.below(62))
        let delay = Int64(choices.next() & (1 << magnitude - 1))
        let instant = scheduler.now.advanced(by: TimeSpan(nanoseconds: delay / 4))
        let handle = scheduler.schedule(at: instant, target: 0, kind: 0, argument: scheduled)
        let entry = (instant.nanoseconds, scheduled, handle)
        let place = reference.firstIndex { $0.instant > entry.0 } ?? reference.count
        reference.insert(entry, at: place)
        scheduled += 1
      case 4 where !reference.isEmpty:
        let victim = reference.remove(at: choices.below(reference.count))
        let first = scheduler.cancel(victim.handle)
        let second = scheduler.cancel(victim.handle)
        #expect(first && !second)
        gone.append(victim.handle)
      case 5:
        if let stale = gone.randomElement(using: &choices) {
          let cancelled = scheduler.cancel(stale)
          #expect(!cancelled)
        }
        let next = scheduler.nextInstant
        #expect(next?.nanoseconds == reference.first?.instant)
      default:
        guard case .event(let event) = scheduler.next() else {
          #expect(reference.isEmpty)
          continue
        }
        let expected = reference.removeFirst()
        #expect(event.instant.nanoseconds == expected.instant)
        #expect(event.argument == expected.sequence)
        gone.append(expected.handle)
      }
      let pending = scheduler.pendingCount
      #expect(pending == reference.count)
    }
  }

  @Test("The far end of time can be scheduled and reached")
  func distantFuture() {
    var scheduler = Scheduler()
    scheduler.schedule(at: .distantFuture, target: 2, kind: 0)
    scheduler.schedule(at: .zero, target: 1, kind: 0)
    guard case .event(let first) = scheduler.next(), case .event(let second) = scheduler.next()
    else {
      Issue.record("two events were scheduled")
      return
    }
    #expect(first.target == 1)
    #expect(second.target == 2)
    let now = scheduler.now
    #expect(now == .distantFuture)
  }

  @Test("A handle of a popped event does not cancel the event that took its place")
  func reusedPlace() {
    var scheduler = Scheduler()
    let old = scheduler.schedule(at: .zero, target: 1, kind: 0)
    _ = scheduler.next()
    scheduler.schedule(at: .zero, target: 2, kind: 0)
    let cancelled = scheduler.cancel(old)
    let pending = scheduler.pendingCount
    #expect(!cancelled && pending == 1)
  }

  @Test("The bound on events per run ends the run instead of letting it go on")
  func boundOnEvents() {
    var scheduler = Scheduler(bounds: RunBounds(events: 3))
    for _ in 0..<5 { scheduler.schedule(at: .zero, target: 0, kind: 0) }
    var handled = 0
    while case .event = scheduler.next() { handled += 1 }
    #expect(handled == 3)
    let last = scheduler.next()
    #expect(last == .bound(.events(3)))
  }

  @Test("The bound on events at one instant counts anew when time moves")
  func boundAtOneInstant() {
    var scheduler = Scheduler(bounds: RunBounds(eventsAtOneInstant: 2))
    for nanosecond in [1, 1, 2, 2, 3, 3, 3] as [Int64] {
      scheduler.schedule(at: Instant(nanoseconds: nanosecond), target: 0, kind: 0)
    }
    var handled = 0
    var step = scheduler.next()
    while case .event = step {
      handled += 1
      step = scheduler.next()
    }
    #expect(handled == 6)
    #expect(step == .bound(.eventsAtOneInstant(2)))
  }

  @Test("An event and its handle keep their size, which the memory budget counts on")
  func sizes() {
    #expect(MemoryLayout<Event>.stride == 32)
    #expect(MemoryLayout<EventHandle>.stride == 8)
  }
}
