// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that whoever uses Kefu never resolves what its benchmarks need.
let package = Package(
  name: "Benchmarks",
  products: [
    .executable(name: "kefu-bench", targets: ["KefuBench"]),
    .executable(name: "kefud-load", targets: ["KefudLoad"]),
    .executable(name: "line-echo", targets: ["LineEcho"]),
  ],
  dependencies: [
    .package(name: "Kefu", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
  ],
  targets: [
    .executableTarget(
      name: "KefuBench",
      dependencies: [
        .product(name: "Kefu", package: "Kefu"),
        .product(name: "KefuText", package: "Kefu"),
        .product(name: "KefuEvaluation", package: "Kefu"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/kefu-bench"),
    .executableTarget(
      name: "KefudLoad",
      dependencies: [.product(name: "ArgumentParser", package: "swift-argument-parser")],
      path: "Sources/kefud-load"),
    .executableTarget(
      name: "LineEcho",
      dependencies: [
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      path: "Sources/line-echo"),
  ],
  swiftLanguageModes: [.v6]
)
