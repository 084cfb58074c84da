public import WeirEndpoints
public import WeirPrimitives

extension WorkloadItem {
  /// A host asks for an answer and streams it.
  ///
  /// - Parameters:
  ///   - at: from the start of the run, not negative.
  ///   - to: the server it asks; nil for the only one there is.
  public static func chat(
    on host: String, tokens: Int, every: TimeSpan, format: TokenFormat = .plain,
    at start: TimeSpan = .zero, to server: String? = nil
  ) -> WorkloadItem {
    WorkloadItem(
      at: .zero + start, on: host, .chat(.answer(format: format, tokens: tokens, every: every)),
      to: server)
  }

  /// A host asks for an answer that is streamed as it was recorded.
  public static func chat(
    on host: String, recording: Recording, at start: TimeSpan = .zero, to server: String? = nil
  ) -> WorkloadItem {
    WorkloadItem(at: .zero + start, on: host, .chat(.recording(recording)), to: server)
  }

  /// A host follows a topic of a server.
  public static func follow(
    _ path: String, on host: String, at start: TimeSpan = .zero, to server: String? = nil
  ) -> WorkloadItem {
    WorkloadItem(at: .zero + start, on: host, .follow(path: path), to: server)
  }

  /// A host publishes events on a topic of its own server.
  public static func publish(
    _ path: String, on host: String, count: Int, every: TimeSpan, at start: TimeSpan = .zero
  ) -> WorkloadItem {
    WorkloadItem(
      at: .zero + start, on: host,
      .publish(path: path, script: .publications(count: count, every: every)))
  }
}
