public import WeirEndpoints
public import WeirPrimitives

extension HostPlan {
  /// A host whose programs are a known client, `policy: .useChat` say.
  ///
  /// - Parameter http: how they speak HTTP.
  public static func client(
    _ name: String, roles: [String] = ["client"], policy: ClientPolicy,
    http: HTTPClientOptions = HTTPClientOptions()
  ) -> HostPlan {
    var host = HostPlan(name, roles: roles)
    host.client = policy
    host.http = http
    return host
  }

  /// A host with a browser, for ``WorkloadItem/openTabs(_:on:following:every:page:from:at:to:)``
  /// and what is done in a tab; ``browsing(_:)`` changes what has no argument here.
  ///
  /// - Parameters:
  ///   - policy: how the pages stream.
  ///   - sharesEventSource: whether tabs share one `EventSource` for a path.
  public static func browser(
    _ name: String, roles: [String] = ["client"], engine: BrowserPlan.Engine = .chromium,
    http: HTTPVersion = .http11, tls: TLSUse = .off, policy: ClientPolicy = ClientPolicy(),
    sharesEventSource: Bool = false
  ) -> HostPlan {
    var browser = BrowserPlan()
    browser.engine = engine
    browser.http = http
    browser.tls = tls
    browser.sharesEventSource = sharesEventSource
    var host = HostPlan(name, roles: roles)
    host.client = policy
    host.browser = browser
    return host
  }

  /// The host with its browser changed; one without a browser gets one first.
  public func browsing(_ change: (inout BrowserPlan) -> Void) -> HostPlan {
    var host = self
    var browser = host.browser ?? BrowserPlan()
    change(&browser)
    host.browser = browser
    return host
  }

  /// The host with its server changed; one without a server gets one first.
  public func serving(_ change: (inout ServerConfiguration) -> Void) -> HostPlan {
    var host = self
    var server = host.server ?? ServerConfiguration()
    change(&server)
    host.server = server
    return host
  }

  /// The host with a server that answers so instead of as usual, after what it was told before.
  ///
  /// - Parameters:
  ///   - path: without query; nil for every path.
  ///   - earliest: from the start of the run.
  ///   - latest: nil for as long as the run lasts.
  ///   - location: the host to which a redirect leads.
  public func answering(
    _ status: Int, at path: String? = nil, from earliest: TimeSpan = .zero,
    until latest: TimeSpan? = nil, type: String? = nil, location: String? = nil
  ) -> HostPlan {
    serving { server in
      server.overrides.append(
        ServerConfiguration.Override(
          path: path, from: .zero + earliest, until: latest.map { .zero + $0 }, status: status,
          contentType: type, location: location))
    }
  }
}
