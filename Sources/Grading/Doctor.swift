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
    [await toolchain(), installation(), await sandbox(), filter(), cache(), privileges()]
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
      "Swift toolchain", remedy: "install Swift 6.3 and put its bin folder on PATH"
    ) {
      let found = try await Toolchain.locate()
      return "\(found.version) in \(found.root)"
    }
  }

  private static func installation() -> Finding {
    do {
      let found = try Installation.locate()
      return Finding(
        part: "installation", isWell: true, isOptional: false, state: "kit in \(found.kit)")
    } catch {
      return Finding(
        part: "installation", isWell: false, isOptional: false, state: "\(error)",
        remedy: "swift build -c release, or make install")
    }
  }

  private static func sandbox() async -> Finding {
    switch await SandboxTier.probe() {
    case .success(let tier):
      return Finding(part: "sandbox", isWell: true, isOptional: true, state: tier.name)
    case .failure(let unavailable):
      return Finding(
        part: "sandbox", isWell: false, isOptional: true, state: unavailable.reason,
        remedy: "apt-get install -y bubblewrap; in a container, allow user namespaces")
    }
  }

  private static func filter() -> Finding {
    do {
      let bytes = try SystemCallFilter.program().count
      return Finding(
        part: "system-call filter", isWell: true, isOptional: false,
        state: "\(bytes / 8) instructions")
    } catch {
      return Finding(
        part: "system-call filter", isWell: false, isOptional: false, state: "\(error)",
        remedy: "apt-get install -y libseccomp2")
    }
  }

  private static func cache() -> Finding {
    do {
      return Finding(
        part: "cache", isWell: true, isOptional: false, state: try CacheFolder.locate())
    } catch {
      return Finding(
        part: "cache", isWell: false, isOptional: false, state: "\(error)",
        remedy: "set THREADBARE_CACHE to a folder that you may write to")
    }
  }

  private static func privileges() -> Finding {
    Finding(
      part: "user", isWell: true, isOptional: true,
      state: geteuid() == 0
        ? "root: process limits do not bind root, so the system-call filter alone keeps "
          + "submissions from starting processes"
        : "an ordinary user")
  }
}
