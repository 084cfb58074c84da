@_exported public import WeirPrimitives
