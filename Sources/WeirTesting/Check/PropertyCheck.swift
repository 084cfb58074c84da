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

  /// Runs the seeds one after the other.
  func outcome(_ configure: (inout World) throws -> Void) -> Outcome {
    do throws(Refusal) {
      let request = try request()
      if request.isReplay { return try replayed(request, configure) }
      return told(try property.run(request.seeds, configure), of: request)
    } catch {
      return Outcome(refusal: error, expected: property.expected)
    }
  }

  /// Runs the seeds in several tasks at once.
  func outcome(
    jobs: Int, _ configure: @escaping @Sendable (inout World) throws -> Void
  ) async -> Outcome {
    do throws(Refusal) {
      let request = try request()
      if request.isReplay { return try replayed(request, configure) }
      return told(try await property.run(request, jobs: jobs, configure), of: request)
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
    _ request: SeedRequest, _ configure: (inout World) throws -> Void
  ) throws(Refusal) -> Outcome {
    let run = try property.run(request.seeds.lowerBound, configure)
    var results = SeedResults(expected: property.expected)
    if run.end != .interrupted { results.take(run) }
    var outcome = told(results, of: request)
    outcome.story = CheckMessage.story(of: run, property)
    return outcome
  }

  private func told(_ results: SeedResults, of request: SeedRequest) -> Outcome {
    let message = CheckMessage(property: property, request: request, results: results)
    return Outcome(results: results, issue: message.issue, story: nil)
  }
}
