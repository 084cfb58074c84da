import Testing

@testable import WeirNetwork

@Suite struct TableTests {
  /// Counts the elements that are alive.
  private final class Alive {
    var count = 0
  }

  private struct Element: ~Copyable {
    var number: Int
    let alive: Alive

    init(_ number: Int, _ alive: Alive) {
      self.number = number
      self.alive = alive
      alive.count += 1
    }

    deinit { alive.count -= 1 }
  }

  @Test func `elements are changed in place and survive growth`() {
    var table = Table<Int>(capacity: 1)
    for number in 0..<1_000 {
      table.append(number)
      table[number / 2] += 1_000
    }
    #expect(table.count == 1_000)
    #expect((0..<1_000).map { table[$0] } == (0..<500).map { $0 + 2_000 } + Array(500..<1_000))
    #expect(table.popLast() == 999)
    #expect(table.count == 999)
  }

  @Test func `every element ends once, with the table or before`() {
    let alive = Alive()
    do {
      var table = Table<Element>()
      for number in 0..<20 { table.append(Element(number, alive)) }
      #expect(alive.count == 20)
      table[3] = Element(30, alive)
      #expect(alive.count == 20)
      #expect(table[3].number == 30)
      _ = table.popLast()
      #expect(alive.count == 19)
    }
    #expect(alive.count == 0)
  }

  @Test func `there is no element outside`() async {
    await #expect(processExitsWith: .failure) {
      var table = Table<Int>()
      table.append(1)
      table[1] = 2
    }
    await #expect(processExitsWith: .failure) {
      let table = Table<Int>()
      _ = table[-1]
    }
  }
}
