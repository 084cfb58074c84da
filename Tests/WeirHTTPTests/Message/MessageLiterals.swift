import WeirHTTP

/// Builds a list from literals.
func headerList(_ fields: (String, String)...) -> HTTPHeaderList {
  var list = HTTPHeaderList()
  for (name, value) in fields { list.append(Array(name.utf8).span, Array(value.utf8).span) }
  return list
}

extension [UInt8] {
  init(text: String) { self = Array(text.utf8) }
}
