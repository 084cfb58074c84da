internal import WeirPrimitives

/// As much of the WHATWG URL standard as an `EventSource` needs: origins, and where redirects lead.
///
/// Not modelled: percent-encoding, names beyond ASCII, the other spellings of IPv4 addresses.
enum WebAddress {
  /// Returns scheme, host and port, in lowercase and without the scheme's own port; `null` for
  /// what is no absolute HTTP URL (HTML standard, "serialization of an origin").
  static func origin(of url: [UInt8]) -> [UInt8] {
    guard let scheme = Scheme(of: url[...]), let authority = authority(of: url) else {
      return Array("null".utf8)
    }
    var host = url[authority]
    if let at = host.lastIndex(of: UInt8(ascii: "@")) { host = host[(at + 1)...] }
    var port = host[host.endIndex...]
    if let colon = host.lastIndex(of: ASCII.colon),
      host[(colon + 1)...].allSatisfy(ASCII.isDigit)
    {
      port = host[(colon + 1)...].drop { $0 == ASCII.zero }
      host = host[..<colon]
    }
    var origin = Array(scheme.name.utf8) + Array("://".utf8) + host.map(ASCII.lowercased)
    if !port.isEmpty, !port.elementsEqual(scheme.port.utf8) { origin += [ASCII.colon] + port }
    return origin
  }

  /// Returns the URL that a `Location` names, seen from the URL that answered with it; nil when
  /// that is no HTTP URL (Fetch standard, "location URL").
  static func resolve(_ location: [UInt8], against base: [UInt8]) -> [UInt8]? {
    var reference = location[...]
    while let last = reference.last, last <= ASCII.space { reference.removeLast() }
    reference = reference.drop { $0 <= ASCII.space }.prefix { $0 != UInt8(ascii: "#") }
    if hasScheme(reference) {
      guard Scheme(of: reference) != nil else { return nil }
      return Array(reference)
    }
    let authority = authority(of: base)
    let root = authority?.upperBound ?? 0
    if reference.starts(with: "//".utf8) {
      guard let authority else { return nil }
      return Array(base[..<(authority.lowerBound - 2)] + reference)
    }
    let pathEnd = base[root...].firstIndex { $0 == question || $0 == UInt8(ascii: "#") }
    let path = base[root..<(pathEnd ?? base.endIndex)]
    if reference.isEmpty || reference.first == question {
      return Array(base[..<root] + path + reference)
    }
    if reference.first == slash { return Array(base[..<root]) + withoutDots(reference) }
    let folder = path.lastIndex(of: slash).map { path[...$0] } ?? [slash]
    return Array(base[..<root]) + withoutDots(folder + reference)
  }

  private static let slash = UInt8(ascii: "/")
  private static let question = UInt8(ascii: "?")

  /// The schemes that an `EventSource` can follow.
  private struct Scheme {
    let name: String
    let port: String

    init?(of url: ArraySlice<UInt8>) {
      let known = [Scheme(name: "http", port: "80"), Scheme(name: "https", port: "443")]
      let match = known.first {
        url.lazy.map(ASCII.lowercased).starts(with: "\($0.name)://".utf8)
      }
      guard let match else { return nil }
      self = match
    }

    private init(name: String, port: String) {
      self.name = name
      self.port = port
    }
  }

  /// Whether a reference begins with a scheme, known or not.
  private static func hasScheme(_ reference: ArraySlice<UInt8>) -> Bool {
    let name = reference.prefix {
      ASCII.lowercased($0) &- 0x61 < 26 || ASCII.isDigit($0) || "+-.".utf8.contains($0)
    }
    guard let first = name.first, !ASCII.isDigit(first), !"+-.".utf8.contains(first) else {
      return false
    }
    return reference.dropFirst(name.count).first == ASCII.colon
  }

  /// Returns where user, host and port stand in an absolute URL; nil when there is no host.
  private static func authority(of url: [UInt8]) -> Range<Int>? {
    guard let colon = url.firstIndex(of: ASCII.colon), hasScheme(url[...]),
      url[(colon + 1)...].starts(with: "//".utf8)
    else { return nil }
    let start = colon + 3
    let end = url[start...].firstIndex { $0 == slash || $0 == question || $0 == UInt8(ascii: "#") }
    let range = start..<(end ?? url.endIndex)
    return range.isEmpty ? nil : range
  }

  /// Takes the segments `.` and `..` out of a path; a query behind it stays as it is.
  private static func withoutDots(_ target: ArraySlice<UInt8>) -> [UInt8] {
    let path = target.prefix { $0 != question }
    var kept: [ArraySlice<UInt8>] = []
    let segments = path.dropFirst().split(separator: slash, omittingEmptySubsequences: false)
    for (index, segment) in segments.enumerated() {
      let isDot = segment.elementsEqual(".".utf8)
      let isParent = segment.elementsEqual("..".utf8)
      if isParent, !kept.isEmpty { kept.removeLast() }
      if !isDot, !isParent {
        kept.append(segment)
      } else if index == segments.count - 1 {
        kept.append([])
      }
    }
    return kept.reduce(into: []) { $0 += [slash] + $1 } + target[path.endIndex...]
  }
}
