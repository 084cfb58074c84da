extension Unicode.Scalar {
  /// Whether JSON5 skips the character between tokens (section 8, table 2): line ends too.
  var isJSON5Space: Bool {
    switch value {
    case 0x09...0x0D, 0x20, 0xA0, 0xFEFF, 0x2028, 0x2029: true
    case ..<0x80: false
    default: properties.generalCategory == .spaceSeparator
    }
  }

  /// Whether a name may begin with the character (ECMAScript 5.1 section 7.6, IdentifierStart).
  ///
  /// Letters beyond U+FFFF count, as in the reference implementation of JSON5.
  var isJSON5NameStart: Bool {
    switch value {
    case 0x41...0x5A, 0x61...0x7A, 0x24, 0x5F: return true
    case ..<0x80: return false
    default: break
    }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .letterNumber:
      return true
    default:
      return false
    }
  }

  /// Whether a name may go on with the character (IdentifierPart): marks, digits, joiners too.
  var isJSON5NamePart: Bool {
    if isJSON5NameStart { return true }
    switch value {
    case 0x30...0x39, 0x200C, 0x200D: return true
    case ..<0x80: return false
    default: break
    }
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .decimalNumber, .connectorPunctuation: return true
    default: return false
    }
  }

  /// Whether the character ends what a reader takes for one word, besides space.
  var endsWord: Bool {
    switch self {
    case ",", ":", "{", "}", "[", "]", "\"", "'": true
    default: false
    }
  }
}

extension String {
  /// Whether the text can stand as a key without quotes in any JSON5 reader: ASCII only.
  var isPlainJSON5Name: Bool {
    guard let first = unicodeScalars.first, first.isJSON5NameStart else { return false }
    return unicodeScalars.allSatisfy { $0.isASCII && $0.isJSON5NamePart }
  }
}
