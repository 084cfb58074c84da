// swift-tools-version: 6.2
import PackageDescription

// Arrows point downward only; a target may import what its `dependencies` name and nothing else.
// The protocol machines (WeirTCP, WeirHTTP, WeirStreaming) depend on WeirPrimitives alone: that is
// what keeps them free of clocks, chance and I/O.

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
  of name: String, _ dependencies: [Target.Dependency] = [], texts: [String] = []
) -> Target {
  .testTarget(
    name: name + "Tests",
    dependencies: [.target(name: name), "TestSupport"] + dependencies,
    exclude: texts,
    swiftSettings: strict)
}

let package = Package(
  name: "weir",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "Weir", targets: ["Weir"]),
    .library(name: "WeirConcurrency", targets: ["WeirConcurrency"]),
    .library(name: "WeirTesting", targets: ["WeirTesting"]),
    .executable(name: "weir", targets: ["weir-command"]),
  ],
  targets: [
    library("WeirPrimitives"),
    library("WeirKernel", ["WeirPrimitives"]),
    library("WeirTCP", ["WeirPrimitives"]),
    library("WeirHTTP", ["WeirPrimitives"]),
    library("WeirStreaming", ["WeirPrimitives"]),
    library("WeirNetwork", ["WeirPrimitives", "WeirKernel", "WeirTCP"]),
    library("WeirEndpoints", ["WeirPrimitives", "WeirKernel", "WeirHTTP", "WeirStreaming"]),
    library("WeirAudit", ["WeirPrimitives", "WeirKernel"]),
    library(
      "WeirWorld",
      [
        "WeirPrimitives", "WeirKernel", "WeirTCP", "WeirNetwork", "WeirEndpoints", "WeirAudit",
      ]),
    .target(name: "CWeirHooks"),
    library(
      "WeirConcurrency",
      [
        "CWeirHooks", "WeirPrimitives", "WeirKernel", "WeirEndpoints", "WeirAudit", "WeirWorld",
      ]),
    library(
      "WeirScenario",
      [
        "WeirPrimitives", "WeirTCP", "WeirNetwork", "WeirEndpoints", "WeirAudit", "WeirWorld",
      ]),
    library(
      "WeirReport",
      [
        "WeirPrimitives", "WeirKernel", "WeirTCP", "WeirNetwork", "WeirEndpoints", "WeirAudit",
        "WeirWorld",
        "WeirScenario",
      ]),
    library(
      "Weir",
      [
        "WeirPrimitives", "WeirKernel", "WeirTCP", "WeirNetwork", "WeirEndpoints", "WeirAudit",
        "WeirWorld", "WeirScenario", "WeirReport",
      ]),
    library(
      "WeirTesting", ["Weir", "WeirAudit", "WeirReport", "WeirScenario", "WeirWorld"]),
    program("weir-command", ["Weir"]),
    program("weir-bench", ["Weir", "WeirConcurrency"]),

    .target(
      name: "TestSupport", path: "Tests/TestSupport",
      swiftSettings: strict),
    tests(of: "WeirPrimitives"),
    tests(of: "WeirKernel"),
    tests(of: "WeirTCP"),
    tests(of: "WeirHTTP", ["WeirPrimitives"]),
    tests(of: "WeirStreaming"),
    tests(of: "WeirNetwork"),
    tests(of: "WeirEndpoints", ["WeirPrimitives", "WeirKernel", "WeirHTTP", "WeirStreaming"]),
    tests(of: "WeirAudit", ["WeirPrimitives"]),
    tests(
      of: "WeirScenario",
      [
        "WeirPrimitives", "WeirKernel", "WeirTCP", "WeirNetwork", "WeirEndpoints", "WeirAudit",
        "WeirWorld",
      ], texts: ["Language/Malformed", "Examples"]),
    tests(
      of: "WeirWorld",
      [
        "WeirPrimitives", "WeirKernel", "WeirTCP", "WeirStreaming", "WeirNetwork", "WeirEndpoints",
        "WeirAudit",
      ]),
    tests(
      of: "WeirReport",
      [
        "WeirPrimitives", "WeirKernel", "WeirTCP", "WeirNetwork", "WeirEndpoints", "WeirAudit",
        "WeirWorld",
        "WeirScenario",
      ],
      texts: ["Golden"]),
    .target(
      name: "TaskWorkload",
      dependencies: ["WeirConcurrency", "Weir"], path: "Tests/TaskWorkload", swiftSettings: strict),
    .executableTarget(
      name: "task-digests", dependencies: ["TaskWorkload", "WeirConcurrency", "Weir"],
      path: "Tests/TaskDigests", swiftSettings: strict),
    .target(
      name: "TCPTruth",
      dependencies: ["WeirPrimitives", "WeirKernel", "WeirTCP", "WeirNetwork"],
      path: "Tests/TCPTruth", swiftSettings: strict),
    .executableTarget(
      name: "tcp-truth", dependencies: ["TCPTruth"], path: "Tests/TCPTruthCommand",
      swiftSettings: strict),
    .testTarget(
      name: "TCPTruthTests",
      dependencies: ["TCPTruth", "WeirPrimitives", "WeirTCP"], swiftSettings: strict),
    tests(of: "WeirConcurrency", ["TaskWorkload", "Weir", "WeirTesting"]),
    tests(of: "Weir", texts: ["Golden"]),
    tests(of: "WeirTesting", ["Weir"], texts: ["Golden"]),
    .testTarget(
      name: "WeirCommandTests", dependencies: ["weir-command", "weir-bench", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "TidyTests", swiftSettings: strict),
  ]
)
