internal import WeirNetwork
internal import WeirPrimitives
internal import WeirWorld

extension ScenarioReader {
  func decodeLinks(_ field: JSON5Field?) -> [LinkPlan] {
    guard let field else { return [] }
    return field.object(as: "the links") { links in
      links.entries().map { entry in
        check(entry)
        return entry.field.object(as: "a link") { object in decodeLink(entry.key, &object) }
      }
    }
  }

  private func decodeLink(_ name: String, _ object: inout JSON5ObjectDecoder) -> LinkPlan {
    let between = object.required("between")
    let ends = between.array()
    if case .array? = between.value?.content, ends.count != 2 {
      between.reportMismatch(
        found: "a link between \(ends.count) \(ends.count == 1 ? "host" : "hosts")",
        expected: "the names of two, the client's side first")
    }
    var link = LinkPlan(
      name, between: ends.first?.string() ?? "", and: ends.dropFirst().first?.string() ?? "")
    link.roles = decodeRoles(&object)
    var both = LinkParameters()
    decodeParameters(&object, into: &both)
    link.up = both
    link.down = both
    object.optional("up")?.object(as: "a direction of a link") {
      decodeParameters(&$0, into: &link.up)
    }
    object.optional("down")?.object(as: "a direction of a link") {
      decodeParameters(&$0, into: &link.down)
    }
    return link
  }

  private func decodeParameters(
    _ object: inout JSON5ObjectDecoder, into parameters: inout LinkParameters
  ) {
    let longest = TimeSpan.seconds(3_600)
    if let delay = object.optional("delay") {
      parameters.delay = delay.timeSpan(in: .zero...longest)
    }
    if let jitter = object.optional("jitter") {
      parameters.jitter = jitter.timeSpan(in: .zero...longest)
    }
    if let loss = object.optional("loss") { parameters.loss = loss.ratio() }
    if let rate = object.optional("rate") {
      parameters.rate = rate.bitRate()
      parameters.trace = nil  // one direction may have a rate where the link has a recording
    }
    if let limit = object.optional("limit") {
      parameters.limit = limit.integer(in: 0...10_000_000)
    }
    if let trace = object.optional("trace") { parameters.trace = decodeTrace(trace) }
  }

  /// A recorded link, by the name of its file; it takes the place of a rate.
  private func decodeTrace(_ field: JSON5Field) -> MahimahiTrace? {
    let expected = "a recorded link in the Mahimahi format"
    guard let (path, bytes) = contents(of: field, expected: expected) else { return nil }
    do throws(MahimahiError) {
      return try MahimahiTrace.read(bytes.span)
    } catch {
      field.reportMismatch(
        found: "\(Shown.path(path)), \(error)",
        expected: "one time in milliseconds a line, never falling")
      return nil
    }
  }
}
