internal import WeirEndpoints
internal import WeirPrimitives

// What clients and browsers are told.
extension PlanCheck {
  mutating func checkClient(_ client: ClientPolicy, _ path: @autoclosure () -> String) {
    if let watchdog = client.watchdog {
      check(watchdog, from: .nanoseconds(1), path() + ".watchdog")
    }
    check(client.reconnectDelay, from: .zero, path() + ".reconnect")
    if let floor = client.retryFloor {
      check(floor, from: .nanoseconds(1), path() + ".retry-floor")
    }
    if let ceiling = client.retryCeiling {
      check(ceiling, from: client.retryFloor ?? .nanoseconds(1), path() + ".retry-ceiling")
    }
    if let limit = client.lineLimit {
      check(limit.bytes, in: ClientLimits.lineBytes, of: "bytes", path() + ".line-limit.bytes")
    }
    if let rebuild = client.rebuildAfter {
      check(rebuild, from: .nanoseconds(1), path() + ".rebuild")
    }
    if let failures = client.rebuildAfterFailures {
      check(failures, in: ClientLimits.failures, of: "failures", path() + ".rebuild-after-failures")
    }
  }

  mutating func checkHTTP(_ http: HTTPClientOptions, _ path: @autoclosure () -> String) {
    checkVersion(http.version, path() + ".version")
    checkWindows(http.streamWindow, http.connectionWindow, path())
    if let interval = http.pingInterval {
      check(interval, from: .nanoseconds(1), path() + ".ping.every")
      if http.pingJitter < .zero || http.pingJitter > interval {
        report(
          path() + ".ping", "a jitter of \(http.pingJitter) around \(interval)",
          "a jitter from 0s up to the interval")
      }
    } else if http.pingJitter != .zero {
      report(path() + ".ping", "a jitter of PINGs that are not sent", "an interval too, or neither")
    }
  }

  mutating func checkBrowser(_ browser: BrowserPlan, _ path: @autoclosure () -> String) {
    checkVersion(browser.http, path() + ".http")
    check(
      browser.connectionsPerOrigin, in: HTTPLimits.connectionsPerOrigin, of: "connections",
      path() + ".connections-per-origin")
    if let most = browser.maximumConnections {
      check(most, in: HTTPLimits.connections, of: "connections", path() + ".maximum-connections")
    }
    if let span = browser.backForwardCache {
      check(span, from: .zero, path() + ".back-forward-cache")
    }
    checkWindows(browser.streamWindow, browser.connectionWindow, path())
  }

  private mutating func checkVersion(
    _ version: HTTPVersion, _ path: @autoclosure () -> String
  ) {
    if version == .http10 { report(path(), "a client that speaks HTTP/1.0", "\"1.1\" or \"2\"") }
  }

  private mutating func checkWindows(
    _ stream: UInt32?, _ connection: UInt32?, _ path: @autoclosure () -> String
  ) {
    if let stream {
      check(Int(stream), in: HTTPLimits.streamWindow, of: "bytes", path() + ".stream-window")
    }
    if let connection {
      check(
        Int(connection), in: HTTPLimits.connectionWindow, of: "bytes",
        path() + ".connection-window")
    }
  }

  // MARK: Pages

  mutating func checkTabs(_ tabs: TabsPlan, _ path: String) {
    checkPath(tabs.follow, path + ".follow")
    if let page = tabs.page { checkPath(page, path + ".page") }
    let counts = 1...10_000
    check(tabs.count, in: counts, of: "tabs", path + ".count")
    // The last one has to open within a run too.
    let steps = Int64(min(max(tabs.count, counts.lowerBound), counts.upperBound))
    let longest = TimeSpan.nanoseconds(Self.longestRun.nanoseconds / steps)
    check(tabs.every, from: .zero, to: longest, path + ".every")
    if let other = tabs.followFrom { checkOneServer(other, path + ".follow-from") }
  }

  /// What is done in a tab needs a browser; what cannot be done in one has no tab.
  mutating func checkTab(of item: WorkloadItem, by hosts: [Members], _ path: String) {
    if let tab = item.tab {
      check(tab, in: 1...10_000, of: "as a tab", path + ".tab")
      switch item.action {
      case .openTabs:
        report(path + ".tab", "\"tab\" beside \"open-tabs\"", "no \"tab\": each opens its own")
      case .publish, .transfer:
        return report(path + ".tab", "a tab for what no page does", "no \"tab\"")
      case .chat, .follow, .page, .request, .audio: break
      }
    }
    guard item.needsBrowser,
      let bare = hosts.first(where: { plan.hosts[$0.place].browser == nil })
    else { return }
    report(
      path + ".on", "tabs on \"\(plan.hosts[bare.place].name)\", which has no browser",
      "a host with a browser")
  }
}

/// How much clients may be told.
public enum ClientLimits {
  /// Bytes of the longest line that a reader takes.
  public static let lineBytes = 1...1 << 30
  /// Failures in a row.
  public static let failures = 1...1_000_000
}

/// How much HTTP may be told.
public enum HTTPLimits {
  /// Octets of a stream's window (RFC 9113 section 6.5.2).
  public static let streamWindow = 0...Int(Int32.max)
  /// Octets of a connection's window, which begins at 65,535 and only grows (section 6.9.2).
  public static let connectionWindow = 65_535...Int(Int32.max)
  /// SETTINGS_MAX_CONCURRENT_STREAMS, of 32 bits.
  public static let concurrentStreams = 0...Int(UInt32.max)
  public static let pingStrikes = 0...1_000_000
  /// Connections to one origin, and to all together.
  public static let connectionsPerOrigin = 1...1_000
  public static let connections = 1...100_000
  /// The length of a certificate list has 24 bits (RFC 8446 section 4.4.2).
  public static let certificateBytes = 0...1 << 24 - 1
}
