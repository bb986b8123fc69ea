// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that whoever uses Kefu never resolves what its benchmarks need.
let package = Package(
  name: "Benchmarks",
  products: [.executable(name: "kefu-bench", targets: ["KefuBench"])],
  dependencies: [
    .package(name: "Kefu", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
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
      path: "Sources/kefu-bench")
  ],
  swiftLanguageModes: [.v6]
)
