public import WeirAudit
public import WeirEndpoints
public import WeirKernel
public import WeirNetwork
public import WeirPrimitives
public import WeirTCP

/// A machine and the programs on it, or any number of the same kind.
public struct HostPlan: Sendable, Equatable {
  public var name: String
  /// How many there are, `name[0]` onwards; nil for a single one that bears the name itself.
  public var count: Int?
  /// What it is to others: `client`, `edge`, `origin`.
  public var roles: [String] = []
  /// How its TCP behaves; nil for as the plan says.
  public var tcp: TCPConfiguration?
  /// How its client programs behave; every host may have some.
  public var client = ClientPolicy()
  /// How they speak HTTP; a browser has its own.
  public var http = HTTPClientOptions()
  /// Its streaming server, if it has one.
  public var server: ServerConfiguration?
  /// Its browser, if programs run in tabs.
  public var browser: BrowserPlan?
  /// Its networks, if it has several to change between.
  public var device: DevicePlan?
  /// Its reverse proxy or balancer, if it hands requests on.
  public var proxy: ProxyPlan?

  public init(
    _ name: String, count: Int? = nil, roles: [String] = [], server: ServerConfiguration? = nil
  ) {
    self.name = name
    self.count = count
    self.roles = roles
    self.server = server
  }
}

/// A link between two hosts; `up` leads from the first to the second.
///
/// With a counted host at an end it is counted itself, one link a member; two counted hosts must
/// have the same number of members, which pair up by index.
public struct LinkPlan: Sendable, Equatable {
  public var name: String
  /// What it is to a device: `access`.
  public var roles: [String] = []
  public var first: String
  public var second: String
  public var up = LinkParameters()
  public var down = LinkParameters()

  public init(_ name: String, roles: [String] = [], between first: String, and second: String) {
    self.name = name
    self.roles = roles
    self.first = first
    self.second = second
  }

  /// Sets a parameter in both directions.
  public mutating func set<Value>(
    _ parameter: WritableKeyPath<LinkParameters, Value>, to value: Value
  ) {
    up[keyPath: parameter] = value
    down[keyPath: parameter] = value
  }
}

/// Something a program on a host is told to do at an instant.
public struct WorkloadItem: Sendable, Equatable {
  public enum Action: Sendable, Equatable {
    /// Ask a server for an answer and stream it.
    case chat(EventScript)
    /// Follow a topic of a server.
    case follow(path: String)
    /// Publish events on a topic of this host's own server.
    case publish(path: String, script: EventScript)
    /// Open pages in tabs of their own.
    case openTabs(TabsPlan)
    /// Something that happens to the page in ``WorkloadItem/tab``.
    case page(PageAction)
    /// Ask for something that is answered at once.
    ///
    /// - Parameter reads: whether the program reads the answer.
    case request(path: String, reads: Bool)
    /// Stream audio both ways.
    case audio(AudioPlan)
    /// Connect to a host over plain TCP, without HTTP.
    case transfer(TransferRequest)
  }

  public var at: Instant
  /// The host that does it: by name, `phone[7]`; several by a counted name, `phone[0..<3]` or a
  /// role.
  public var on: String
  public var action: Action
  /// The server it turns to, one host in the same words; nil for the only one there is.
  ///
  /// A transfer names its host, whatever that is.
  public var to: String?
  /// The browser's tab that does it, counted from 1; nil for a program outside tabs.
  public var tab: Int?

  public init(at: Instant = .zero, on host: String, _ action: Action, to server: String? = nil) {
    self.at = at
    on = host
    self.action = action
    to = server
  }
}

/// A world as values: what a scenario file says and what a Swift test builds.
public struct WorldPlan: Sendable, Equatable {
  public var hosts: [HostPlan] = []
  public var links: [LinkPlan] = []
  public var workload: [WorkloadItem] = []
  public var faults: [FaultRule] = []
  public var expectations: [RunExpectation] = []
  /// The run ends here at the latest, in virtual time.
  public var duration = TimeSpan.seconds(600)
  /// How long after the last source has finished the run waits for what is still owed.
  public var settle = TimeSpan.seconds(30)
  public var tcp = TCPConfiguration()
  public var bounds = RunBounds()

  public init() {}
}

/// Why a plan is not a world.
public struct PlanError: Error, Equatable, Sendable {
  /// The path of what is wrong, as errors of scenarios name it: `links.radio.between[1]`.
  public let path: String
  /// What was found: `the unknown host "phon"`.
  public let problem: String
  /// What would be right.
  public let remedy: String
  /// The name that names nothing, where that is the problem, and those that would do.
  public var name: String?
  public var choices: [String] = []
  /// Whether it depends on which hosts have servers, not on names alone.
  public var isAboutServers = false

  public init(
    path: String, problem: String, remedy: String, name: String? = nil, choices: [String] = [],
    isAboutServers: Bool = false
  ) {
    self.path = path
    self.problem = problem
    self.remedy = remedy
    self.name = name
    self.choices = choices
    self.isAboutServers = isAboutServers
  }
}
