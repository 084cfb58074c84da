/// The IPv4 address that stands for a host in a capture: the n-th host of the expanded plan,
/// counted from zero, has 10.0.0.1 + n, in 10.0.0.0/8.
struct HostAddress: Equatable {
  let number: UInt32

  init(ofHost host: UInt32) {
    precondition(host < 0xFF_FFFE, "10.0.0.0/8 has no address for host \(host)")
    number = 0x0A00_0001 + host
  }

  static let mask: UInt32 = 0xFF00_0000
}
