extension Invalid {
  static let arrays: [Invalid] = [
    Invalid(
      "[", 1, 2, "the end of the file",
      "a value or ']' to end the array that begins at line 1, column 1"),
    Invalid(
      "[1", 1, 3, "the end of the file",
      "',' or ']' to end the array that begins at line 1, column 1"),
    Invalid(
      "[1,", 1, 4, "the end of the file",
      "a value or ']' to end the array that begins at line 1, column 1"),
    Invalid("[1 2]", 1, 4, "2", "',' or ']'"),
    Invalid("[,]", 1, 2, "','", "a value or ']'"),
    Invalid("[1,,2]", 1, 4, "','", "a value or ']'"),
    Invalid("[1}", 1, 3, "'}'", "',' or ']'"),
    Invalid("[1;2]", 1, 3, "';'", "',' or ']'"),
    Invalid("[1:2]", 1, 3, "':'", "',' or ']'"),
    Invalid(
      "[[1, [2]", 1, 9, "the end of the file",
      "',' or ']' to end the array that begins at line 1, column 2"),
    Invalid("[1] [2]", 1, 5, "'['", "the end of the file"),
    Invalid("[1]]", 1, 4, "']'", "the end of the file"),
    Invalid("[\n  1,\n  @\n]", 3, 3, "'@'", "a value or ']'"),
    Invalid("['a' 'b']", 1, 6, "\"'\"", "',' or ']'"),
    Invalid("[true false]", 1, 7, "false", "',' or ']'"),
  ]

  static let objects: [Invalid] = [
    Invalid(
      "{", 1, 2, "the end of the file",
      "a key or '}' to end the object that begins at line 1, column 1"),
    Invalid("{a", 1, 3, "the end of the file", "':' after the key \"a\""),
    Invalid("{a:", 1, 4, "the end of the file", "a value"),
    Invalid(
      "{a: 1", 1, 6, "the end of the file",
      "',' or '}' to end the object that begins at line 1, column 1"),
    Invalid(
      "{a: 1,", 1, 7, "the end of the file",
      "a key or '}' to end the object that begins at line 1, column 1"),
    Invalid("{,}", 1, 2, "','", "a key or '}'"),
    Invalid("{a}", 1, 3, "'}'", "':' after the key \"a\""),
    Invalid("{a b: 1}", 1, 4, "b", "':' after the key \"a\""),
    Invalid("{a = 1}", 1, 4, "'='", "':' after the key \"a\""),
    Invalid("{a: }", 1, 5, "'}'", "a value"),
    Invalid("{a: ,}", 1, 5, "','", "a value"),
    Invalid("{a: 1 b: 2}", 1, 7, "b", "',' or '}'"),
    Invalid("{a: 1,, b: 2}", 1, 7, "','", "a key or '}'"),
    Invalid("{a: 1; b: 2}", 1, 6, "';'", "',' or '}'"),
    Invalid("{1: 2}", 1, 2, "1", "a key, in quotes unless it is a name", "\"1\""),
    Invalid("{1a: 2}", 1, 2, "1a", "a key, in quotes unless it is a name", "\"1a\""),
    Invalid("{-a: 1}", 1, 2, "-a", "a key, in quotes unless it is a name", "\"-a\""),
    Invalid("{a-b: 1}", 1, 2, "a-b", "a key, in quotes unless it is a name", "\"a-b\""),
    Invalid(
      "{in-order-once: {}}", 1, 2, "in-order-once",
      "a key, in quotes unless it is a name", "\"in-order-once\""),
    Invalid(
      "{api.server: 1}", 1, 2, "api.server",
      "a key, in quotes unless it is a name", "\"api.server\""),
    Invalid("{'a' 1}", 1, 6, "1", "':' after the key \"a\""),
    Invalid("{[1]: 2}", 1, 2, "'['", "a key or '}'"),
    Invalid("{a: 1]", 1, 6, "']'", "',' or '}'"),
    Invalid("{a: 1}}", 1, 7, "'}'", "the end of the file"),
    Invalid(
      "{a: 1, a: 2}", 1, 8, "the key \"a\" again, first at line 1, column 2",
      "each key once in an object"),
    Invalid(
      "{\n  one: 1,\n  \"two\": 2,\n  'one': 3,\n}", 4, 3,
      "the key \"one\" again, first at line 2, column 3",
      "each key once in an object"),
    Invalid(
      "{a: {b: 1, b: 1}}", 1, 12, "the key \"b\" again, first at line 1, column 6",
      "each key once in an object"),
    Invalid(
      "{\"a\": 1, \\u0061: 2}", 1, 10, "the key \"a\" again, first at line 1, column 2",
      "each key once in an object"),
    Invalid("{\\x61: 1}", 1, 3, "x61", "\"u\" and 4 hexadecimal digits"),
    Invalid(
      "{\\u0031a: 1}", 1, 2, "the escape \\u0031",
      "the escape of a letter in a key without quotes"),
    Invalid(
      "{a\\u0020b: 1}", 1, 3, "the escape \\u0020",
      "the escape of a letter in a key without quotes"),
    Invalid(
      "{\\uD835\\uDC00: 1}", 1, 2, "the escape \\uD835",
      "the escape of a letter in a key without quotes"),
    Invalid("{a\\: 1}", 1, 4, "':'", "\"u\" and 4 hexadecimal digits"),
    Invalid("{\\u00: 1}", 1, 6, "':'", "4 hexadecimal digits in the escape"),
    Invalid(
      "{\"\": 1, '': 2}", 1, 9, "the key \"\" again, first at line 1, column 2",
      "each key once in an object"),
    Invalid("{@: 1}", 1, 2, "'@'", "a key or '}'"),
    Invalid("{a: 1 @}", 1, 7, "'@'", "',' or '}'"),
    Invalid("{a?: 1}", 1, 3, "'?'", "':' after the key \"a\""),
    Invalid("{...a}", 1, 2, "...a", "a key, in quotes unless it is a name", "\"...a\""),
  ]

  static let positions: [Invalid] = [
    Invalid("\u{FEFF}  @", 1, 3, "'@'", "a value"),
    Invalid("é@", 1, 1, "é@", "a value", "\"é@\""),
    Invalid("\"é\" @", 1, 5, "'@'", "the end of the file"),
    Invalid("'日本'\n\t@", 2, 2, "'@'", "the end of the file"),
    Invalid("\r\r\n\n@", 4, 1, "'@'", "a value"),
    Invalid("/* \u{2028} */ @", 1, 9, "'@'", "a value"),
    Invalid("// \u{2028} @", 1, 6, "'@'", "a value"),
    Invalid("[\"😀\", @]", 1, 7, "'@'", "a value or ']'"),
  ]
}
