public import WeirPrimitives

/// How many connections the programs of a client may have, and whether they keep them.
public struct PoolLimits: Sendable, Equatable {
  /// HTTP/1.1 connections to one origin; nil for any number.
  public var perOrigin: Int?
  /// Connections to all origins; nil for any number.
  public var total: Int?
  /// Once the total has been reached, no more are opened until so few are left.
  public var resumesAt: Int?
  /// Whether a connection is kept for the next request; else each request has one of its own.
  public var keeps: Bool
  /// How long a kept connection may be idle.
  public var idle: TimeSpan

  public init(
    perOrigin: Int? = nil, total: Int? = nil, resumesAt: Int? = nil, keeps: Bool = false,
    idle: TimeSpan = .seconds(300)
  ) {
    self.perOrigin = perOrigin
    self.total = total
    self.resumesAt = resumesAt
    self.keeps = keeps
    self.idle = idle
  }

  /// A connection for each request, as many as there are.
  public static let none = PoolLimits()
}
