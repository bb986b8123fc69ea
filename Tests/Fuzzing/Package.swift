// swift-tools-version: 6.2
import PackageDescription

// A package of its own, because all it builds is built with --sanitize fuzzer: see README.md.
let package = Package(
  name: "Fuzzing",
  dependencies: [.package(name: "Kefu", path: "../..")],
  targets: [
    .executableTarget(
      name: "fuzz-text",
      dependencies: [.product(name: "KefuText", package: "Kefu")]),
    .executableTarget(
      name: "fuzz-knowledge",
      dependencies: [.product(name: "KefuKnowledge", package: "Kefu")]),
    .executableTarget(
      name: "fuzz-wire",
      dependencies: [.product(name: "KefuWire", package: "Kefu")]),
    .executableTarget(
      name: "fuzz-model",
      dependencies: [
        .product(name: "KefuKnowledge", package: "Kefu"),
        .product(name: "KefuMatching", package: "Kefu"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
