public import WeirEndpoints
public import WeirPrimitives

/// A reverse proxy or balancer on a host: it ends connections on both sides.
///
/// Parameters that are nil are as the model has them.
public struct ProxyPlan: Sendable, Equatable {
  /// The product whose behaviour it has.
  public enum Model: String, Sendable, CaseIterable {
    case nginx
    case haproxy
    case varnish
    case awsALB = "aws-alb"
    case cloudFront = "cloudfront"
  }

  /// How it chooses among several upstream servers.
  public enum Choice: String, Sendable, CaseIterable {
    case roundRobin = "round-robin"
    case leastConnections = "least-connections"
    case sourceHash = "source-hash"
    case cookie
  }

  public var model: Model
  /// Where it sends requests on: a host, all of a counted one, or a role.
  public var upstream: String
  public var choice = Choice.roundRobin
  /// What it speaks with the upstream server.
  public var upstreamHTTP: HTTPVersion?
  /// Whether it collects a response before it hands it on.
  public var isBuffering: Bool?
  /// The longest silence of the upstream server.
  public var readTimeout: Limit?

  /// A time that may be switched off.
  public enum Limit: Sendable, Equatable {
    case off
    case after(TimeSpan)
  }

  public init(_ model: Model = .nginx, upstream: String = "") {
    self.model = model
    self.upstream = upstream
  }
}
