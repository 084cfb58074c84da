/// Which place the connection of a handle is kept at.
///
/// Numbers of connections rise and are never used twice, places are: a handle that somebody kept
/// names its own connection or none. What stays of a connection that is over is four bytes here.
struct ConnectionDirectory {
  private static let gone = UInt32.max

  /// By number.
  private var places: [UInt32] = []
  private var free: [UInt32] = []
  private var placeCount: UInt32 = 0

  /// Connections ever opened.
  var count: Int { places.count }

  /// Gives the next connection its number and a place, which is new if it is the last.
  mutating func open() -> (number: UInt32, place: Int) {
    precondition(places.count < Int(UInt32.max >> 1), "more connections than handles can name")
    let place: UInt32
    if let used = free.popLast() {
      place = used
    } else {
      place = placeCount
      placeCount += 1
    }
    places.append(place)
    return (UInt32(places.count - 1), Int(place))
  }

  mutating func forget(number: UInt32) {
    let place = places[Int(number)]
    precondition(place != Self.gone, "connection \(number) is forgotten once")
    places[Int(number)] = Self.gone
    free.append(place)
  }

  /// The place of a connection; nil when it is gone.
  func place(ofNumber number: UInt32) -> Int? {
    let place = places[Int(number)]
    return place == Self.gone ? nil : Int(place)
  }

  func place(of socket: SocketHandle) -> EndPlace? {
    place(ofNumber: socket.connection)
      .map { EndPlace(connection: $0, isClient: socket.isClient) }
  }
}
