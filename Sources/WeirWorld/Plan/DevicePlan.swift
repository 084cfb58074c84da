/// A device with several networks, of which one is in use.
public struct DevicePlan: Sendable, Equatable {
  /// Links by name; the first is in use at the beginning.
  ///
  /// Of these the role `access` means the one in use.
  public var networks: [String]

  public init(networks: [String] = []) { self.networks = networks }
}
