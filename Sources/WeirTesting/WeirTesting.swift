// What a test imports beside Testing: the checks, and the values to build worlds from.
@_exported public import Weir
