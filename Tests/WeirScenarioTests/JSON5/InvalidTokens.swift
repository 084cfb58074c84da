/// A document that is not JSON5, and the error it must give.
struct Invalid: Sendable {
  let text: String
  let line: Int
  let column: Int
  let found: String
  let expected: String
  let suggestion: String?

  init(
    _ text: String, _ line: Int, _ column: Int, _ found: String, _ expected: String,
    _ suggestion: String? = nil
  ) {
    self.text = text
    self.line = line
    self.column = column
    self.found = found
    self.expected = expected
    self.suggestion = suggestion
  }
}

extension Invalid {
  static let nothing: [Invalid] = [
    Invalid("", 1, 1, "an empty file", "a value"),
    Invalid("   \n  ", 2, 3, "the end of the file", "a value"),
    Invalid("// only a comment", 1, 18, "the end of the file", "a value"),
    Invalid("/* only */\n", 2, 1, "the end of the file", "a value"),
    Invalid("\u{FEFF}", 1, 1, "the end of the file", "a value"),
  ]

  static let comments: [Invalid] = [
    Invalid(
      "/* never closed", 1, 16, "the end of the file",
      "\"*/\" to end the comment that begins at line 1, column 1"),
    Invalid(
      "{a: 1 /* never\nclosed", 2, 7, "the end of the file",
      "\"*/\" to end the comment that begins at line 1, column 7"),
    Invalid("/", 1, 1, "'/'", "a value"),
    Invalid("1 / 2", 1, 3, "'/'", "the end of the file"),
    Invalid("[1, /", 1, 5, "'/'", "a value or ']'"),
    Invalid("# shell\n1", 1, 1, "'#'", "a value", "// for a comment"),
    Invalid("{# shell\n}", 1, 2, "'#'", "a key or '}'", "// for a comment"),
    Invalid("[1] // fine\n]", 2, 1, "']'", "the end of the file"),
  ]

  static let words: [Invalid] = [
    Invalid("nul", 1, 1, "nul", "a value", "\"nul\""),
    Invalid("True", 1, 1, "True", "a value", "true"),
    Invalid("FALSE", 1, 1, "FALSE", "a value", "false"),
    Invalid("None", 1, 1, "None", "a value", "null"),
    Invalid("undefined", 1, 1, "undefined", "a value", "null"),
    Invalid("yes", 1, 1, "yes", "a value", "true"),
    Invalid("client", 1, 1, "client", "a value", "\"client\""),
    Invalid("[client]", 1, 2, "client", "a value or ']'", "\"client\""),
    Invalid("{role: client}", 1, 8, "client", "a value", "\"client\""),
    Invalid("infinity", 1, 1, "infinity", "a value", "Infinity"),
    Invalid("nan", 1, 1, "nan", "a value", "NaN"),
    Invalid("é", 1, 1, "é", "a value", "\"é\""),
    Invalid("@", 1, 1, "'@'", "a value"),
    Invalid("=", 1, 1, "'='", "a value"),
    Invalid("trueish", 1, 1, "trueish", "a value", "\"trueish\""),
    Invalid("“smart”", 1, 1, "'“'", "a value", "straight quotes"),
    Invalid("`tick`", 1, 1, "'`'", "a value"),
    Invalid("\\u0061", 1, 1, "'\\'", "a value"),
    Invalid("\u{7}", 1, 1, "U+0007", "a value"),
    Invalid("\u{0}0", 1, 1, "U+0000", "a value"),
    Invalid("…", 1, 1, "'…'", "a value"),
    Invalid(":", 1, 1, "':'", "a value"),
    Invalid(",", 1, 1, "','", "a value"),
    Invalid("}", 1, 1, "'}'", "a value"),
    Invalid("]", 1, 1, "']'", "a value"),
    Invalid(")", 1, 1, "')'", "a value"),
  ]

  static let numbers: [Invalid] = [
    Invalid("+", 1, 2, "the end of the file", "a digit, \".\", Infinity or NaN"),
    Invalid("-", 1, 2, "the end of the file", "a digit, \".\", Infinity or NaN"),
    Invalid("- 1", 1, 2, "' '", "a digit, \".\", Infinity or NaN"),
    Invalid("--1", 1, 2, "'-'", "a digit, \".\", Infinity or NaN"),
    Invalid("+-1", 1, 2, "'-'", "a digit, \".\", Infinity or NaN"),
    Invalid("-x", 1, 2, "x", "a digit, \".\", Infinity or NaN"),
    Invalid("-Info", 1, 1, "-Info", "a number, or a quantity in quotes", "\"-Info\""),
    Invalid(".", 1, 2, "the end of the file", "a digit after the decimal point"),
    Invalid("-.", 1, 3, "the end of the file", "a digit after the decimal point"),
    Invalid(".e5", 1, 2, "e5", "a digit after the decimal point"),
    Invalid("1e", 1, 3, "the end of the file", "a digit of the exponent"),
    Invalid("1e+", 1, 4, "the end of the file", "a digit of the exponent"),
    Invalid("1E-x", 1, 4, "x", "a digit of the exponent"),
    Invalid("5eggs", 1, 1, "5eggs", "a number, or a quantity in quotes", "\"5eggs\""),
    Invalid("012", 1, 1, "012", "a number without leading zeros", "12"),
    Invalid("-00", 1, 1, "-00", "a number without leading zeros", "-0"),
    Invalid("09.5", 1, 1, "09.5", "a number without leading zeros", "9.5"),
    Invalid("0x", 1, 3, "the end of the file", "a hexadecimal digit"),
    Invalid("0x1G", 1, 1, "0x1G", "a number, or a quantity in quotes", "\"0x1G\""),
    Invalid("0x.1", 1, 3, "'.'", "a hexadecimal digit"),
    Invalid("-0xZ", 1, 4, "Z", "a hexadecimal digit"),
    Invalid("1..2", 1, 1, "1..2", "a number, or a quantity in quotes", "\"1..2\""),
    Invalid("1.2.3", 1, 1, "1.2.3", "a number, or a quantity in quotes", "\"1.2.3\""),
    Invalid("1_000", 1, 1, "1_000", "a number, or a quantity in quotes", "1000"),
    Invalid("1_a", 1, 1, "1_a", "a number, or a quantity in quotes", "\"1_a\""),
    Invalid("250ms", 1, 1, "250ms", "a number, or a quantity in quotes", "\"250ms\""),
    Invalid("{delay: 250ms}", 1, 9, "250ms", "a number, or a quantity in quotes", "\"250ms\""),
    Invalid("{loss: 0.5%}", 1, 8, "0.5%", "a number, or a quantity in quotes", "\"0.5%\""),
    Invalid(
      "{rate: 12Mbit/s}", 1, 8, "12Mbit/s",
      "a number, or a quantity in quotes", "\"12Mbit/s\""),
    Invalid("5µs", 1, 1, "5µs", "a number, or a quantity in quotes", "\"5µs\""),
    Invalid("1\\u0061", 1, 1, "1\\u0061", "a number, or a quantity in quotes", "\"1\\u0061\""),
    Invalid("1 2", 1, 3, "2", "the end of the file"),
    Invalid("Infinityx", 1, 1, "Infinityx", "a value", "\"Infinityx\""),
    Invalid("-NaN1", 1, 1, "-NaN1", "a number, or a quantity in quotes", "\"-NaN1\""),
    Invalid("1,", 1, 2, "','", "the end of the file"),
    Invalid("0b1", 1, 1, "0b1", "a number, or a quantity in quotes", "\"0b1\""),
    Invalid("1e5.5", 1, 1, "1e5.5", "a number, or a quantity in quotes", "\"1e5.5\""),
  ]

  static let strings: [Invalid] = [
    Invalid(
      "\"", 1, 2, "the end of the file",
      "'\"' to end the string that begins at line 1, column 1"),
    Invalid(
      "'abc", 1, 5, "the end of the file",
      "\"'\" to end the string that begins at line 1, column 1"),
    Invalid(
      "\"abc'", 1, 6, "the end of the file",
      "'\"' to end the string that begins at line 1, column 1"),
    Invalid(
      "\"two\nlines\"", 1, 5, "the end of the line",
      "'\"' to end the string that begins at line 1, column 1"),
    Invalid(
      "'a\r\nb'", 1, 3, "the end of the line",
      "\"'\" to end the string that begins at line 1, column 1"),
    Invalid(
      "\"a\\", 1, 4, "the end of the file",
      "'\"' to end the string that begins at line 1, column 1"),
    Invalid("\"\\x", 1, 4, "the end of the file", "2 hexadecimal digits in the escape"),
    Invalid("\"\\x1\"", 1, 5, "'\"'", "2 hexadecimal digits in the escape"),
    Invalid("'\\xg0'", 1, 4, "g0", "2 hexadecimal digits in the escape"),
    Invalid("\"\\u12\"", 1, 6, "'\"'", "4 hexadecimal digits in the escape"),
    Invalid("'\\u12G4'", 1, 6, "G4", "4 hexadecimal digits in the escape"),
    Invalid("'\\1'", 1, 2, "\\1", "an escape of JSON5, which has no octal ones", "\\x01"),
    Invalid("'\\9'", 1, 2, "\\9", "an escape of JSON5, which has no octal ones", "\\x09"),
    Invalid(
      "'\\01'", 1, 2, "\\0 before a digit",
      "an escape of JSON5, which has no octal ones", "\\x00"),
    Invalid(
      "'\\uD83D'", 1, 2, "half of a surrogate pair, \\uD83D",
      "both halves, such as \\uD83D\\uDE00"),
    Invalid(
      "'\\uDE00'", 1, 2, "half of a surrogate pair, \\uDE00",
      "both halves, such as \\uD83D\\uDE00"),
    Invalid(
      "'\\uD83D\\u0041'", 1, 2, "half of a surrogate pair, \\uD83D",
      "both halves, such as \\uD83D\\uDE00"),
    Invalid(
      "'\\uD83Dx'", 1, 2, "half of a surrogate pair, \\uD83D",
      "both halves, such as \\uD83D\\uDE00"),
    Invalid("\"a\" \"b\"", 1, 5, "'\"'", "the end of the file"),
    Invalid("'a' + 'b'", 1, 5, "'+'", "the end of the file"),
    Invalid(
      "{a: \"x}\n", 1, 8, "the end of the line",
      "'\"' to end the string that begins at line 1, column 5"),
  ]
}
