import TCPTruth
import Testing

@Suite("Statistics of the comparison")
struct StatisticsTests {
  @Test func `the binomial tail is the sum of its terms`() {
    #expect(binomialTail(atLeast: 0, of: 5, chance: 0.5) == 1)
    #expect(fixed(binomialTail(atLeast: 3, of: 5, chance: 0.5), 6) == "0.500000")
    #expect(fixed(binomialTail(atLeast: 2, of: 10, chance: 0.1), 6) == "0.263901")
    #expect(binomialTail(atLeast: 6, of: 5, chance: 0.5) == 0)
    #expect(binomialTail(atLeast: 1, of: 5, chance: 0) == 0)
  }

  @Test func `a count far from its expectation is not binomial`() {
    #expect(isBinomial(29, of: 300, chance: 0.0975))
    #expect(!isBinomial(60, of: 300, chance: 0.0975))
    #expect(!isBinomial(8, of: 300, chance: 0.0975))
    #expect(isBinomial(0, of: 300, chance: 0))
    #expect(!isBinomial(1, of: 300, chance: 0))
  }

  @Test func `the distance from the uniform distribution is that of Kolmogorov and Smirnov`() {
    #expect(fixed(distanceFromUniform([0.125, 0.375, 0.625, 0.875], end: 1), 6) == "0.125000")
    #expect(fixed(distanceFromUniform([0, 0, 0, 0], end: 1), 6) == "1.000000")
  }

  @Test func `a quantile is the value at its place in the sorted list`() {
    let list = (0..<200).map { Double($0) }
    #expect([0.02, 0.5, 0.98].map { quantile(list, $0) } == [4, 100, 196])
    #expect(quantile([7], 1) == 7)
  }

  @Test func `a third run follows from the least, the greatest and the mean`() throws {
    let row = Measured.Bulk(
      bytes: 1, cc: "cubic", goodputMax: 4, goodputMbitMean: 2.5, goodputMin: 1, loss: 0.01, n: 3,
      rateMbit: 1, retransMean: 0, rttMs: 50)
    #expect(row.values == [1, 4, 2.5])
  }
}
