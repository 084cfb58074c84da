/// How a box in the middle ends a connection.
public enum CutKind: UInt8, Sendable, CaseIterable {
  /// The reader gets a FIN, the writer a RST.
  case fin
  /// Both ends get a RST.
  case rst
  /// Nothing passes any more, without a word.
  case silence
}

/// A box in the middle that has ended a connection, and where it stands on its way.
///
/// What has passed it goes on to its end; what comes to it goes no further.
struct Cut {
  let kind: CutKind
  /// Links between the opener's end and the box, and between the box and the other end.
  let linksFromClient: UInt8
  let linksFromServer: UInt8
  /// Links between an end and the box; none for the reader of a stream that was cut at a position.
  func links(fromClient isClient: Bool) -> UInt8 { isClient ? linksFromClient : linksFromServer }
}
