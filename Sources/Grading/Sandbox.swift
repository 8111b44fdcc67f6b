internal import CSandbox
internal import Diagnostics
internal import Foundation
internal import Subprocess

/// What stands between code of a submission and this machine: chosen once, the same for compilers
/// and workers, and named in every report.
package struct Sandbox: Sendable, Equatable {
  /// The kinds of sandbox, the strongest first.
  package enum Tier: String, Sendable {
    /// Namespaces without any file, network or other process in them (bubblewrap).
    case namespaces
    /// An ordinary user of its own for each slot, for machines that deny namespaces.
    case user
    /// Neither: files of this user can be read.
    case unsafe
  }

  package let tier: Tier
  /// The version of Landlock's interface, 0 where there is none.
  let landlockVersion: Int
  /// Whether each slot runs under a user of its own, which only root can arrange.
  let changesUser: Bool
  /// What is left out on purpose: for the tests that show that nothing here is decoration.
  let without: Set<Defence>

  init(tier: Tier, landlockVersion: Int, changesUser: Bool, without: Set<Defence> = []) {
    self.tier = tier
    self.landlockVersion = landlockVersion
    self.changesUser = changesUser
    self.without = without
  }

  /// Whether files are closed by Landlock.
  var usesLandlock: Bool { has(.landlock) && landlockVersion > 0 }

  func has(_ defence: Defence) -> Bool { !without.contains(defence) }

  /// The sandbox as reports name it: its parts.
  package var name: String {
    var parts: [String] = []
    switch tier {
    case .namespaces: parts = ["bubblewrap namespaces"] + (changesUser ? ["changed uid"] : [])
    case .user: parts = ["changed uid"]
    case .unsafe: parts = ["none (--unsafe-no-sandbox)"]
    }
    if usesLandlock { parts.append("Landlock (ABI \(landlockVersion))") }
    if has(.filter) { parts.append("seccomp") }
    if has(.limits) { parts.append("rlimits") }
    if !without.isEmpty {
      parts.append("WITHOUT " + without.map(\.rawValue).sorted().joined(separator: ", "))
    }
    return parts.joined(separator: " + ")
  }
}

/// One of the walls of a sandbox.
package enum Defence: String, Sendable, CaseIterable {
  /// A user of its own for each slot.
  case user
  /// Landlock.
  case landlock
  /// The system-call filter.
  case filter
  /// Limits of processor time, memory, processes and files.
  case limits
}

/// Why there is no sandbox here.
package struct SandboxUnavailable: Error, Sendable {
  package let reason: String
}

extension Sandbox {
  /// The strongest sandbox that works here: each is tried, not merely looked for.
  ///
  /// - Parameters:
  ///   - installation: What is tried out.
  ///   - only: The only tier to try; by default the one that `THREADBARE_SANDBOX` names, if it is set.
  ///   - without: Walls to leave out.
  /// - Returns: The sandbox, or why neither tier is to be had.
  package static func probe(
    _ installation: Installation, only: Tier? = nil, without: Set<Defence> = []
  ) async -> Result<Sandbox, SandboxUnavailable> {
    let wanted = only?.rawValue ?? ProcessInfo.processInfo.environment[variable]
    var reasons: [String] = []
    for tier in [Tier.namespaces, .user] where wanted == nil || wanted == tier.rawValue {
      let sandbox = Sandbox(
        tier: tier, landlockVersion: Int(threadbare_landlock_version()),
        changesUser: geteuid() == 0, without: without)
      do {
        try await sandbox.tryOut(installation)
        return .success(sandbox)
      } catch {
        reasons.append(error.reason)
      }
    }
    return .failure(SandboxUnavailable(reason: reasons.joined(separator: "; ")))
  }

  private static var variable: String { "THREADBARE_SANDBOX" }

  /// Refuses a name in `THREADBARE_SANDBOX` that is none: else nothing would be tried, and nothing protect.
  ///
  /// - Throws: `GradingError.input`.
  static func requireKnownTier() throws(GradingError) {
    guard let wanted = ProcessInfo.processInfo.environment[variable] else { return }
    let tiers = [Tier.namespaces, .user].map(\.rawValue)
    guard !tiers.contains(wanted) else { return }
    throw .input(
      DiagnosticList([
        Diagnostic(
          message: "\(variable) is \(quoted(wanted)), which is no kind of sandbox",
          help: suggestion(for: wanted, in: tiers, listedAs: "kinds"))
      ]))
  }

  /// Runs a program that does nothing in this sandbox.
  private func tryOut(_ installation: Installation) async throws(SandboxUnavailable) {
    let program: [String]
    let user = changesUser ? SlotUsers.first : nil
    switch tier {
    case .unsafe: return
    case .namespaces:
      guard FileManager.default.isExecutableFile(atPath: Bubblewrap.program) else {
        throw SandboxUnavailable(reason: "bubblewrap is not installed")
      }
      let trial = Bubblewrap(
        binds: [Bind("/usr", "/usr"), Bind(installation.confine, "/confine")],
        temporaryBytes: 1 << 20, changesUser: changesUser)
      program = trial.arguments + Confinement(user: user).arguments("/confine")
    case .user:
      guard changesUser else {
        throw SandboxUnavailable(reason: "only root can run submissions as another user")
      }
      guard landlockVersion > 0 else {
        throw SandboxUnavailable(reason: "this kernel has no Landlock")
      }
      program = Confinement(user: user).arguments(installation.confine)
    }
    do {
      let result = try await Command.run(program + ["/usr/bin/true"])
      guard result.status.isSuccess else {
        let words = result.errors.trimmingCharacters(in: .whitespacesAndNewlines)
        throw SandboxUnavailable(
          reason: tier == .namespaces
            ? "bubblewrap does not work here: \(words)" : "changing the user fails: \(words)")
      }
    } catch let unavailable as SandboxUnavailable {
      throw unavailable
    } catch {
      throw SandboxUnavailable(reason: "\(error)")
    }
  }
}
