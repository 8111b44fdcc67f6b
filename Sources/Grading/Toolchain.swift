internal import Foundation
internal import Subprocess
internal import SystemPackage

/// The Swift toolchain that compiles submissions.
package struct Toolchain: Sendable {
  /// The folder that holds `bin` and `lib`.
  package let root: String
  /// As the compiler names itself, for example "Swift version 6.3.1 (swift-6.3.1-RELEASE)".
  package let version: String
  /// As the compiler names the machine, for example "x86_64-unknown-linux-gnu".
  package let target: String

  /// The compiler itself, without the driver.
  package var frontend: String { "\(root)/bin/swift-frontend" }
  /// The linker.
  package var linker: String { "\(root)/bin/ld.lld" }
  /// The shared libraries of the runtime.
  package var libraries: String { "\(root)/lib/swift/linux" }
  /// Where the loader finds the compiler's own libraries in a sandbox, which has no /proc to tell it
  /// where the compiler is.
  var libraryPath: String {
    ["lib/swift/linux", "lib/swift/host/compiler", "lib/swift/host", "lib"]
      .map { "\(root)/\($0)" }.joined(separator: ":")
  }
  /// The machine's name in paths, for example "x86_64".
  package var architecture: String {
    String(target.prefix { $0 != "-" })
  }

  /// Finds the toolchain whose `swiftc` is first on the path.
  ///
  /// - Throws: `GradingError.machine`.
  package static func locate() async throws -> Toolchain {
    let found: FilePath
    do {
      found = try await Executable.name("swiftc").resolveExecutablePath(in: .inherit)
    } catch {
      throw GradingError.machine("there is no `swiftc` on the path: install Swift 6.3")
    }
    let binary = URL(filePath: found.string).resolvingSymlinksInPath()
    let root = binary.deletingLastPathComponent().deletingLastPathComponent().path
    let frontend = "\(root)/bin/swift-frontend"
    guard FileManager.default.isExecutableFile(atPath: frontend) else {
      throw GradingError.machine("the toolchain at \(root) has no swift-frontend")
    }
    let answer = try await Command.run([frontend, "--version"])
    let lines = answer.output.split(separator: "\n").map(String.init)
    guard let version = lines.first(where: { $0.contains("Swift version") }) else {
      throw GradingError.machine("\(frontend) does not say its version")
    }
    let target = lines.first { $0.hasPrefix("Target: ") }.map { String($0.dropFirst(8)) }
    return Toolchain(
      root: root, version: version, target: target ?? "x86_64-unknown-linux-gnu")
  }
}
