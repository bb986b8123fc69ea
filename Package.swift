// swift-tools-version: 6.2
import PackageDescription

// Targets stand in pipeline order: each may import only what stands above it.
let package = Package(
  name: "Kefu",
  dependencies: [
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .target(
      name: "CICU",
      linkerSettings: [.linkedLibrary("icui18n"), .linkedLibrary("icuuc")]),
    .target(name: "CKefuData", exclude: ["Data", "Generate", "NOTICE.md"]),
    .target(name: "KefuText", dependencies: ["CICU", "CKefuData"]),
    .target(name: "KefuKnowledge", dependencies: ["KefuText", "Yams"]),
    .target(name: "CKefuKernels"),
    .target(name: "KefuMatching", dependencies: ["CKefuKernels", "KefuText", "KefuKnowledge"]),
    .target(name: "KefuDialogue", dependencies: ["KefuText", "KefuKnowledge", "KefuMatching"]),
    .target(
      name: "Kefu", dependencies: ["KefuText", "KefuKnowledge", "KefuMatching", "KefuDialogue"]),
    .target(name: "KefuWire"),
    .target(
      name: "KefuStore", dependencies: ["KefuWire", .product(name: "GRDB", package: "GRDB.swift")]),
    .target(name: "KefuDesk", dependencies: ["KefuText", "KefuKnowledge", "KefuDialogue"]),
    .target(
      name: "KefuHub",
      dependencies: ["KefuKnowledge", "KefuDialogue", "KefuDesk", "KefuWire", "KefuStore"]),
    .target(
      name: "KefuTestSupport",
      dependencies: [
        "CICU", "CKefuData", "KefuText", "KefuKnowledge", "KefuMatching", "KefuDialogue", "Kefu",
      ],
      path: "Tests/KefuTestSupport"),
    .testTarget(
      name: "KefuHubTests",
      dependencies: [
        "KefuHub", "KefuDesk", "KefuDialogue", "KefuKnowledge", "KefuMatching", "KefuStore", "KefuWire",
        "KefuTestSupport",
      ]),
  ],
  swiftLanguageModes: [.v6]
)
