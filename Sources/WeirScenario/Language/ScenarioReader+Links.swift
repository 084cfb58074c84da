internal import WeirNetwork
internal import WeirPrimitives
internal import WeirWorld

extension ScenarioReader {
  func decodeLinks(_ field: JSON5Field?) -> [LinkPlan] {
    guard let field else { return [] }
    return field.object(as: "the links") { links in
      links.entries().map { entry in
        entry.field.object(as: "a link") { object in decodeLink(entry.key, &object) }
      }
    }
  }

  private func decodeLink(_ name: String, _ object: inout JSON5ObjectDecoder) -> LinkPlan {
    let between = object.required("between")
    let ends = between.array()
    if between.value != nil, ends.count != 2 {
      diagnostics.report(
        at: between.span, found: "a link between \(ends.count) hosts",
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
    if let rate = object.optional("rate") { parameters.rate = rate.bitRate() }
    if let limit = object.optional("limit") {
      parameters.limit = limit.integer(in: 0...10_000_000)
    }
    if let trace = object.optional("trace") { parameters.trace = decodeTrace(trace) }
  }

  /// A recorded link, by the name of its file; it takes the place of a rate.
  private func decodeTrace(_ field: JSON5Field) -> MahimahiTrace? {
    let name = field.string()
    if name.isEmpty { return nil }
    let path = resolve(name, in: field.span)
    do throws(FileReading.Failure) {
      let bytes = try FileReading.bytes(of: path)
      do throws(MahimahiError) {
        return try MahimahiTrace.read(bytes.span)
      } catch {
        diagnostics.report(
          at: field.span, found: "that \(path) is no recorded link: \(error)",
          expected: "one time in milliseconds a line, in rising order")
      }
    } catch {
      diagnostics.report(
        at: field.span, found: "that \(path) \(error.problem)",
        expected: "a recorded link in the Mahimahi format")
    }
    return nil
  }
}
