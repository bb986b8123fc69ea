// swift-tools-version: 6.2
import PackageDescription

// Targets stand in pipeline order: each may import only what stands above it.
let package = Package(
  name: "Kefu",
  products: [
    .library(name: "Kefu", targets: ["Kefu"]),
    .library(name: "KefuText", targets: ["KefuText"]),
    .library(name: "KefuKnowledge", targets: ["KefuKnowledge"]),
    .library(name: "KefuExchange", targets: ["KefuExchange"]),
    .library(name: "KefuMatching", targets: ["KefuMatching"]),
    .library(name: "KefuDialogue", targets: ["KefuDialogue"]),
    .library(name: "KefuWire", targets: ["KefuWire"]),
    .library(name: "KefuStore", targets: ["KefuStore"]),
    .library(name: "KefuDesk", targets: ["KefuDesk"]),
    .library(name: "KefuEvaluation", targets: ["KefuEvaluation"]),
    .library(name: "KefuStatistics", targets: ["KefuStatistics"]),
    .library(name: "KefuHub", targets: ["KefuHub"]),
    .library(name: "KefuServer", targets: ["KefuServer"]),
    .executable(name: "kefu", targets: ["KefuCommand"]),
    .executable(name: "kefud", targets: ["kefud"]),
  ],
  dependencies: [
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1",
      traits: ["FullFoundation"]),
    // These two compile a cryptographic library: only the daemon depends on them.
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    .target(
      name: "CICU",
      linkerSettings: [.linkedLibrary("icui18n"), .linkedLibrary("icuuc")]),
    .target(name: "CKefuData", exclude: ["Data", "Generate", "NOTICE.md"]),
    .target(name: "KefuText", dependencies: ["CICU", "CKefuData"]),
    .target(name: "KefuKnowledge", dependencies: ["KefuText", "Yams"]),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
    .target(name: "KefuExchange", dependencies: ["CICU", "CZlib", "KefuText", "KefuKnowledge"]),
    .target(name: "CKefuKernels"),
    .target(name: "KefuMatching", dependencies: ["CKefuKernels", "KefuText", "KefuKnowledge"]),
    .target(name: "KefuDialogue", dependencies: ["KefuText", "KefuKnowledge", "KefuMatching"]),
    .target(
      name: "Kefu", dependencies: ["KefuText", "KefuKnowledge", "KefuMatching", "KefuDialogue"]),
    .target(name: "KefuWire"),
    .target(
      name: "KefuStore", dependencies: ["KefuWire", .product(name: "GRDB", package: "GRDB.swift")]),
    .target(
      name: "KefuStatistics",
      dependencies: ["KefuKnowledge", "KefuExchange", "KefuWire", "KefuStore"]),
    .target(name: "KefuDesk", dependencies: ["KefuText", "KefuKnowledge", "KefuDialogue"]),
    .target(
      name: "KefuHub",
      dependencies: ["KefuKnowledge", "KefuDialogue", "KefuDesk", "KefuWire", "KefuStore"]),
    .target(name: "KefuEvaluation", dependencies: ["KefuText", "KefuKnowledge", "Kefu"]),
    .target(
      name: "KefuServer",
      dependencies: [
        "Kefu", "KefuKnowledge", "KefuExchange", "KefuDialogue", "KefuDesk", "KefuWire",
        "KefuStore", "KefuStatistics", "KefuHub", "KefuEvaluation", "Yams",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
      ],
      resources: [
        "chat.html", "chat.js", "desk.html", "desk.js", "desk-lists.js", "desk-model.js",
        "desk-panels.js", "desk-side.js", "dom.js", "storage.js",
        "connection.js", "words.js", "widget.js",
        "pages.css", "icon.svg", "stats.html", "stats.js", "charts.js", "knowledge.html",
        "knowledge.js", "knowledge-change.js", "knowledge-words.js", "office.js", "office.css",
      ].map { .embedInCode("Web/\($0)") }),
    .executableTarget(
      name: "KefuCommand",
      dependencies: [
        "KefuText", "KefuKnowledge", "KefuExchange", "Kefu", "KefuEvaluation",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/kefu"),
    .executableTarget(
      name: "kefud",
      dependencies: [
        "KefuServer", "KefuStore", "KefuWire",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]),
    .target(
      name: "KefuTestSupport",
      dependencies: [
        "CICU", "CKefuData", "KefuText", "KefuKnowledge", "KefuMatching", "KefuDialogue", "Kefu",
      ],
      path: "Tests/KefuTestSupport"),
    .testTarget(name: "KefuTextTests", dependencies: ["KefuText", "KefuTestSupport"]),
    .testTarget(name: "KefuKnowledgeTests", dependencies: ["KefuKnowledge", "KefuTestSupport"]),
    .testTarget(
      name: "KefuExchangeTests", dependencies: ["KefuExchange", "KefuTestSupport"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "KefuMatchingTests", dependencies: ["CKefuKernels", "KefuMatching", "KefuTestSupport"]),
    .testTarget(
      name: "KefuDialogueTests", dependencies: ["KefuDialogue", "KefuTestSupport"],
      exclude: ["Data"]),
    .testTarget(name: "KefuWireTests", dependencies: ["KefuWire", "KefuTestSupport"]),
    .testTarget(name: "KefuStoreTests", dependencies: ["KefuStore", "KefuTestSupport"]),
    .testTarget(
      name: "KefuStatisticsTests",
      dependencies: [
        "KefuStatistics", "KefuKnowledge", "KefuExchange", "KefuStore", "KefuWire",
        "KefuTestSupport",
      ]),
    .testTarget(name: "KefuTests", dependencies: ["Kefu", "KefuTestSupport"]),
    .testTarget(name: "KefuDeskTests", dependencies: ["KefuDesk", "KefuTestSupport"]),
    .testTarget(
      name: "KefuHubTests",
      dependencies: [
        "KefuHub", "KefuDesk", "KefuDialogue", "KefuKnowledge", "KefuMatching", "KefuStore",
        "KefuWire", "KefuTestSupport",
      ]),
    .testTarget(name: "KefuEvaluationTests", dependencies: ["KefuEvaluation", "KefuTestSupport"]),
    .testTarget(name: "KefuCommandTests", dependencies: ["KefuCommand", "KefuTestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
