import Testing
import WeirKernel
import WeirPrimitives

@Suite struct RecorderTests {
  private let key = DrawKey(seed: 3, owner: "radio.up", purpose: "loss").entity(9)

  private func draw(_ number: UInt64) -> Draw {
    Draw(key, owner: "radio.up", purpose: "loss", entity: 9, number: number)
  }

  @Test("A draw carries the bits that its key gives")
  func bits() {
    #expect(draw(4).bits == key.bits(4))
    #expect(draw(4).bits != draw(5).bits)
  }

  @Test("The full trace keeps draws with instant, cause and place among the occurrences")
  func full() {
    var recorder = Recorder(keepsAll: true)
    recorder.note(draw(0), at: .zero)
    recorder.cause = 7
    recorder.record(at: .zero, component: 1, .packetSent, 1, 2)
    recorder.note(draw(1), at: .zero + .seconds(1))
    #expect(
      recorder.draws == [
        DrawRecord(instant: .zero, draw: draw(0), cause: Recorder.noCause, place: 0),
        DrawRecord(instant: .zero + .seconds(1), draw: draw(1), cause: 7, place: 1),
      ])
  }

  @Test("Without the full trace no draw is kept, and draws never change the digest")
  func off() {
    var one = Recorder()
    var two = Recorder(keepsAll: true)
    one.record(at: .zero, component: 1, .packetSent, 1, 2)
    one.note(draw(0), at: .zero)
    two.record(at: .zero, component: 1, .packetSent, 1, 2)
    two.note(draw(1), at: .zero)
    #expect(one.draws.isEmpty)
    #expect(two.draws.count == 1)
    #expect(one.digest == two.digest)
  }

  @Test("The event that scheduled each event is known by number, cancelled ones counted")
  func eventCauses() {
    var kernel = Kernel(keepsFullTrace: true)
    kernel.schedule(at: .zero, target: 0, kind: 1)
    kernel.schedule(at: .zero, target: 0, kind: 1)
    #expect(kernel.next() != .idle)
    kernel.cancel(kernel.schedule(at: .zero, target: 0, kind: 1))
    #expect(kernel.next() != .idle)
    kernel.schedule(at: .zero, target: 0, kind: 1)
    #expect(
      kernel.recorder.eventCauses == [Recorder.noCause, Recorder.noCause, 0, 1])
    var plain = Kernel()
    plain.schedule(at: .zero, target: 0, kind: 1)
    #expect(plain.recorder.eventCauses.isEmpty)
  }
}
