internal import WeirEndpoints
internal import WeirPrimitives

extension PlanCheck {
  /// A declared host with some of its members; one that is not counted is its only member.
  struct Members {
    let place: Int
    let indices: Range<Int>
  }

  mutating func checkWorkload() {
    var topics: Set<[String]> = []  // lookup only
    for (index, host) in plan.hosts.enumerated() {
      for publication in host.server?.publications ?? [] {
        let path = "hosts.\(host.name).server.publications"
        check(publication.startsAt, path)
        checkTopic(publication.path, publication.script, path, path)
        note(publication.path, [whole(index)], host.name, path, &topics)
      }
    }
    for (index, item) in plan.workload.enumerated() {
      let path = "workload[\(index)]"
      check(item.at, path + ".at")
      do throws(PlanError) {
        let hosts = try members(of: item.on, path + ".on")
        checkAction(of: item, by: hosts, path, &topics)
      } catch {
        problems.append(error)
      }
    }
  }

  private mutating func checkAction(
    of item: WorkloadItem, by hosts: [Members], _ path: String,
    _ topics: inout Set<[String]>
  ) {
    switch item.action {
    case .publish(let topic, let script):
      checkTopic(topic, script, path + ".publish", path + ".publish.to")
      note(topic, hosts, item.on, path + ".publish.to", &topics)
      if let bare = hosts.first(where: { plan.hosts[$0.place].server == nil }) {
        reportServers(
          path + ".on",
          "a publication on \"\(plan.hosts[bare.place].name)\", which has no server")
      }
    case .chat(let script):
      checkAnswer(script, path + ".chat")
      checkServer(of: item, path)
    case .follow(let topic):
      checkPath(topic, path + ".follow")
      checkServer(of: item, path)
    case .openTabs(let tabs):
      checkTabs(tabs, path + ".open-tabs")
      checkServer(of: item, path)
    case .page:
      if item.tab == nil {
        report(path + ".page", "a page without a tab", "\"tab\" with the number of its tab")
      }
      if item.to != nil {
        report(path + ".to", "\"to\" beside \"page\"", "no \"to\": a page has its server")
      }
    case .request(let target, _):
      checkPath(target, path + ".request")
      checkServer(of: item, path)
    case .transfer(let transfer):
      checkTransfer(transfer, to: item.to, path)
    case .audio(let audio):
      checkPath(audio.path, path + ".audio.path")
      for (frames, key) in [(audio.up, "up"), (audio.down, "down")] {
        check(frames.frames, in: 0...10_000_000, of: "frames", "\(path).audio.\(key).frames")
        check(frames.bytes, in: 0...1 << 24, of: "bytes", "\(path).audio.\(key).bytes")
        check(frames.every, from: .nanoseconds(1), "\(path).audio.\(key).every")
      }
      checkServer(of: item, path)
    }
    checkTab(of: item, by: hosts, path)
  }

  // MARK: Who

  private func whole(_ place: Int) -> Members {
    Members(place: place, indices: 0..<max(0, plan.hosts[place].count ?? 1))
  }

  /// The hosts that a text stands for: at least one, and all that it selects.
  func members(of text: String, _ path: String) throws(PlanError) -> [Members] {
    if let place = hostPlaces[text] { return [whole(place)] }
    let selected = SelectedName(text)
    guard let selection = selected.selection else {
      let all = roster.places(of: text).map { whole($0) }
      if all.isEmpty { throw unknownHost(text, path) }
      return all
    }
    let wanted: Range<Int>
    switch selection {
    case .index(let index): wanted = index..<index + 1
    case .range(let range): wanted = range
    case .share:
      throw PlanError(
        path: path, problem: "the share \"\(text)\"",
        remedy: "indices: who does what is the same for every seed")
    }
    let all = candidates(selected.name)
    guard let most = all.map(\.indices.upperBound).max() else {
      throw unknownHost(selected.name, path)
    }
    let chosen = all.map { Members(place: $0.place, indices: $0.indices.clamped(to: wanted)) }
      .filter { !$0.indices.isEmpty }
    if chosen.reduce(0, { $0 + $1.indices.count }) == wanted.count { return chosen }
    throw PlanError(path: path, problem: "\"\(text)\", of \(most)", remedy: "indices below \(most)")
  }

  /// All that a name or role stands for, each with the indices by which a selection finds it.
  private func candidates(_ name: String) -> [Members] {
    if let place = hostPlaces[name], plan.hosts[place].count != nil { return [whole(place)] }
    if let family = roster.family(name) {
      return family.map { Members(place: $0.place, indices: $0.index..<$0.index + 1) }
    }
    var next = 0
    return roster.places(of: name).map { place in
      let first = next
      next += whole(place).indices.count
      return Members(place: place, indices: first..<next)
    }
  }

  private mutating func checkServer(of item: WorkloadItem, _ path: String) {
    guard let to = item.to else {
      if serverCount == 1 { return }
      reportServers(
        path, serverCount == 0 ? "no server to turn to" : "\(serverCount) servers and no \"to\"",
        isKeyMissing: serverCount > 0)
      return
    }
    checkOneServer(to, path + ".to")
  }

  /// Reports a name that is not that of one host with a server.
  mutating func checkOneServer(_ name: String, _ path: String) {
    do throws(PlanError) {
      let found = try members(of: name, path)
      let count = found.reduce(0) { $0 + $1.indices.count }
      if count > 1 {
        let first = plan.hosts[found[0].place]
        let one = first.count == nil ? first.name : "\(first.name)[\(found[0].indices.lowerBound)]"
        problems.append(
          PlanError(
            path: path, problem: "\"\(name)\", which is \(count) hosts",
            remedy: "one, such as \"\(one)\"", isAboutServers: true))
      } else if !plan.hosts[found[0].place].answersRequests {
        problems.append(unknownServer(name, path))
      }
    } catch {
      problems.append(error.name == nil ? error : unknownServer(name, path))
    }
  }

  private func unknownServer(_ name: String, _ path: String) -> PlanError {
    PlanError(
      path: path, problem: "the unknown server \"\(name)\"",
      remedy: anyServer, name: name, choices: servers, isAboutServers: true)
  }

  private mutating func reportServers(
    _ path: String, _ problem: String, isKeyMissing: Bool = false
  ) {
    problems.append(
      PlanError(
        path: path, problem: problem,
        remedy: (isKeyMissing ? "\"to\" with " : "") + anyServer, isAboutServers: true))
  }

  private var anyServer: String {
    servers.isEmpty ? "a host with a server" : alternatives(servers)
  }

  // MARK: What

  private mutating func checkAnswer(_ script: EventScript, _ path: String) {
    switch script {
    case .answer(_, let tokens, let every):
      check(tokens, in: 0...10_000_000, of: "tokens", path + ".tokens")
      check(every, from: .zero, path + ".every")
    case .recording(let recording):
      var last = TimeSpan.zero
      for (index, piece) in recording.pieces.enumerated() {
        check(piece.bytes, in: 0...Int(Int32.max), of: "bytes", "\(path).recording[\(index)]")
        check(piece.at, from: last, "\(path).recording[\(index)]")
        last = max(last, piece.at)
      }
    case .publications, .texts, .raw:
      report(path, "publications as an answer", "an answer or a recording; publications go on")
    }
  }

  private mutating func checkTopic(
    _ topic: String, _ script: EventScript, _ path: String, _ pathOfTopic: String
  ) {
    checkPath(topic, pathOfTopic)
    if topic.contains("?") || topic == "/api/chat" || topic.hasPrefix("/api/chat/") || topic == "/"
    {
      report(
        pathOfTopic, "a topic at \(topic)",
        "a path without a query that is not \"/\" or under \"/api/chat\"")
    }
    switch script {
    case .publications(let count, let every):
      check(count, in: 1...10_000_000, of: "events", path + ".count")
      check(every, from: .nanoseconds(1), path + ".every")
    case .texts(let texts, let every):
      check(texts.count, in: 1...10_000, of: "texts", path + ".texts")
      check(every, from: .nanoseconds(1), path + ".every")
    case .raw(let parts):
      check(parts.count, in: 1...10_000, of: "parts", path + ".stream")
      var last = TimeSpan.zero
      for (index, part) in parts.enumerated() {
        check(part.at, from: last, "\(path).stream[\(index)].at")
        check(part.bytes.count, in: 0...1 << 24, of: "bytes", "\(path).stream[\(index)]")
        last = max(last, part.at)
      }
    case .answer, .recording:
      report(path, "an answer as a publication", "publications, which go on for ever")
    }
  }

  mutating func checkPath(_ topic: String, _ path: String) {
    let isClean = topic.utf8.allSatisfy { 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "#") }
    if isClean, topic.hasPrefix("/"), topic.utf8.count <= 2_000 { return }
    report(
      path, "the path \"\(topic)\"",
      "a path such as \"/api/events\", of at most 2000 ASCII characters other than space and '#'")
  }

  /// Reports a topic that a server publishes already.
  private mutating func note(
    _ topic: String, _ hosts: [Members], _ text: String, _ path: String,
    _ topics: inout Set<[String]>
  ) {
    var isSecond = false
    for host in hosts {
      let name = plan.hosts[host.place].name
      let isCounted = plan.hosts[host.place].count != nil
      for index in host.indices {
        let member = isCounted ? "\(name)[\(index)]" : name
        if !topics.insert([member, topic]).inserted { isSecond = true }
      }
    }
    if isSecond {
      report(path, "a second publication of \(topic) on \(text)", "one publication a topic")
    }
  }
}
