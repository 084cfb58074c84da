internal import WeirEndpoints
internal import WeirPrimitives
internal import WeirWorld

extension ScenarioReader {
  func decodeWorkload(_ field: JSON5Field) -> [WorkloadItem] {
    field.array().compactMap { element in
      element.object(as: "an item of the workload") { object in decodeItem(&object) }
    }
  }

  private func decodeItem(_ object: inout JSON5ObjectDecoder) -> WorkloadItem? {
    let at = object.optional("at")?.timeSpan(in: .zero...Self.longestRun) ?? .zero
    let host = object.required("on").string()
    let to = object.optional("to")?.string()
    var actions: [WorkloadItem.Action] = []
    if let chat = object.optional("chat") { actions.append(.chat(decodeChat(chat))) }
    if let follow = object.optional("follow") {
      actions.append(.follow(path: decodePath(follow)))
    }
    if let publish = object.optional("publish") { actions.append(decodePublish(publish)) }
    guard let action = actions.first, actions.count == 1 else {
      diagnostics.report(
        at: object.span,
        found: actions.isEmpty ? "an item that does nothing" : "an item that does several things",
        expected: "one of \"chat\", \"follow\" and \"publish\"")
      return nil
    }
    return WorkloadItem(at: .zero + at, on: host, action, to: to)
  }

  private func decodeChat(_ field: JSON5Field) -> EventScript {
    field.object(as: "a chat") { object in
      let tokens = object.optional("tokens")
      let every = object.optional("every")
      let format = object.optional("format")
      if let recording = object.optional("recording") {
        for (key, other) in [("tokens", tokens), ("every", every), ("format", format)] {
          guard let other else { continue }
          diagnostics.report(
            at: other.span, found: "\"\(key)\" beside a recording",
            expected: "a recording alone: it says when each piece comes")
        }
        return .recording(decodeRecording(recording))
      }
      return .answer(
        format: format?.oneOf(TokenFormat.self) ?? .plain,
        tokens: tokens?.integer(in: 0...10_000_000) ?? 100,
        every: every?.timeSpan(in: .zero...Self.longestRun) ?? .milliseconds(50))
    }
  }

  private func decodePublish(_ field: JSON5Field) -> WorkloadItem.Action {
    field.object(as: "a publication") { object in
      let path = decodePath(object.required("to"))
      let count = object.required("count").integer(in: 1...10_000_000)
      let every = object.required("every").timeSpan(in: .nanoseconds(1)...Self.longestRun)
      return .publish(path: path, script: .publications(count: count, every: every))
    }
  }

  /// A path of a request: begins with a slash, holds what a request line may hold.
  private func decodePath(_ field: JSON5Field) -> String {
    let path = field.string()
    let isClean = path.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
    if field.value != nil, !path.hasPrefix("/") || !isClean {
      diagnostics.report(
        at: field.span, found: Shown.quoted(path),
        expected: "a path such as \"/api/events\"",
        suggestion: isClean && !path.isEmpty ? Shown.quoted("/" + path) : nil)
      return "/"
    }
    return path
  }

  private func decodeRecording(_ field: JSON5Field) -> Recording {
    let path = resolve(field.string(), in: field.span)
    do throws(FileReading.Failure) {
      let bytes = try FileReading.bytes(of: path)
      do throws(Recording.ReadError) {
        return try Recording(reading: bytes)
      } catch {
        diagnostics.report(
          at: field.span, found: "that line \(error.line) of \(path) \(error.problem)",
          expected: "lines of \"milliseconds bytes\"")
      }
    } catch {
      diagnostics.report(
        at: field.span, found: "that \(path) \(error.problem)",
        expected: "a recording of (milliseconds, bytes)")
    }
    return Recording(pieces: [])
  }
}
