public import WeirEndpoints
public import WeirPrimitives

extension WorkloadItem {
  /// A browser opens pages one after another, each in a tab of its own, and each follows a topic.
  ///
  /// - Parameters:
  ///   - page: the document that each fetches first; nil for none.
  ///   - other: the server of the topic, where it is another than that of the page.
  ///   - start: from the start of the run, not negative.
  ///   - server: that of the pages; nil for the only one there is.
  public static func openTabs(
    _ count: Int, on host: String, following topic: String, every: TimeSpan = .zero,
    page: String? = "/", from other: String? = nil, closesWhenHidden: Bool = false,
    at start: TimeSpan = .zero, to server: String? = nil
  ) -> WorkloadItem {
    var tabs = TabsPlan(count: count, every: every, follow: topic)
    tabs.page = page
    tabs.followFrom = other
    tabs.closesWhenHidden = closesWhenHidden
    return WorkloadItem(at: .zero + start, on: host, .openTabs(tabs), to: server)
  }

  /// Something happens to the page in a tab, counted from 1.
  public static func page(
    _ action: PageAction, tab: Int, on host: String, at start: TimeSpan = .zero
  ) -> WorkloadItem {
    WorkloadItem(at: .zero + start, on: host, .page(action)).inTab(tab)
  }

  /// A host asks for something that ends by itself.
  ///
  /// - Parameters:
  ///   - path: its query says what it is: `/api/x?bytes=1MB&after=100ms`.
  ///   - reads: whether the program reads the answer; else it stays where it is.
  public static func request(
    _ path: String, on host: String, reads: Bool = true, at start: TimeSpan = .zero,
    to server: String? = nil
  ) -> WorkloadItem {
    WorkloadItem(at: .zero + start, on: host, .request(path: path, reads: reads), to: server)
  }

  /// The item, done by the page in a tab of the host's browser, counted from 1.
  public func inTab(_ tab: Int) -> WorkloadItem {
    var item = self
    item.tab = tab
    return item
  }

  // MARK: Topics

  /// A host publishes these texts, one every interval, on a topic of its own server.
  public static func publish(
    _ path: String, on host: String, texts: [String], every: TimeSpan, at start: TimeSpan = .zero
  ) -> WorkloadItem {
    WorkloadItem(
      at: .zero + start, on: host, .publish(path: path, script: .texts(texts, every: every)))
  }

  /// A host publishes an event stream as its bytes stand on the wire, right or wrong.
  ///
  /// - Parameter parts: in the order of their instants.
  public static func publish(
    _ path: String, on host: String, stream parts: [RawPart], at start: TimeSpan = .zero
  ) -> WorkloadItem {
    WorkloadItem(at: .zero + start, on: host, .publish(path: path, script: .raw(parts)))
  }
}

extension RawPart {
  /// A part of an event stream, as text; empty for one at which responses only end.
  public static func text(_ text: String, at: TimeSpan, ends: Bool = false) -> RawPart {
    RawPart(at: at, bytes: Array(text.utf8), ends: ends)
  }
}
