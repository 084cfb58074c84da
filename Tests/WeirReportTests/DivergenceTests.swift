import Testing
import WeirReport

@Suite struct DivergenceTests {
  private func records(_ lines: [String]) throws -> [TraceRecord] {
    try lines.map { try #require(TraceRecord(line: $0)) }
  }

  private func emitted(_ number: Int, at: Int, cause: Int = 0) -> String {
    #"{"at":\#(at),"kind":"eventEmitted","cause":\#(cause),"component":"api","#
      + #""first":"00000000000000aa","second":"000000000000000\#(number)"}"#
  }

  private func loss(_ number: Int, bits: String, at: Int, cause: Int = 0) -> String {
    #"{"at":\#(at),"kind":"draw","cause":\#(cause),"owner":"radio.up","purpose":"loss","#
      + #""entity":"00000000000000ff","n":\#(number),"bits":"\#(bits)"}"#
  }

  @Test("Traces that differ in causes alone agree")
  func causes() throws {
    let one = try records([emitted(1, at: 5, cause: 1), loss(0, bits: "b0", at: 5, cause: 1)])
    let two = try records([emitted(1, at: 5, cause: 8), loss(0, bits: "b0", at: 5, cause: 9)])
    #expect(Divergence(between: one, and: two) == nil)
    #expect(Divergence(between: [], and: []) == nil)
  }

  @Test("The first occurrence that differs is named, with both versions")
  func occurrence() throws {
    let here = try records([emitted(1, at: 5), emitted(2, at: 1_500_000_000), emitted(3, at: 9)])
    let there = try records([emitted(1, at: 5), emitted(4, at: 1_500_000_001), emitted(7, at: 9)])
    let divergence = try #require(Divergence(between: here, and: there))
    #expect(divergence.agreeing == 1)
    #expect(divergence.occurrence?.here == here[1])
    #expect(divergence.occurrence?.there == there[1])
    #expect(divergence.draw == nil)
    #expect(
      divergence.text == """
        First difference: occurrence 2 of 3
          here   1.500000000 s  api: event 2 of stream 00000000000000aa emitted
          there  1.500000001 s  api: event 4 of stream 00000000000000aa emitted

        No draw differs up to there: not chance, but state that the seed does not decide

        Causes here, the last one first
          event 0         0.000000005 s  api: event 1 of stream 00000000000000aa emitted
                          1.500000000 s  api: event 2 of stream 00000000000000aa emitted
                          0.000000009 s  api: event 3 of stream 00000000000000aa emitted

        """)
  }

  @Test("A trace that ends early differs where it ends")
  func shorter() throws {
    let here = try records([emitted(1, at: 5)])
    let there = try records([emitted(1, at: 5), emitted(2, at: 6)])
    let divergence = try #require(Divergence(between: here, and: there))
    #expect(divergence.occurrence?.here == nil)
    #expect(divergence.occurrence?.there == there[1])
    #expect(
      divergence.text.hasPrefix(
        """
        First difference: occurrence 2 of 1 here and 2 there
          here   nothing: the trace has ended
          there  0.000000006 s  api: event 2 of stream 00000000000000aa emitted

        """))
  }

  @Test("The draw behind a difference is the first before it that came out differently")
  func draw() throws {
    let here = try records([
      loss(0, bits: "b0", at: 1), emitted(1, at: 2), loss(1, bits: "b1", at: 3),
      loss(2, bits: "b2", at: 3), emitted(2, at: 4), loss(3, bits: "b3", at: 4),
    ])
    let there = try records([
      loss(0, bits: "b0", at: 1), emitted(1, at: 2), loss(1, bits: "b1", at: 3),
      loss(2, bits: "c2", at: 3), emitted(3, at: 4), loss(3, bits: "c3", at: 4),
    ])
    let divergence = try #require(Divergence(between: here, and: there))
    #expect(divergence.agreeing == 1)
    #expect(divergence.draw?.here == here[3])
    #expect(divergence.draw?.there == there[3])
    #expect(
      divergence.text.contains(
        """

        Draw behind it: draw 2 of radio.up, loss, entity 00000000000000ff, which came out \
        differently
          here   0.000000003 s  draw 2 of radio.up, loss, entity 00000000000000ff: b2
          there  0.000000003 s  draw 2 of radio.up, loss, entity 00000000000000ff: c2

        """))
  }

  @Test("A draw made behind the difference is a consequence, not what is behind it")
  func laterDraw() throws {
    let here = try records([emitted(1, at: 2), loss(1, bits: "b1", at: 3), emitted(2, at: 4)])
    let there = try records([emitted(3, at: 2), loss(1, bits: "c1", at: 3), emitted(2, at: 4)])
    let divergence = try #require(Divergence(between: here, and: there))
    #expect(divergence.agreeing == 0)
    #expect(divergence.draw == nil)
  }

  @Test("A draw that one side alone made is told")
  func extraDraw() throws {
    let here = try records([emitted(1, at: 2), emitted(2, at: 4)])
    let there = try records([emitted(1, at: 2), loss(1, bits: "b1", at: 3), emitted(3, at: 4)])
    let divergence = try #require(Divergence(between: here, and: there))
    #expect(divergence.draw?.here == nil)
    #expect(divergence.draw?.there == there[1])
    #expect(
      divergence.text.contains(
        "Draw behind it: draw 1 of radio.up, loss, entity 00000000000000ff, made only there\n"))
  }

  @Test("A draw that decided nothing is told although all that was observed is the same")
  func idleDraw() throws {
    let here = try records([loss(1, bits: "b1", at: 3), emitted(1, at: 4)])
    let there = try records([loss(1, bits: "c1", at: 3), emitted(1, at: 4)])
    let divergence = try #require(Divergence(between: here, and: there))
    #expect(divergence.occurrence == nil)
    #expect(divergence.draw?.there == there[0])
    #expect(divergence.text.hasPrefix("All 1 occurrences are the same; a draw "))
  }

  @Test("The chain of causes goes back to the beginning, over events of which nothing is known")
  func chain() throws {
    let here = try records([
      emitted(1, at: 1, cause: 0), emitted(2, at: 5, cause: 4), emitted(3, at: 6, cause: 7),
    ])
    let there = try records([
      emitted(1, at: 1, cause: 0), emitted(2, at: 5, cause: 4), emitted(3, at: 7, cause: 7),
    ])
    // Event 7 was scheduled by event 4, that by event 2, that by event 0.
    let causes: [UInt64] = [.max, 0, 0, 1, 2, 2, 2, 4]
    let divergence = try #require(
      Divergence(between: here, and: there, eventCauses: causes))
    #expect(divergence.causes.map(\.event) == [7, 4, 0])
    #expect(divergence.causes.map(\.records) == [[here[2]], [here[1]], [here[0]]])
    #expect(divergence.causes.map(\.silent) == [0, 0, 1])
    #expect(divergence.text.contains("\n  1 more of which nothing was recorded\n  event 0 "))
  }

  @Test("A chain is followed for eight events, and causes that make no sense end it")
  func longChain() throws {
    let before = (0..<50).map { emitted(1, at: 1, cause: $0) }
    let here = try records(before + [emitted(1, at: 1, cause: 50)])
    let there = try records(before + [emitted(2, at: 1, cause: 50)])
    let causes = (0...50).map { $0 == 0 ? UInt64.max : UInt64($0 - 1) }
    let divergence = try #require(Divergence(between: here, and: there, eventCauses: causes))
    #expect(divergence.causes.map(\.event) == Array((43...50).reversed()))
    let circle = try #require(
      Divergence(
        between: here, and: there, eventCauses: [UInt64](repeating: 50, count: 51)))
    #expect(circle.causes.map(\.event) == [50])
  }
}
