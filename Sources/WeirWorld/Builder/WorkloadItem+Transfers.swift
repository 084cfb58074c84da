public import WeirEndpoints
public import WeirPrimitives

// Plain TCP, without HTTP: what is measured of TCP itself.
extension WorkloadItem {
  /// A host connects to another, which sends so many bytes as fast as it can.
  ///
  /// - Parameters:
  ///   - at: from the start of the run, not negative.
  ///   - port: where the other host listens for it.
  public static func download(
    on host: String, to other: String, bytes: ByteCount, at start: TimeSpan = .zero,
    port: UInt16 = TransferRequest.defaultPort
  ) -> WorkloadItem {
    transfer(.bulk(bytes: bytes), .down, on: host, to: other, at: start, port: port)
  }

  /// A host connects to another and sends it so many bytes as fast as it can.
  public static func upload(
    on host: String, to other: String, bytes: ByteCount, at start: TimeSpan = .zero,
    port: UInt16 = TransferRequest.defaultPort
  ) -> WorkloadItem {
    transfer(.bulk(bytes: bytes), .up, on: host, to: other, at: start, port: port)
  }

  /// A host connects to another, and one of them sends a message every interval.
  ///
  /// - Parameter direction: `up` for messages of the host that connects.
  public static func messages(
    _ count: Int, bytes: Int, every: TimeSpan, direction: TransferRequest.Direction = .down,
    on host: String, to other: String, at start: TimeSpan = .zero,
    port: UInt16 = TransferRequest.defaultPort
  ) -> WorkloadItem {
    transfer(
      .messages(count: count, bytes: bytes, every: every), direction, on: host, to: other,
      at: start, port: port)
  }

  /// A host connects to another again and again, and closes each connection at once.
  ///
  /// - Parameter isServed: false where nobody is to listen there.
  public static func connects(
    _ count: Int = 1, every: TimeSpan = .seconds(1), on host: String, to other: String,
    at start: TimeSpan = .zero, port: UInt16 = TransferRequest.defaultPort, isServed: Bool = true
  ) -> WorkloadItem {
    transfer(
      .connects(count: count, every: every), .down, on: host, to: other, at: start, port: port,
      isServed: isServed)
  }

  /// A host connects to another, and both only listen.
  public static func idle(
    on host: String, to other: String, at start: TimeSpan = .zero,
    port: UInt16 = TransferRequest.defaultPort
  ) -> WorkloadItem {
    transfer(.idle, .down, on: host, to: other, at: start, port: port)
  }

  private static func transfer(
    _ action: TransferRequest.Action, _ direction: TransferRequest.Direction, on host: String,
    to other: String, at start: TimeSpan, port: UInt16, isServed: Bool = true
  ) -> WorkloadItem {
    WorkloadItem(
      at: .zero + start, on: host,
      .transfer(TransferRequest(action, direction, port: port, isServed: isServed)), to: other)
  }
}
