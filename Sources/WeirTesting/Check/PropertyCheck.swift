internal import Testing
internal import WeirAudit
internal import WeirWorld

/// One check of a property: what it runs, and what is said of that.
struct PropertyCheck {
  let property: Property
  let seeds: ClosedRange<UInt64>
  /// The value of `WEIR_SEED`; nil when it is not set.
  let variable: String?

  init(_ property: Property, _ seeds: ClosedRange<UInt64>, variable: String?) {
    self.property = property
    self.seeds = seeds
    self.variable = variable
  }

  struct Outcome {
    var results: SeedResults
    /// What is to be recorded; nil when the property holds.
    var issue: String?
    /// What is to be printed; nil unless one seed was brought back.
    var story: String?

    init(results: SeedResults, issue: String?, story: String?) {
      self.results = results
      self.issue = issue
      self.story = story
    }

    init(refusal: Refusal, expected: Verdict) {
      self.init(results: SeedResults(expected: expected), issue: refusal.text, story: nil)
    }

    func record(at sourceLocation: SourceLocation) -> SeedResults {
      if let story { print(story, terminator: "") }
      if let issue { Issue.record(Comment(rawValue: issue), sourceLocation: sourceLocation) }
      return results
    }
  }

  /// Runs the plan's worlds, with programs of one's own put into them, one after the other.
  func outcome(_ configure: (inout World) throws -> Void) -> Outcome {
    outcome(running: { seed in try property.result(of: seed, configure) })
  }

  /// Runs the plan's worlds, with programs of one's own put into them, several at once.
  func outcome(
    jobs: Int, _ configure: @escaping @Sendable (inout World) throws -> Void
  ) async -> Outcome {
    let property = property
    return await outcome(jobs: jobs, running: { seed in try property.result(of: seed, configure) })
  }

  /// Runs the seeds one after the other.
  func outcome(running run: (UInt64) throws -> RunResult) -> Outcome {
    do throws(Refusal) {
      let request = try request()
      if request.isReplay { return try replayed(request, run) }
      return told(try property.run(request.seeds, run), of: request)
    } catch {
      return Outcome(refusal: error, expected: property.expected)
    }
  }

  /// Runs the seeds in several tasks at once.
  func outcome(
    jobs: Int, running run: @escaping @Sendable (UInt64) throws -> RunResult
  ) async -> Outcome {
    do throws(Refusal) {
      let request = try request()
      if request.isReplay { return try replayed(request, run) }
      return told(try await property.run(request, jobs: jobs, run), of: request)
    } catch {
      return Outcome(refusal: error, expected: property.expected)
    }
  }

  private func request() throws(Refusal) -> SeedRequest {
    let request = try SeedRequest(seeds, variable: variable)
    let problems = property.plan.problems
    if !problems.isEmpty { throw Refusal(problems) }
    return request
  }

  private func replayed(
    _ request: SeedRequest, _ run: (UInt64) throws -> RunResult
  ) throws(Refusal) -> Outcome {
    let result = try property.result(of: request.seeds.lowerBound, run)
    var results = SeedResults(expected: property.expected)
    if result.end != .interrupted { results.take(result) }
    var outcome = told(results, of: request)
    outcome.story = CheckMessage.story(of: result, property)
    return outcome
  }

  private func told(_ results: SeedResults, of request: SeedRequest) -> Outcome {
    let message = CheckMessage(property: property, request: request, results: results)
    return Outcome(results: results, issue: message.issue, story: nil)
  }
}
