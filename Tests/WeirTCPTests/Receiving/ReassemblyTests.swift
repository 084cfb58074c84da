import TestSupport
import Testing

@testable import WeirTCP

@Suite struct ReassemblyTests {
  @Test func `Ranges that overlap or touch become one`() {
    var reassembly = Reassembly()
    reassembly.insert(10..<20)
    reassembly.insert(30..<40)
    reassembly.insert(50..<60)
    #expect(reassembly.ranges == [10..<20, 30..<40, 50..<60])
    reassembly.insert(20..<25)
    #expect(reassembly.ranges == [10..<25, 30..<40, 50..<60])
    reassembly.insert(28..<55)
    #expect(reassembly.ranges == [10..<25, 28..<60])
    reassembly.insert(12..<13)
    #expect(reassembly.ranges == [10..<25, 28..<60])
    reassembly.insert(1..<5)
    #expect(reassembly.ranges == [1..<5, 10..<25, 28..<60])
    reassembly.insert(25..<28)
    #expect(reassembly.ranges == [1..<5, 10..<60])
  }

  @Test func `An empty range is nothing`() {
    var reassembly = Reassembly()
    reassembly.insert(7..<7)
    #expect(reassembly.isEmpty)
  }

  @Test func `Filling a gap yields what lay behind it`() {
    var reassembly = Reassembly()
    reassembly.insert(10..<20)
    reassembly.insert(30..<40)
    let before = reassembly.advance(from: 9)
    #expect(before == 9)
    let first = reassembly.advance(from: 10)
    #expect(first == 20)
    #expect(reassembly.ranges == [30..<40])
    let second = reassembly.advance(from: 35)
    #expect(second == 40)
    #expect(reassembly.isEmpty)
  }

  @Test func `Beyond the limit new ranges are dropped, extensions are not`() {
    var reassembly = Reassembly()
    for index in 0..<UInt64(Reassembly.maximumRanges) + 10 {
      reassembly.insert(index * 10..<index * 10 + 5)
    }
    #expect(reassembly.ranges.count == Reassembly.maximumRanges)
    let last = UInt64(Reassembly.maximumRanges - 1) * 10
    reassembly.insert(last + 5..<last + 7)
    #expect(reassembly.ranges.last == last..<last + 7)
    reassembly.insert(0..<last)
    #expect(reassembly.ranges == [0..<last + 7])
  }

  @Test(arguments: 0..<60)
  func `It agrees with an array of flags, whatever arrives`(seed: UInt64) {
    var choices = TestChoices(seed: seed)
    var reassembly = Reassembly()
    var flags = Array(repeating: false, count: 400)
    var reached = 0
    for _ in 0..<120 {
      let lower = choices.below(390)
      let upper = min(400, lower + choices.below(20))
      let from = max(lower, reached)
      guard from < upper else { continue }
      for index in from..<upper { flags[index] = true }
      if from == reached {
        reached = Int(reassembly.advance(from: UInt64(upper)))
      } else {
        reassembly.insert(UInt64(from)..<UInt64(upper))
      }
      #expect(reached == flags.firstIndex(of: false) ?? 400)
      var expected: [Range<UInt64>] = []
      var index = reached
      while index < 400 {
        guard flags[index] else {
          index += 1
          continue
        }
        let start = index
        while index < 400, flags[index] { index += 1 }
        expected.append(UInt64(start)..<UInt64(index))
      }
      #expect(reassembly.ranges == expected)
    }
  }
}
