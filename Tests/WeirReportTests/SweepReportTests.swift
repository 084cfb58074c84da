import Testing
import WeirAudit
import WeirKernel
import WeirPrimitives
import WeirReport
import WeirScenario
import WeirWorld

@Suite struct SweepReportTests {
  private func sweep(_ variants: [String], seeds: ClosedRange<UInt64>) throws -> SweepReport {
    var sweep = SweepReport()
    for variant in variants {
      for seed in seeds {
        let report = try report(variant: variant, seed: seed)
        if seed == seeds.lowerBound { sweep.rows.append(SweepReport.Row(report.scenario)) }
        sweep.rows[sweep.rows.count - 1].take(report.summary())
      }
    }
    return sweep
  }

  @Test("A sweep counts verdicts against the expected one")
  func counts() throws {
    let sweep = try sweep(["fixed", "broken"], seeds: 1...3)
    #expect(sweep.runs == 6)
    #expect(sweep.surpriseCount == 0)
    let lines = sweep.text.split(separator: "\n").map(String.init)
    #expect(
      lines.map { local($0).split(separator: " ").map(String.init) } == [
        ["runs", "passed", "failed", "inconclusive", "expected"],
        [
          "Scenarios/basics/chat-through-a-tunnel.json5", "(fixed)", "3", "3", "0", "0", "passed",
        ],
        [
          "Scenarios/basics/chat-through-a-tunnel.json5", "(broken)", "3", "0", "3", "0", "failed",
        ],
      ])
    #expect(Set(lines.map { $0.count - ($0.split(separator: " ").last?.count ?? 0) }).count == 1)
  }

  @Test("Runs with another verdict are listed, five of them in full")
  func surprises() throws {
    var sweep = SweepReport()
    // With a setting of its own a run is expected to pass.
    for seed in 1...7 {
      let run = try report(
        variant: "broken", seed: UInt64(seed), settings: ["radio.delay=41ms"])
      if seed == 1 { sweep.rows = [SweepReport.Row(run.scenario)] }
      sweep.rows[0].take(run.summary())
    }
    #expect(sweep.surpriseCount == 7)
    #expect(sweep.rows[0].surprises.count == 5)
    let text = local(sweep.text)
    #expect(
      text.contains(
        "\n7 of Scenarios/basics/chat-through-a-tunnel.json5 (broken) not as expected:\n"))
    #expect(text.contains("\n  seed 1 failed: in-order-once: "))
    #expect(
      text.hasSuffix(
        """
            weir run Scenarios/basics/chat-through-a-tunnel.json5 --variant broken \
        --set radio.delay=41ms --seed 5
          and 2 more

        """))
    let row = try #require(try JSONObject(sweep.json).objects("rows").first)
    #expect(row["notAsExpected"] as? Int == 7)
    let first = try #require((row["surprises"] as? [[String: Any]])?.first)
    #expect((row["surprises"] as? [Any])?.count == 5)
    #expect(first.keys.sorted() == ["reason", "replay", "seed", "verdict"])
    #expect(first["verdict"] as? String == "failed")
    #expect(
      row.keys.sorted() == [
        "expectedVerdict", "failed", "inconclusive", "notAsExpected", "passed", "runs",
        "scenario", "surprises", "variant",
      ])
  }

  private func surprise(_ report: RunReport) -> Surprise? { report.summary().surprise }

  @Test("A surprise tells why: the first finding, an idle fault, or that all held")
  func reasons() throws {
    let silent = try report(settings: ["expect={}"])
    #expect(surprise(silent)?.verdict == .inconclusive)
    #expect(surprise(silent)?.reason == "the scenario expects nothing")
    let short = try report(settings: ["duration=1s"])
    #expect(surprise(short)?.reason.hasPrefix("in-order-once: phone's chat still waited ") == true)
    let unmet = try report(
      settings: ["duration=1s", "expect={ latency: '10s' }"])
    #expect(surprise(unmet)?.reason == "nothing of tunnel happened")
    #expect(surprise(try report()) == nil)
    #expect(surprise(try report(variant: "broken")) == nil)
  }

  @Test("A journal line names the run and its digest")
  func journal() throws {
    let report = try report(variant: "broken", seed: 3)
    let line = try JSONObject(report.summary().journalLine)
    #expect(
      line.kinds == [
        "scenario": "string", "variant": "string", "seed": "integer", "digest": "string",
        "verdict": "string", "events": "integer", "lost": "integer",
        "slowestRecoveryNanoseconds": "integer", "virtualNanoseconds": "integer",
        "segmentsRetransmitted": "integer", "goodputsBitsPerSecond": "array",
      ])
    #expect(line.string("digest") == report.result.digest.text)
    #expect(line.integer("lost") == report.result.ledger.accounts.reduce(0) { $0 + $1.lost.count })
  }

  @Test("Progress tells the rate, surprises and the time left, when there is any to tell")
  func progress() throws {
    let sweep = try sweep(["fixed"], seeds: 1...4)
    #expect(sweep.progress(of: 1_000, after: .zero) == "4 of 1,000 runs, 0 not as expected")
    #expect(
      sweep.progress(of: 1_000, after: .milliseconds(100))
        == "4 of 1,000 runs, 40 a second, 0 not as expected, 24 s left")
    #expect(
      sweep.progress(of: .max, after: .seconds(1_000)).hasSuffix(" 0 not as expected"))
    #expect(SweepReport().progress(of: 10, after: .seconds(1)) == "0 of 10 runs, 0 not as expected")
  }
}
