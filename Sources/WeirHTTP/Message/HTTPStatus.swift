/// Facts about status codes, RFC 9110 section 15.
public enum HTTPStatus {
  /// Returns the usual reason phrase, or an empty one for a code without.
  ///
  /// The phrases are those of the IANA registry of status codes.
  public static func reason(_ status: Int) -> StaticString {
    switch status {
    case 100...199: informationalReason(status)
    case 200...299: successReason(status)
    case 300...399: redirectionReason(status)
    case 400...499: clientErrorReason(status)
    case 500...599: serverErrorReason(status)
    default: ""
    }
  }

  /// Whether a response with the status comes before the final one; 101 is final, it ends HTTP/1.1.
  public static func isInterim(_ status: Int) -> Bool {
    (100...199).contains(status) && status != 101
  }

  /// Whether the status rules out content whatever the header says, RFC 9110 section 6.4.1.
  public static func forbidsContent(_ status: Int) -> Bool {
    (100...199).contains(status) || status == 204 || status == 304
  }

  private static func informationalReason(_ status: Int) -> StaticString {
    switch status {
    case 100: "Continue"
    case 101: "Switching Protocols"
    case 102: "Processing"
    case 103: "Early Hints"
    default: ""
    }
  }

  private static func successReason(_ status: Int) -> StaticString {
    switch status {
    case 200: "OK"
    case 201: "Created"
    case 202: "Accepted"
    case 203: "Non-Authoritative Information"
    case 204: "No Content"
    case 205: "Reset Content"
    case 206: "Partial Content"
    default: ""
    }
  }

  private static func redirectionReason(_ status: Int) -> StaticString {
    switch status {
    case 300: "Multiple Choices"
    case 301: "Moved Permanently"
    case 302: "Found"
    case 303: "See Other"
    case 304: "Not Modified"
    case 307: "Temporary Redirect"
    case 308: "Permanent Redirect"
    default: ""
    }
  }

  private static func clientErrorReason(_ status: Int) -> StaticString {
    switch status {
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 406: "Not Acceptable"
    case 408: "Request Timeout"
    case 409: "Conflict"
    case 410: "Gone"
    case 411: "Length Required"
    case 412: "Precondition Failed"
    case 413: "Content Too Large"
    case 414: "URI Too Long"
    case 415: "Unsupported Media Type"
    case 417: "Expectation Failed"
    case 421: "Misdirected Request"
    case 422: "Unprocessable Content"
    case 425: "Too Early"
    case 426: "Upgrade Required"
    case 428: "Precondition Required"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    default: ""
    }
  }

  private static func serverErrorReason(_ status: Int) -> StaticString {
    switch status {
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 502: "Bad Gateway"
    case 503: "Service Unavailable"
    case 504: "Gateway Timeout"
    case 505: "HTTP Version Not Supported"
    default: ""
    }
  }
}
