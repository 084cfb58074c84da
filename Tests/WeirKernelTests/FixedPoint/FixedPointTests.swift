import Testing
import WeirPrimitives

@testable import WeirKernel

@Suite("FixedPoint: arithmetic")
struct FixedPointTests {
  @Test("A fraction is rounded down on both sides of zero")
  func fractions() {
    #expect(FixedPoint(1, over: 3).raw == 6_148_914_691_236_517_205)
    #expect(FixedPoint(-1, over: 3).raw == -6_148_914_691_236_517_206)
    #expect(FixedPoint(-4, over: 2) == FixedPoint(-2))
    #expect(FixedPoint(.min, over: .max).raw == -9_223_372_039_002_259_457)
  }

  @Test("Sums, differences and order are those of the numbers")
  func arithmetic() {
    #expect(FixedPoint(2) + FixedPoint(1, over: 2) == FixedPoint(5, over: 2))
    #expect(FixedPoint.one - FixedPoint(3) == -FixedPoint(2))
    #expect(FixedPoint(-1) < .zero && FixedPoint(1, over: 1000) < .one)
  }

  @Test(
    "A span is scaled to the nearest nanosecond, halves away from zero",
    arguments: [
      (1, 2, 3, 2), (1, 2, -3, -2), (-1, 2, 3, -2), (1, 3, 4, 1), (1, 3, 5, 2), (5, 4, 0, 0),
      (3, 1, 7, 21), (-7, 4, -100, 175),
    ] as [(Int32, UInt32, Int64, Int64)])
  func scaling(numerator: Int32, denominator: UInt32, span: Int64, expected: Int64) {
    let scaled = FixedPoint(numerator, over: denominator)
      .scaling(.nanoseconds(span), limit: .max)
    #expect(scaled == .nanoseconds(expected))
  }

  @Test("What lies outside the limit becomes the limit, at every extreme")
  func scalingLimits() {
    let limit = TimeSpan.seconds(1)
    #expect(FixedPoint(2).scaling(.seconds(1), limit: limit) == limit)
    #expect(FixedPoint(-2).scaling(.seconds(1), limit: limit) == .seconds(-1))
    #expect(FixedPoint.max.scaling(.max, limit: .max) == .max)
    #expect(FixedPoint(raw: .min).scaling(.nanoseconds(.min), limit: .max) == .max)
    #expect(FixedPoint(raw: .min).scaling(.max, limit: limit) == .seconds(-1))
    #expect(FixedPoint.one.scaling(.max, limit: .max) == .max)
  }
}
