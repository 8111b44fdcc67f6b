// swift-tools-version: 6.2
import PackageDescription

// The layers of docs/architecture.md, from the bottom up. An import may only point down;
// `make check` builds with the import check on, and TidyTests holds the order itself.

/// Settings of every Swift target.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// Pure targets compile for the browser too (Embedded Swift, wasm32): no Foundation, no I/O.
let pure: [SwiftSetting] = strict + [.strictMemorySafety()]

/// Places that code jumps to begin on a line of the cache.
///
/// The processor's loop jumps to one of a hundred for each instruction: so it is a sixth faster, and as fast wherever the
/// linker puts it.
let aligned: [SwiftSetting] = [
  .unsafeFlags(["-Xllvm", "-align-all-functions=6", "-Xllvm", "-align-all-nofallthru-blocks=6"])
]

/// Targets that only connect others: nothing in them is repeated often enough to gain from the optimiser, which would
/// take three quarters of the time to compile them.
let connecting: [SwiftSetting] = strict + [.unsafeFlags(["-Onone"])]

/// Executables that load plugins export their symbols, so that a plugin carries no copy of the
/// kit (docs/decisions/0001-plugins-use-the-hosts-symbols.md); all find the Swift runtime beside an
/// installed tree.
let host: [LinkerSetting] = [
  .unsafeFlags(["-Xlinker", "--export-dynamic", "-Xlinker", "-rpath=$ORIGIN/../runtime"])
]
let installed: [LinkerSetting] = [
  .unsafeFlags(["-Xlinker", "-rpath=$ORIGIN/../lib/threadbare/runtime"])
]

let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let database: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")

let package = Package(
  name: "threadbare",
  products: [
    .executable(name: "threadbare", targets: ["threadbare"]),
    .executable(name: "threadbare-judge", targets: ["threadbare-judge"]),
    .executable(name: "threadbare-worker", targets: ["threadbare-worker"]),
    .executable(name: "threadbare-confine", targets: ["threadbare-confine"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
  ],
  targets: [
    // Layer 0
    .target(name: "LinuxABI", swiftSettings: pure),
    .target(name: "Spelling", swiftSettings: pure),
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(
      name: "CMarkGFM", pkgConfig: "libcmark-gfm",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .systemLibrary(name: "CMD", pkgConfig: "libmd", providers: [.apt(["libmd-dev"])]),
    .systemLibrary(
      name: "CSeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
    .target(name: "CSandbox"),
    // What it stands in for other programs need: the worker alone links it.
    .target(name: "CExecutor"),
    // Layer 1
    .target(name: "Diagnostics", dependencies: ["Spelling"], swiftSettings: strict),
    .target(name: "KernelCore", dependencies: ["LinuxABI"], swiftSettings: pure),
    .target(name: "Scheduling", swiftSettings: pure),
    .target(name: "Wire", dependencies: ["LinuxABI"], swiftSettings: strict),
    // Layer 2
    .target(
      name: "Machine", dependencies: ["LinuxABI", "KernelCore"], swiftSettings: pure + aligned),
    .target(name: "TaskC", dependencies: ["Spelling"], swiftSettings: pure),
    .target(
      name: "Processors", dependencies: ["LinuxABI", "KernelCore", "Scheduling"],
      swiftSettings: pure),
    .target(
      name: "Contrast", dependencies: ["LinuxABI", "KernelCore", "Machine"], swiftSettings: pure),
    .target(name: "Tracing", dependencies: ["LinuxABI", "KernelCore"], swiftSettings: pure),
    .target(name: "ExerciseKit", dependencies: ["LinuxABI", "Wire"], swiftSettings: strict),
    .target(name: "PluginHost", dependencies: ["CSandbox"], swiftSettings: strict),
    .target(name: "Results", swiftSettings: strict),
    .target(name: "Similarity", swiftSettings: strict),
    // Layer 3
    .target(
      name: "UserSpace", dependencies: ["LinuxABI", "KernelCore", "Machine"], swiftSettings: pure),
    .target(
      name: "Exploration", dependencies: ["LinuxABI", "KernelCore", "Machine"], swiftSettings: pure),
    .target(
      name: "Courseware",
      dependencies: ["LinuxABI", "KernelCore", "Machine", "Diagnostics", "Results", "CYAML"],
      swiftSettings: strict),
    .target(
      name: "Intake", dependencies: ["CArchive", "CYAML", "Diagnostics", "Results"],
      swiftSettings: strict),
    .target(
      name: "Markup", dependencies: ["Diagnostics", "CXML2", "CMarkGFM"], swiftSettings: strict),
    // Layer 4
    .target(
      name: "ProgramExploration",
      dependencies: ["LinuxABI", "KernelCore", "Machine", "TaskC", "UserSpace", "Exploration"],
      swiftSettings: pure),
    .target(
      name: "GraderKit",
      dependencies: [
        "LinuxABI", "KernelCore", "Scheduling", "Processors", "Wire", "Exploration", "Tracing",
        "ExerciseKit", "Results",
      ],
      swiftSettings: strict),
    .target(
      name: "Reporting", dependencies: ["CMD", "Diagnostics", "Results", "Markup"],
      swiftSettings: strict),
    .target(
      name: "SiteGenerator",
      dependencies: [
        "LinuxABI", "KernelCore", "Machine", "Contrast", "Tracing", "Courseware", "Markup",
        "Diagnostics", mustache,
      ],
      swiftSettings: strict),
    .target(
      name: "StudentLoop",
      dependencies: [
        "LinuxABI", "KernelCore", "Scheduling", "Processors", "Machine", "Tracing", "Courseware",
        "Diagnostics", "Results",
      ],
      swiftSettings: connecting),
    // Layer 5
    .target(
      name: "SiteServer",
      dependencies: ["Courseware", "Diagnostics", "Markup", "SiteGenerator"],
      swiftSettings: connecting),
    .target(
      name: "Playback",
      dependencies: [
        "LinuxABI", "KernelCore", "Machine", "TaskC", "UserSpace", "Exploration",
        "ProgramExploration",
      ],
      swiftSettings: pure),
    .target(
      name: "ProgramRunner",
      dependencies: [
        "LinuxABI", "KernelCore", "Scheduling", "Processors", "Machine", "UserSpace", "Exploration",
        "ProgramExploration", "TaskC", "Tracing", "Courseware", "Diagnostics", subprocess,
        systemPackage,
      ],
      swiftSettings: strict),
    .target(
      name: "Grading",
      dependencies: [
        "CMD", "Courseware", "CSandbox", "CSeccomp", "Diagnostics", "ExerciseKit", "GraderKit",
        "Intake", "Results", "Similarity", "Wire", subprocess, systemPackage, database, logging,
      ],
      swiftSettings: strict),
    // Layer 6
    .executableTarget(
      name: "threadbare",
      dependencies: [
        "Courseware", "Diagnostics", "Grading", "Intake", "Reporting", "Results", "SiteGenerator",
        "SiteServer", "StudentLoop", "ProgramRunner", "ProgramExploration", "Exploration",
        "UserSpace",
        "KernelCore", "LinuxABI", "Tracing", argumentParser,
      ],
      swiftSettings: connecting, linkerSettings: installed),
    .executableTarget(
      name: "threadbare-judge",
      dependencies: [
        "CSandbox", "ExerciseKit", "GraderKit", "PluginHost", "Results", "Wire",
      ],
      swiftSettings: strict, linkerSettings: host),
    .executableTarget(
      name: "threadbare-worker",
      dependencies: ["CExecutor", "CSandbox", "ExerciseKit", "PluginHost", "Wire"],
      swiftSettings: strict, linkerSettings: host),
    // Static and without Swift's runtime: it runs where there are no libraries, in no time.
    .executableTarget(
      name: "threadbare-confine", dependencies: ["CSandbox"],
      linkerSettings: [.unsafeFlags(["-nostartfiles", "-static-executable"])]),
    // Benchmarks: executables that `make bench` runs
    .target(name: "HostCycles", path: "Tests/Benchmarks/KernelCycles/HostCycles"),
    .executableTarget(
      name: "KernelCycles", dependencies: ["HostCycles", "KernelCore", "LinuxABI"],
      path: "Tests/Benchmarks/KernelCycles", exclude: ["HostCycles"], swiftSettings: strict),
    .executableTarget(
      name: "KernelScale", dependencies: ["KernelCore", "LinuxABI"],
      path: "Tests/Benchmarks/KernelScale", swiftSettings: strict),
    .executableTarget(
      name: "ExplorerSpeed", dependencies: ["Exploration"],
      path: "Tests/Benchmarks/ExplorerSpeed", swiftSettings: strict),
    .executableTarget(
      name: "GradingPipeline", dependencies: ["Grading"],
      path: "Tests/Benchmarks/GradingPipeline", swiftSettings: strict),
    .executableTarget(
      name: "LargeClass", path: "Tests/Benchmarks/LargeClass", swiftSettings: strict),
    .executableTarget(
      name: "SlurmSpeed", path: "Tests/Benchmarks/SlurmSpeed", swiftSettings: strict),
    .target(
      name: "SwitchInterpreter", path: "Tests/Benchmarks/MachineSpeed/SwitchInterpreter",
      cSettings: [.unsafeFlags(["-O2"])]),
    .executableTarget(
      name: "ProgramSpeed",
      dependencies: ["KernelCore", "LinuxABI", "Machine", "TaskC", "UserSpace"],
      path: "Tests/Benchmarks/ProgramSpeed", swiftSettings: strict),
    .executableTarget(
      name: "MachineSpeed",
      dependencies: ["KernelCore", "LinuxABI", "Machine", "SwitchInterpreter"],
      path: "Tests/Benchmarks/MachineSpeed", exclude: ["SwitchInterpreter"], swiftSettings: strict),
    .executableTarget(
      name: "PluginSchedules", dependencies: ["Grading", "Results"],
      path: "Tests/Benchmarks/PluginSchedules", swiftSettings: strict),
    .executableTarget(
      name: "ReportScale", dependencies: ["Reporting", "Results"],
      path: "Tests/Benchmarks/ReportScale", swiftSettings: strict),
    .executableTarget(
      name: "SaveToVerdict", path: "Tests/Benchmarks/SaveToVerdict", swiftSettings: strict),
    .executableTarget(
      name: "SchedulerPicks", dependencies: ["Scheduling"],
      path: "Tests/Benchmarks/SchedulerPicks", swiftSettings: strict),
    .executableTarget(
      name: "SimilaritySpeed", dependencies: ["Similarity", "SeededNumbers"],
      path: "Tests/Benchmarks/SimilaritySpeed", swiftSettings: strict),
    .executableTarget(
      name: "SiteSpeed", dependencies: ["Courseware", "Diagnostics", "SiteGenerator"],
      path: "Tests/Benchmarks/SiteSpeed", swiftSettings: strict),
    .executableTarget(
      name: "TaskCSpeed", dependencies: ["TaskC"], path: "Tests/Benchmarks/TaskCSpeed",
      swiftSettings: strict),
    // A worker that answers the judge with nonsense, for the tests of the wire.
    .executableTarget(
      name: "HostilePeer", dependencies: ["Wire", "SeededNumbers"], path: "Tests/HostilePeer",
      swiftSettings: strict),
    // Items that only take time, on the engine that grades on a cluster.
    .executableTarget(
      name: "ClusterItems", dependencies: ["Grading"], path: "Tests/ClusterItems",
      swiftSettings: strict),
    // The judge of the emulator: plays scenarios on the running kernel. Its tasks have no stack
    // protector, since a clone may give them any thread pointer; and nothing of Swift's runtime,
    // whose start installs signal handlers and their stack.
    .executableTarget(
      name: "HostDifferential", path: "Tests/HostDifferential",
      cSettings: [.unsafeFlags(["-fno-stack-protector"])],
      linkerSettings: [.unsafeFlags(["-nostartfiles", "-static-executable"])]),
    // Tests
    .target(name: "SeededNumbers", path: "Tests/SeededNumbers", swiftSettings: strict),
    .target(
      name: "RandomKernelCalls", dependencies: ["LinuxABI", "KernelCore", "SeededNumbers"],
      path: "Tests/RandomKernelCalls", swiftSettings: strict),
    // The arithmetic of the machine that runs the tests: the processor's is held against it.
    .target(name: "HostFloat", path: "Tests/HostFloat", linkerSettings: [.linkedLibrary("m")]),
    .target(
      name: "TestSupport", dependencies: ["Results", subprocess, systemPackage],
      path: "Tests/TestSupport",
      swiftSettings: connecting),
    .testTarget(name: "TestSupportTests", dependencies: ["TestSupport"], swiftSettings: connecting),
    .testTarget(name: "TidyTests", dependencies: ["TestSupport"], swiftSettings: connecting),
    .testTarget(
      name: "DiagnosticsTests", dependencies: ["Diagnostics", "TestSupport"],
      swiftSettings: connecting),
    .testTarget(
      name: "WireTests", dependencies: ["LinuxABI", "Wire", "SeededNumbers"], swiftSettings: strict),
    .testTarget(
      name: "KernelCoreTests",
      dependencies: [
        "LinuxABI", "KernelCore", "RandomKernelCalls", "SeededNumbers", "TestSupport",
      ],
      exclude: ["Resources", "Scenarios"], swiftSettings: strict),
    .testTarget(
      name: "SchedulingTests", dependencies: ["Scheduling", "SeededNumbers"], swiftSettings: strict),
    .testTarget(
      name: "MachineTests",
      dependencies: [
        "LinuxABI", "KernelCore", "Machine", "HostFloat", "SeededNumbers", "TestSupport",
      ],
      exclude: ["Programs", "Resources"], swiftSettings: strict),
    .testTarget(
      name: "ProgramRunnerTests",
      dependencies: [
        "LinuxABI", "KernelCore", "Machine", "Exploration", "ProgramRunner", "TaskC", "Tracing",
        "UserSpace", "Courseware", "Diagnostics", "TestSupport",
      ],
      exclude: ["Scripts.txt"], swiftSettings: strict),
    .testTarget(
      name: "TaskCTests",
      dependencies: ["LinuxABI", "KernelCore", "Machine", "TaskC", "SeededNumbers", "TestSupport"],
      exclude: ["Programs"], swiftSettings: strict),
    .testTarget(
      name: "UserSpaceTests",
      dependencies: ["LinuxABI", "ProgramRunner", "UserSpace", "TestSupport"],
      exclude: ["Programs", "Records", "Waiting.txt"], swiftSettings: strict),
    .testTarget(
      name: "ProcessorsTests",
      dependencies: [
        "LinuxABI", "KernelCore", "Scheduling", "Processors", "Machine", "Tracing",
        "RandomKernelCalls", "SeededNumbers",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ExplorationTests",
      dependencies: ["LinuxABI", "KernelCore", "Machine", "Exploration", "SeededNumbers"],
      swiftSettings: strict),
    .testTarget(
      name: "ContrastTests",
      dependencies: [
        "LinuxABI", "KernelCore", "Machine", "Contrast", "SeededNumbers", "TestSupport",
      ],
      exclude: ["Snapshots"], swiftSettings: strict),
    .testTarget(
      name: "GraderKitTests",
      dependencies: [
        "LinuxABI", "KernelCore", "Scheduling", "Processors", "Wire", "ExerciseKit", "GraderKit",
        "Results",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "TracingTests", dependencies: ["LinuxABI", "KernelCore", "Machine", "Tracing"],
      swiftSettings: strict),
    .testTarget(
      name: "CoursewareTests",
      dependencies: [
        "LinuxABI", "KernelCore", "Machine", "Courseware", "Diagnostics", "Results",
        "SeededNumbers", "TestSupport",
      ],
      exclude: ["Fixtures", "Snapshots"], swiftSettings: connecting),
    .testTarget(
      name: "MarkupTests", dependencies: ["Diagnostics", "Markup"], swiftSettings: connecting),
    .testTarget(
      name: "SimilarityTests", dependencies: ["Similarity", "SeededNumbers", "TestSupport"],
      swiftSettings: connecting),
    .testTarget(name: "ResultsTests", dependencies: ["Results"], swiftSettings: connecting),
    .testTarget(
      name: "IntakeTests", dependencies: ["Diagnostics", "Intake", "Results", "TestSupport"],
      swiftSettings: connecting),
    .testTarget(
      name: "GradingTests",
      dependencies: [
        "Courseware", "Diagnostics", "Grading", "Intake", "Results", "SeededNumbers", "TestSupport",
        database,
      ],
      swiftSettings: connecting),
    .testTarget(
      name: "ClusterTests", dependencies: ["Results", "TestSupport"], exclude: ["cluster"],
      swiftSettings: connecting),
    .testTarget(
      name: "AttackTests", dependencies: ["Results", "TestSupport", "Wire"],
      swiftSettings: connecting),
    .testTarget(
      name: "ReportingTests",
      dependencies: ["Diagnostics", "Reporting", "Results", "Markup", "TestSupport"],
      exclude: ["Resources"], swiftSettings: connecting),
    .testTarget(
      name: "SiteGeneratorTests",
      dependencies: [
        "LinuxABI", "KernelCore", "Machine", "Tracing", "Contrast", "Courseware", "Diagnostics",
        "Markup", "SiteGenerator", "SiteServer", "SeededNumbers", "TestSupport",
      ],
      swiftSettings: connecting),
    .testTarget(
      name: "StudentLoopTests",
      dependencies: [
        "KernelCore", "Machine", "Tracing", "Courseware", "Diagnostics", "Results", "StudentLoop",
        "TestSupport",
      ],
      swiftSettings: connecting),
    .testTarget(
      name: "CommandLineTests", dependencies: ["TestSupport"], exclude: ["Snapshots"],
      swiftSettings: connecting),
  ]
)
