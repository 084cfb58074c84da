import TaskWorkload
import Testing
import WeirConcurrency

@Suite struct `Ordinary async code in a world` {
  @Test(arguments: 1...8)
  func `gives the same digest again, beside seven other worlds`(seed: UInt64) throws {
    let first = try TaskWorkload.simulation(seed: seed).run()
    let second = try TaskWorkload.simulation(seed: seed).run()
    #expect(first.digest == second.digest)
    #expect(first.reasons == [])
    #expect(first.verdict == .passed)
  }
}
