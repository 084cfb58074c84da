import Synchronization
import Testing
import WeirEndpoints
import WeirKernel
import WeirNetwork
import WeirPrimitives
import WeirReport
import WeirWorld

@Suite struct HiddenStateTests {
  /// What a program must not have: state that outlives its run.
  private final class Hidden: Sendable {
    let runs = Atomic<Int>(0)
  }

  /// Sends a byte more in each run than in the one before.
  private struct Forgetful: Endpoint {
    let hidden: Hidden

    mutating func handle(_ input: EndpointInput, at now: Instant, into effects: inout Effects) {
      switch input {
      case .start:
        _ = effects.connect(host: 1, port: 80)
      case .connected(let socket):
        let count = hidden.runs.add(1, ordering: .relaxed).newValue
        effects.write(on: socket) { bytes, _ in
          bytes.append(contentsOf: repeatElement(0x61, count: count))
        }
      default: break
      }
    }

    mutating func receive(
      _ bytes: Span<UInt8>, offset: UInt64, marks: ArraySlice<Mark>, on socket: SocketID,
      at now: Instant, into effects: inout Effects
    ) {}
  }

  private func run(_ hidden: Hidden, seed: UInt64 = 1) throws -> RunResult {
    var plan = WorldPlan()
    plan.hosts = [HostPlan("phone"), HostPlan("api", server: ServerConfiguration())]
    var radio = LinkPlan("radio", between: "phone", and: "api")
    radio.set(\.delay, to: .milliseconds(20))
    radio.set(\.jitter, to: .milliseconds(2))
    plan.links = [radio]
    plan.duration = .seconds(2)
    var world = try World(plan, seed: seed, keepsFullTrace: true)
    try world.add(Forgetful(hidden: hidden), on: "phone")
    return world.run()
  }

  private func records(_ result: RunResult) -> [TraceRecord] {
    var records: [TraceRecord] = []
    result.traceRecords { records.append($0) }
    return records
  }

  @Test("State that outlives a run is found, and no draw is blamed for it")
  func hiddenState() throws {
    let hidden = Hidden()
    let (one, two) = (try run(hidden), try run(hidden))
    #expect(one.digest != two.digest)
    let divergence = try #require(
      Divergence(between: records(one), and: records(two), eventCauses: one.eventCauses))
    let words = try #require(divergence.occurrence?.here?.words)
    #expect(words.contains("phone: the application writes bytes"))
    #expect(divergence.draw == nil)
    #expect(divergence.text.contains("\nNo draw differs up to there: not chance, "))
    // The SYN-ACK that let the program write, the SYN before it, the start.
    #expect(divergence.causes.count >= 2)
    #expect(divergence.causes[0].records.first?.words.contains("packet delivered") == true)
  }

  @Test("Another seed is found, and the draw behind it is named")
  func otherSeed() throws {
    let (one, two) = (try run(Hidden(), seed: 1), try run(Hidden(), seed: 2))
    let divergence = try #require(
      Divergence(between: records(one), and: records(two), eventCauses: one.eventCauses))
    #expect(divergence.agreeing == 0)
    #expect(
      divergence.text.contains(
        "\nDraw behind it: draw 0 of phone, api, entity 0000000080000050, which came out "))
  }

  @Test("The same program without its state has no divergence")
  func noState() throws {
    let (one, two) = (try run(Hidden()), try run(Hidden()))
    #expect(one.digest == two.digest)
    #expect(Divergence(between: records(one), and: records(two)) == nil)
  }
}
