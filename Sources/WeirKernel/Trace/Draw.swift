public import WeirPrimitives

/// One seeded draw that decided something: the words of its key and what came of it.
public struct Draw: Sendable, Equatable {
  public var owner: String
  public var purpose: String
  /// Nil where the owner draws for itself.
  public var entity: UInt64?
  /// Which draw of the key it is: n.
  public var number: UInt64
  /// The 64 bits drawn.
  public var bits: UInt64

  /// - Parameter key: the key of the owner's purpose, or of its entity if there is one.
  public init(
    _ key: DrawKey, owner: String, purpose: String, entity: UInt64? = nil, number: UInt64
  ) {
    self.owner = owner
    self.purpose = purpose
    self.entity = entity
    self.number = number
    bits = key.bits(number)
  }
}

/// A draw in a trace; not part of the digest, which sees only what draws lead to.
public struct DrawRecord: Sendable, Equatable {
  public var instant: Instant
  public var draw: Draw
  /// The sequence number of the event being handled, or ``Recorder/noCause``.
  public var cause: UInt64
  /// How many occurrences were recorded before it.
  public var place: Int

  public init(instant: Instant, draw: Draw, cause: UInt64, place: Int) {
    self.instant = instant
    self.draw = draw
    self.cause = cause
    self.place = place
  }
}
