// swift-tools-version: 6.2
import PackageDescription

/// Warnings are errors where every change is tested, not where users build with other compilers.
let isStrict = Context.environment["QUARRY_WARNINGS"] == "error"

let settings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
  ] + (isStrict ? [.treatAllWarnings(as: .error)] : [])

/// A module of the engine; `dependencies` name modules of lower floors only.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The tests of one module.
func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: [.byName(name: name), "TestSupport"] + dependencies,
    swiftSettings: settings)
}

/// The fuzz targets, which are linked with libFuzzer and so built only where they are asked for:
/// `Scripts/fuzz`.
let fuzzing: [Target] =
  Context.environment["QUARRY_FUZZ"] == nil
  ? []
  : [
    .executableTarget(
      name: "quarry-fuzz",
      dependencies: [
        "Quarry", "QuarrySearch", "QuarryFormat", "QuarryCorpus", "QuarryStorage", "TestSupport",
      ],
      path: "Tests/Fuzz", exclude: ["Corpus"],
      swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])])
  ]

/// Readers and a writer at once, built with ThreadSanitizer: `Scripts/stress`.
let stressing: [Target] =
  Context.environment["QUARRY_STRESS"] == nil
  ? []
  : [
    .target(
      name: "StressLocks", path: "Tests/StressLocks",
      cSettings: [.define("_GNU_SOURCE")]),
    .executableTarget(
      name: "quarry-stress", dependencies: ["Quarry", "StressLocks"], path: "Tests/Stress",
      swiftSettings: settings),
  ]

let package = Package(
  name: "quarry",
  products: [
    .library(name: "Quarry", targets: ["Quarry"]),
    .executable(name: "quarry", targets: ["QuarryCLI"]),
    .executable(name: "quarry-bench", targets: ["QuarryBench"]),
  ],
  traits: [
    .trait(
      name: "Libdeflate",
      description:
        "Compresses and inflates pages with libdeflate, in half the time; zlib reads the result.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    // Floor 0: C libraries.
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CStemmer", providers: [.apt(["libstemmer-dev"]), .brew(["snowball"])]),

    .systemLibrary(
      name: "CDeflate", pkgConfig: "libdeflate",
      providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]),
    .systemLibrary(name: "CMalloc"),

    // Floor 1: bytes and words.
    module(
      "QuarryStorage",
      [
        "CZlib", "CMalloc",
        .target(name: "CDeflate", condition: .when(traits: ["Libdeflate"])),
      ]),
    module("QuarryAnalysis", ["CStemmer"]),

    // Floor 2: what is in an index, what is in a dump.
    module("QuarryFormat", ["QuarryStorage"]),
    module("QuarryCorpus", ["QuarryStorage"]),

    // Floor 3: writing and reading an index; they meet only in the format.
    module("QuarryIndexing", ["QuarryFormat", "QuarryCorpus", "QuarryAnalysis", "QuarryStorage"]),
    module("QuarrySearch", ["QuarryFormat", "QuarryCorpus", "QuarryAnalysis", "QuarryStorage"]),

    // Floor 4: the library's face.
    module(
      "Quarry",
      [
        "QuarryIndexing", "QuarrySearch", "QuarryFormat", "QuarryCorpus", "QuarryAnalysis",
        "QuarryStorage",
      ]),

    // Floor 4½: how good rankings are; knows nothing of indexes.
    module("QuarryEvaluation"),

    // Floor 5: programs.
    .executableTarget(
      name: "QuarryCLI",
      dependencies: [
        "Quarry", "QuarryCorpus", "QuarryEvaluation",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "QuarryBench",
      dependencies: [
        "Quarry", "QuarryIndexing", "QuarrySearch", "QuarryFormat", "QuarryCorpus",
        "QuarryAnalysis", "QuarryStorage",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks/quarry-bench",
      swiftSettings: settings),

    .target(
      name: "TestSupport", dependencies: ["QuarryFormat", "QuarryStorage"], path: "Tests/Support",
      swiftSettings: settings),
    tests(of: "QuarryStorage"),
    tests(of: "QuarryAnalysis"),
    tests(of: "QuarryFormat", ["QuarryStorage", "QuarryIndexing", "QuarryCorpus"]),
    tests(of: "QuarryCorpus", ["QuarryStorage"]),
    tests(
      of: "QuarryIndexing",
      ["QuarrySearch", "QuarryCorpus", "QuarryFormat", "QuarryAnalysis", "QuarryStorage"]),
    tests(
      of: "QuarrySearch",
      ["QuarryIndexing", "QuarryCorpus", "QuarryFormat", "QuarryAnalysis", "QuarryStorage"]),
    tests(of: "Quarry", ["QuarryStorage"]),
    tests(of: "QuarryEvaluation"),
    .testTarget(
      name: "QuarryCLITests", dependencies: ["QuarryCLI", "Quarry", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "QuarryBenchTests", dependencies: ["QuarryBench", "TestSupport"],
      swiftSettings: settings),
  ] + fuzzing + stressing,
  swiftLanguageModes: [.v6]
)
