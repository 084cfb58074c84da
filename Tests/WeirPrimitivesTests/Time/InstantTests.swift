import Testing
import WeirPrimitives

@Suite struct InstantTests {
  @Test("An instant moves by a span and measures from an earlier one")
  func arithmetic() {
    let start = Instant(nanoseconds: 5)
    #expect(start + .microseconds(2) == Instant(nanoseconds: 2_005))
    #expect(start.advanced(by: TimeSpan(nanoseconds: -5)) == .zero)
    #expect(Instant(nanoseconds: 2_005).elapsed(since: start) == .microseconds(2))
    #expect(start.elapsed(since: start) == .zero)
    #expect(Instant.distantFuture.elapsed(since: .zero) == .max)
  }

  @Test("Beyond the end of time lies the distant future")
  func saturation() {
    #expect(Instant(nanoseconds: 1).advanced(by: .max) == .distantFuture)
    #expect(Instant.distantFuture + TimeSpan(nanoseconds: 1) == .distantFuture)
    #expect(Instant.zero + .max == .distantFuture)
    #expect(Instant.zero + TimeSpan(nanoseconds: .max - 1) < .distantFuture)
  }

  @Test("Instants are ordered by nanoseconds")
  func order() {
    #expect(Instant.zero < Instant(nanoseconds: 1))
    #expect(!(Instant.zero < .zero))
    #expect([Instant(nanoseconds: 3), .zero, .distantFuture].max() == .distantFuture)
  }

  @Test("No instant lies before the start, and no time passes backwards")
  func misuse() async {
    await #expect(processExitsWith: .failure) { _ = Instant(nanoseconds: -1) }
    await #expect(processExitsWith: .failure) {
      _ = Instant.zero.elapsed(since: Instant(nanoseconds: 1))
    }
  }
}

@Suite struct TimeSpanTests {
  @Test("Spans are made from units, added, subtracted, multiplied and divided")
  func arithmetic() {
    var span = TimeSpan.seconds(1) + .milliseconds(2) - .microseconds(3)
    #expect(span.nanoseconds == 1_001_997_000)
    span += .nanoseconds(3_000)
    #expect(span == .milliseconds(1_002))
    #expect(span * 3 == .milliseconds(3_006))
    #expect(span / 4 == TimeSpan(nanoseconds: 250_500_000))
    #expect(TimeSpan.zero - .seconds(1) < .zero)
  }

  @Test("A duration loses what is less than a nanosecond, towards zero")
  func duration() {
    #expect(TimeSpan(Duration.milliseconds(1_500)) == .milliseconds(1_500))
    #expect(
      TimeSpan(Duration(secondsComponent: 1, attosecondsComponent: 1_999_999_999)).nanoseconds
        == 1_000_000_001)
    #expect(
      TimeSpan(Duration(secondsComponent: -1, attosecondsComponent: -1_999_999_999)).nanoseconds
        == -1_000_000_001)
  }
}
