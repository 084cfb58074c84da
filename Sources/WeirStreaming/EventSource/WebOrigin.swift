internal import WeirPrimitives

/// Origins of HTTP URLs (HTML standard, "serialization of an origin").
///
/// Not modelled: percent-encoding, names beyond ASCII, the other spellings of IPv4 addresses.
enum WebOrigin {
  /// Returns scheme, host and port, in lowercase and without the scheme's own port; `null` for
  /// what is no absolute HTTP URL.
  static func serialized(of url: [UInt8]) -> [UInt8] {
    let schemes = [("http://", "80"), ("https://", "443")]
    let scheme = schemes.first { url.lazy.map(ASCII.lowercased).starts(with: $0.0.utf8) }
    guard let (prefix, ownPort) = scheme else { return Array("null".utf8) }
    var host = url.dropFirst(prefix.utf8.count).prefix { !"/?#".utf8.contains($0) }
    if let at = host.lastIndex(of: UInt8(ascii: "@")) { host = host[(at + 1)...] }
    var port = host[host.endIndex...]
    if let colon = host.lastIndex(of: ASCII.colon), host[(colon + 1)...].allSatisfy(ASCII.isDigit) {
      port = host[(colon + 1)...].drop { $0 == ASCII.zero }
      host = host[..<colon]
    }
    if host.isEmpty { return Array("null".utf8) }
    var origin = Array(prefix.utf8) + host.map(ASCII.lowercased)
    if !port.isEmpty, !port.elementsEqual(ownPort.utf8) { origin += [ASCII.colon] + port }
    return origin
  }
}
