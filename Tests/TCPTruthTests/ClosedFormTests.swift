import TCPTruth
import Testing
import WeirPrimitives
import WeirTCP

@Suite("Closed forms")
struct ClosedFormTests {
  @Test func `slow start from ten segments takes the rounds of the table`() {
    let rounds = [10, 30, 70, 150, 310, 630, 1_270].map(ClosedForm.slowStartRounds)
    #expect(rounds == [1, 2, 3, 4, 5, 6, 7])
    #expect([1, 11, 31, 71].map(ClosedForm.slowStartRounds) == [1, 2, 3, 4])
  }
}
