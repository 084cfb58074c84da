internal import WeirAudit
internal import WeirEndpoints
internal import WeirNetwork
internal import WeirPrimitives
public import WeirWorld

/// A file that a scenario consists of.
public struct WrittenFile: Sendable, Equatable {
  /// Relative to the folder the scenario stands in.
  public let name: String
  public let bytes: [UInt8]

  init(name: String, text: String) {
    self.name = name
    bytes = Array(text.utf8)
  }
}

/// Writes scenarios and profiles in the language, in one form only.
///
/// Reading what is written gives equal values, and writing those gives the same bytes. What is as
/// it would be without the key is left out. Comments are not kept.
public struct ScenarioWriter {
  private var files: [WrittenFile] = []

  /// Returns the scenario's file, called `NAME.json5`, then its profiles and recordings beside it.
  ///
  /// - Throws: a problem of the plan, or what the language has no words for: bounds, say.
  public static func files(
    of document: ScenarioDocument, name: String
  ) throws(PlanError) -> [WrittenFile] {
    if let problem = document.plan.problems.first ?? document.plan.unwritable { throw problem }
    var writer = ScenarioWriter()
    let tree = writer.tree(of: document)
    let text = JSON5Writer.text(of: JSON5Value(.object(tree)))
    var files = [WrittenFile(name: name + ".json5", text: text)]
    for profile in document.profiles {
      files.append(WrittenFile(name: profile.name + ".json5", text: try Self.text(of: profile)))
    }
    return files + writer.files
  }

  /// Returns the text of a fault profile's file.
  ///
  /// - Throws: what the language has no words for.
  public static func text(of profile: FaultProfile) throws(PlanError) -> String {
    var plan = WorldPlan()
    plan.faults = profile.rules
    if let problem = plan.unwritable { throw problem }
    var object = JSON5Object()
    object["title"] = JSON5Value(.string(profile.title))
    if let about = profile.about { object["about"] = JSON5Value(.string(about)) }
    object["rules"] = JSON5Value(.array(profile.rules.map { JSON5Value(.object($0.written)) }))
    return JSON5Writer.text(of: JSON5Value(.object(object)))
  }

  private mutating func tree(of document: ScenarioDocument) -> JSON5Object {
    let plan = document.plan
    let usual = WorldPlan()
    var root = JSON5Object()
    root["title"] = JSON5Value(.string(document.title))
    if let about = document.about { root["about"] = JSON5Value(.string(about)) }
    root["hosts"] = Self.named(
      plan.hosts.map { host in
        var blank = HostPlan(host.name)
        blank.tcp = plan.tcp
        return (host.name, ScenarioCatalogue.host.written(host, unlike: blank))
      })
    if !plan.links.isEmpty {
      var links: [(String, JSON5Object)] = []
      for link in plan.links { links.append((link.name, written(link))) }
      root["links"] = Self.named(links)
    }
    var items: [JSON5Value] = []
    for (index, item) in plan.workload.enumerated() {
      items.append(JSON5Value(.object(written(item, index: index))))
    }
    root["workload"] = JSON5Value(.array(items))
    if plan.duration != usual.duration {
      root["duration"] = JSON5Value(.string(plan.duration.text))
    }
    let tcp = ScenarioCatalogue.tcp.written(plan.tcp)
    if !tcp.members.isEmpty { root["tcp"] = JSON5Value(.object(tcp)) }
    if plan.settle != usual.settle { root["settle"] = JSON5Value(.string(plan.settle.text)) }
    if !document.profiles.isEmpty {
      root["profiles"] = JSON5Value(
        .array(document.profiles.map { JSON5Value(.string($0.name + ".json5")) }))
    }
    if !plan.expectations.isEmpty { root["expect"] = Self.written(plan.expectations) }
    if !document.variants.isEmpty {
      root["variants"] = Self.named(document.variants.map { ($0.name, Self.written($0)) })
    }
    return root
  }

  private static func named(_ members: [(String, JSON5Object)]) -> JSON5Value {
    JSON5Value(
      .object(
        JSON5Object(
          distinct: members.map { JSON5Member(key: $0.0, value: JSON5Value(.object($0.1))) })))
  }

  private static func written(_ expectations: [RunExpectation]) -> JSON5Value {
    var object = JSON5Object()
    for expectation in expectations {
      for form in ExpectationForm.all {
        if let value = form.write(expectation) { object[form.name] = value }
      }
    }
    return JSON5Value(.object(object))
  }

  private static func written(_ variant: VariantDocument) -> JSON5Object {
    var object = JSON5Object()
    object["expected"] = JSON5Value(.string(variant.expected.rawValue))
    if let about = variant.about { object["about"] = JSON5Value(.string(about)) }
    if !variant.settings.isEmpty {
      var settings = JSON5Object()
      for setting in variant.settings { settings[setting.path] = setting.value }
      object["set"] = JSON5Value(.object(settings))
    }
    return object
  }

  // MARK: Links

  private mutating func written(_ link: LinkPlan) -> JSON5Object {
    var object = JSON5Object()
    for member in ScenarioCatalogue.linkRoles.written(link).members {
      object[member.key] = member.value
    }
    object["between"] = JSON5Value(
      .array([JSON5Value(.string(link.first)), JSON5Value(.string(link.second))]))
    var up = parameters(link.up, file: "\(link.name).up.trace")
    var down = parameters(link.down, file: "\(link.name).down.trace")
    let sharesCapacity = link.up.capacity == link.down.capacity && link.up.trace == link.down.trace
    if sharesCapacity, let trace = link.up.trace {
      up["trace"] = JSON5Value(.string("\(link.name).trace"))
      down["trace"] = up["trace"]
      add(trace, file: "\(link.name).trace")
    } else {
      if let trace = link.up.trace { add(trace, file: "\(link.name).up.trace") }
      if let trace = link.down.trace { add(trace, file: "\(link.name).down.trace") }
    }
    for key in ScenarioCatalogue.linkParameters.shape.keys.map(\.name) {
      let isCapacity = key == "rate" || key == "trace"
      guard let value = up[key], value == down[key], !isCapacity || sharesCapacity else { continue }
      object[key] = value
      up[key] = nil
      down[key] = nil
    }
    if !up.members.isEmpty { object["up"] = JSON5Value(.object(up)) }
    if !down.members.isEmpty { object["down"] = JSON5Value(.object(down)) }
    return object
  }

  private func parameters(_ parameters: LinkParameters, file: String) -> JSON5Object {
    var object = ScenarioCatalogue.linkParameters.written(parameters)
    if parameters.trace != nil { object["trace"] = JSON5Value(.string(file)) }
    return object
  }

  private mutating func add(_ trace: MahimahiTrace, file: String) {
    let text = trace.milliseconds.map { "\($0)\n" }.joined()
    files.append(WrittenFile(name: file, text: text))
  }

  // MARK: Workload

  private mutating func written(_ item: WorkloadItem, index: Int) -> JSON5Object {
    var object = JSON5Object()
    if item.at > .zero { object["at"] = JSON5Value(.string(item.at.elapsed(since: .zero).text)) }
    object["on"] = JSON5Value(.string(item.on))
    if let to = item.to { object["to"] = JSON5Value(.string(to)) }
    if let tab = item.tab { object["tab"] = JSON5Value(integerLiteral: Int64(tab)) }
    switch item.action {
    case .chat(let script): object["chat"] = written(script, file: "answer-\(index).txt")
    case .follow(let path): object["follow"] = JSON5Value(.string(path))
    case .publish(let path, let script):
      object["publish"] = ScenarioCatalogue.publication.write(
        Publication(topic: path, script: script))
    case .openTabs(let tabs): object["open-tabs"] = ScenarioCatalogue.tabs.value.write(tabs)
    case .page(let action): object["page"] = JSON5Value(.string(action.rawValue))
    case .request(let path, let reads):
      object["request"] = ScenarioCatalogue.request.write(PlainRequest(path: path, reads: reads))
    case .transfer(let transfer):
      object[transfer.name] = ScenarioCatalogue.form(of: transfer).value.write(transfer)
    case .audio(let audio): object["audio"] = ScenarioCatalogue.audio.value.write(audio)
    }
    return object
  }

  private mutating func written(_ script: EventScript, file: String) -> JSON5Value {
    switch script {
    case .answer(let format, let tokens, let every):
      var object = JSON5Object()
      object["tokens"] = JSON5Value(integerLiteral: Int64(tokens))
      object["every"] = JSON5Value(.string(every.text))
      if format != .plain { object["format"] = JSON5Value(.string(format.rawValue)) }
      return JSON5Value(.object(object))
    case .recording(let recording):
      let lines = recording.pieces.map { "\($0.at.nanoseconds / 1_000_000) \($0.bytes)\n" }
      files.append(WrittenFile(name: file, text: lines.joined()))
      return ["recording": JSON5Value(.string(file))]
    case .publications, .texts, .raw:
      preconditionFailure("a chat that is a publication was refused before")
    }
  }
}
