internal import CSandbox
internal import Foundation

/// Looks at this machine: what Threadbare needs of it, what is there, and what mends what is not.
package enum Doctor {
  /// One thing that was looked at.
  package struct Finding: Encodable, Sendable {
    package var part: String
    package var isWell: Bool
    /// Whether all but grading others' code works without it.
    package var isOptional: Bool
    package var state: String
    /// The command that mends it.
    package var remedy: String?

    private enum CodingKeys: String, CodingKey {
      case part, state, remedy
      case isWell = "ok"
      case isOptional = "optional"
    }
  }

  /// Examines everything.
  package static func examine() async -> [Finding] {
    [
      await toolchain(), await installation(), await sandbox(), landlock(), await filter(),
      await cache(), compiler(), privileges(),
    ]
  }

  private static func finding(
    _ part: String, isOptional: Bool = false, remedy: String, _ look: () async throws -> String
  ) async -> Finding {
    do {
      return Finding(part: part, isWell: true, isOptional: isOptional, state: try await look())
    } catch GradingError.machine(let reason) {
      return Finding(
        part: part, isWell: false, isOptional: isOptional, state: reason, remedy: remedy)
    } catch {
      return Finding(
        part: part, isWell: false, isOptional: isOptional, state: "\(error)", remedy: remedy)
    }
  }

  private static func toolchain() async -> Finding {
    await finding(
      "Swift toolchain",
      remedy: "install Swift 6.3 as https://www.swift.org/install/linux/ says, with its bin on PATH"
    ) {
      let found = try await Toolchain.locate()
      return "\(found.version) in \(found.root)"
    }
  }

  private static func installation() async -> Finding {
    await finding("installation", remedy: "swift build -c release, or make install") {
      "kit in \(try Installation.locate().kit)"
    }
  }

  private static func sandbox() async -> Finding {
    let installation: Installation
    do {
      installation = try Installation.locate()
    } catch {
      return Finding(
        part: "sandbox", isWell: false, isOptional: true, state: "\(error)",
        remedy: "swift build -c release, or make install")
    }
    do throws(GradingError) {
      try Sandbox.requireKnownTier()
    } catch {
      return Finding(
        part: "sandbox", isWell: false, isOptional: true,
        state: "THREADBARE_SANDBOX names no kind of sandbox", remedy: "unset THREADBARE_SANDBOX")
    }
    switch await Sandbox.probe(installation) {
    case .success(let sandbox):
      return Finding(part: "sandbox", isWell: true, isOptional: true, state: sandbox.name)
    case .failure(let unavailable):
      return Finding(
        part: "sandbox", isWell: false, isOptional: true, state: unavailable.reason,
        remedy: "apt-get install -y bubblewrap; in a container, allow user namespaces")
    }
  }

  private static func filter() async -> Finding {
    await finding("system-call filter", remedy: "apt-get install -y libseccomp2") {
      "\(try WorkerFilter.program().count / 8) instructions for workers, "
        + "\(try CompilerFilter.program().count / 8) for compilers"
    }
  }

  private static func cache() async -> Finding {
    await finding("cache", remedy: "set THREADBARE_CACHE to a folder that you may write to") {
      let folder = try CacheFolder.locate()
      guard access(folder, W_OK) == 0 else {
        throw GradingError.machine("the folder \(folder) is not yours to write to")
      }
      let megabytes = (Double(CacheHold.byteCount(of: folder)) / 1e6).rounded()
      return "\(Int(megabytes)) MB in \(folder); what is unused for "
        + "\(CacheHold.unusedSecondsMax / 86_400) days is removed, and beyond "
        + "\(CacheHold.bytesMax >> 30) GiB what was used longest ago"
    }
  }

  private static func compiler() -> Finding {
    let path = "/usr/bin/cc"
    return FileManager.default.isExecutableFile(atPath: path)
      ? Finding(part: "C compiler", isWell: true, isOptional: true, state: path)
      : Finding(
        part: "C compiler", isWell: false, isOptional: true,
        state: "there is no \(path), which `threadbare host` needs",
        remedy: "apt-get install -y gcc libc6-dev")
  }

  private static func landlock() -> Finding {
    let version = threadbare_landlock_version()
    return version > 0
      ? Finding(part: "Landlock", isWell: true, isOptional: true, state: "ABI \(version)")
      : Finding(
        part: "Landlock", isWell: false, isOptional: true, state: "this kernel has none",
        remedy: "boot Linux 5.13 or newer with `landlock` in lsm= (without it, files are closed by "
          + "namespaces alone)")
  }

  private static func privileges() -> Finding {
    Finding(
      part: "user", isWell: true, isOptional: true,
      state: geteuid() == 0
        ? "root: each slot runs under an ordinary user of its own" : "an ordinary user")
  }
}
