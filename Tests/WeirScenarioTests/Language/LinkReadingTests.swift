import TestSupport
import Testing
import WeirKernel
import WeirNetwork
import WeirPrimitives
import WeirScenario
import WeirWorld

@Suite struct LinkReadingTests {
  /// A link with these keys, as it is read.
  private func link(_ keys: String, settings: [String] = []) throws -> LinkPlan {
    var fragments = Fragments()
    fragments.link += ", " + keys
    var scenario = try ScenarioFolder(fragments.text)
    scenario.request.settings = settings
    return try scenario.read().plan.links[0]
  }

  /// The keys of a link, and what they are to the parameters of both directions.
  static let forms: [(keys: String, change: @Sendable (inout LinkParameters) -> Void)] = [
    (#"jitter: "8ms""#, { $0.jitter = .milliseconds(8) }),
    (
      #"jitter: { jitter: "8ms", correlation: "25%", distribution: "paretonormal" }"#,
      {
        $0.jitter = .milliseconds(8)
        $0.jitterCorrelation = .percent(25)
        $0.distribution = .paretonormal
      }
    ),
    (#"loss: "1.5%""#, { $0.loss = Ratio(15, outOf: 1_000) }),
    (
      #"loss: { random: "1%", correlation: "25%" }"#,
      {
        $0.loss = .percent(1)
        $0.lossCorrelation = .percent(25)
      }
    ),
    (
      #"loss: { gemodel: { p: "1%", r: "10%", "1-h": "70%", "1-k": "0.1%" } }"#,
      {
        $0.lossModel = .gilbertElliott(
          GilbertElliott(
            p: .percent(1), r: .percent(10), oneMinusH: .percent(70),
            oneMinusK: Ratio(1, outOf: 1_000)))
      }
    ),
    (
      #"loss: { gemodel: { p: "1%", r: "10%" } }"#,
      { $0.lossModel = .gilbertElliott(GilbertElliott(p: .percent(1), r: .percent(10))) }
    ),
    (
      #"loss: { state: { p13: "1%", p31: "30%", p32: "5%", p23: "70%", p14: "2%" } }"#,
      {
        $0.lossModel = .state(
          FourStateLoss(
            p13: .percent(1), p31: .percent(30), p32: .percent(5), p23: .percent(70),
            p14: .percent(2)))
      }
    ),
    (#"duplicate: "1%""#, { $0.duplicate = Chance(.percent(1)) }),
    (
      #"duplicate: { chance: "1%", correlation: "50%" }"#,
      { $0.duplicate = Chance(.percent(1), correlation: .percent(50)) }
    ),
    (#"corrupt: "2%""#, { $0.corrupt = Corruption(Chance(.percent(2))) }),
    (
      #"corrupt: { chance: "2%", checksum: "passes" }"#,
      { $0.corrupt = Corruption(Chance(.percent(2)), passesChecksum: true) }
    ),
    (#"reorder: "25%""#, { $0.reorder = Reordering(Chance(.percent(25))) }),
    (
      #"reorder: { chance: "25%", correlation: "50%", gap: 5 }"#,
      { $0.reorder = Reordering(Chance(.percent(25), correlation: .percent(50)), gap: 5) }
    ),
    (#"rate: "10Mbit/s""#, { $0.rate = .megabitsPerSecond(10) }),
    (
      #"rate: { rate: "10Mbit/s", overhead: -14, cell: 48, "cell-overhead": 5 }"#,
      {
        $0.rate = .megabitsPerSecond(10)
        $0.framing = Framing(overhead: -14, cell: 48, cellOverhead: 5)
      }
    ),
    (
      #"slot: { min: "2ms" }"#,
      { $0.slot = Slots(.between(.milliseconds(2), .milliseconds(2))) }
    ),
    (
      #"slot: { min: "2ms", max: "5ms", packets: 3, bytes: "9kB" }"#,
      {
        $0.slot = Slots(
          .between(.milliseconds(2), .milliseconds(5)), packets: 3, bytes: .bytes(9_000))
      }
    ),
    (
      #"slot: { distribution: "normal", delay: "5ms", jitter: "1ms" }"#,
      {
        $0.slot = Slots(
          .distributed(.normal, delay: .milliseconds(5), jitter: .milliseconds(1)))
      }
    ),
    ("limit: 100", { $0.limit = 100 }),
    (#"limit: "64kB""#, { $0.limit = .bytes(.bytes(64_000)) }),
    (#"limit: "1501B""#, { $0.limit = .bytes(.bytes(1_501)) }),
    (#"queue: "drop-tail""#, { $0.queue = .dropTail }),
    (#"queue: "codel""#, { $0.queue = .codel }),
    (
      #"queue: { codel: { target: "13ms", interval: "90ms" } }"#,
      {
        $0.queue = .codel(
          CoDelParameters(target: .milliseconds(13), interval: .milliseconds(90)))
      }
    ),
    ("mtu: 1400", { $0.mtu = 1_400 }),
    (
      #"mtu: 1400, icmp: "blackhole""#,
      {
        $0.mtu = 1_400
        $0.reportsTooLarge = false
      }
    ),
    (#"order: "as-it-comes""#, { $0.keepsOrder = false }),
  ]

  @Test("Each parameter of a link is read, written and read again", arguments: forms.indices)
  func roundTrip(index: Int) throws {
    let (keys, change) = Self.forms[index]
    var expected = LinkParameters()
    change(&expected)
    let read = try link(keys)
    #expect(read.up == expected && read.down == expected)

    // In one direction alone too.
    let oneWay = try link("down: { \(keys) }")
    #expect(oneWay.up == LinkParameters() && oneWay.down == expected)

    var fragments = Fragments()
    fragments.link += ", " + keys
    let folder = try ScenarioFolder(fragments.text)
    let document = try ScenarioReader.document(folder.request.scenario)
    let files = try ScenarioWriter.files(of: document, name: "written")
    let again = try ScenarioReader.document(
      folder.folder.write("written.json5", String(decoding: files[0].bytes, as: UTF8.self)))
    #expect(again == document)
    #expect(try ScenarioWriter.files(of: again, name: "written") == files)
  }

  @Test("What is usual is left out, and short forms are written short")
  func short() throws {
    var fragments = Fragments()
    fragments.link +=
      #", jitter: { jitter: "8ms", distribution: "uniform" }, loss: { random: "1%" }, "#
      + #"queue: { codel: { target: "5ms" } }, order: "kept", reorder: { chance: "5%", gap: 1 }"#
    let folder = try ScenarioFolder(fragments.text)
    let files = try ScenarioWriter.files(
      of: ScenarioReader.document(folder.request.scenario), name: "s")
    let text = String(decoding: files[0].bytes, as: UTF8.self)
    for words in [#"jitter: "8ms""#, #"loss: "1%""#, #"queue: "codel""#, #"reorder: "5%""#] {
      #expect(text.contains(words), "\(words)")
    }
    #expect(!text.contains("order: \"kept\""))
  }

  @Test("A direction's parameter takes the place of the link's, all of it")
  func directions() throws {
    let link = try link(
      #"loss: { gemodel: { p: "1%", r: "9%" } }, jitter: { jitter: "4ms", distribution: "normal" },"#
        + #" down: { loss: "2%", jitter: "1ms" }"#)
    #expect(link.up.distribution == .normal && link.up.lossModel != nil)
    #expect(link.down.distribution == .uniform && link.down.jitter == .milliseconds(1))
    #expect(link.down.lossModel == nil && link.down.loss == .percent(2))
  }

  @Test("A part of a parameter can be set, and beats that of a direction")
  func settings() throws {
    let keys =
      #"loss: { gemodel: { p: "1%", r: "9%" } }, down: { loss: { gemodel: { p: "2%", r: "8%" } } }"#
    func model(_ p: UInt64, _ r: UInt64) -> LossModel {
      .gilbertElliott(GilbertElliott(p: .percent(p), r: .percent(r)))
    }
    let both = try link(keys, settings: ["radio.loss.gemodel.p=5%"])
    #expect(both.up.lossModel == model(5, 9) && both.down.lossModel == model(5, 9))
    let one = try link(keys, settings: ["radio.down.loss.gemodel.p=5%"])
    #expect(one.up.lossModel == model(1, 9) && one.down.lossModel == model(5, 8))
    let queue = try link(
      #"queue: "drop-tail", rate: "1Mbit/s""#,
      settings: [
        "radio.queue.codel.target=7ms", "radio.up.rate.rate=2Mbit/s", "radio.down.limit=9kB",
      ])
    #expect(queue.up.queue == .codel(CoDelParameters(target: .milliseconds(7))))
    #expect(queue.up.rate == .megabitsPerSecond(2) && queue.down.rate == .megabitsPerSecond(1))
    #expect(queue.down.limit == .bytes(.bytes(9_000)))
  }
}
