// What a user imports: the values to build a world from, the world, its results.
@_exported public import WeirAudit
@_exported public import WeirEndpoints
@_exported public import WeirKernel
@_exported public import WeirNetwork
@_exported public import WeirPrimitives
@_exported public import WeirReport
@_exported public import WeirScenario
@_exported public import WeirTCP
@_exported public import WeirWorld
