internal import Foundation
internal import Subprocess

/// What stands between code of a submission and this machine.
package enum SandboxTier: Sendable, Equatable {
  /// Namespaces and no capabilities (bubblewrap), a system-call filter, resource limits.
  case namespaces
  /// A system-call filter and resource limits alone: files of this user can be read.
  case unsafe

  /// The tier as reports name it.
  package var name: String {
    switch self {
    case .namespaces: "bubblewrap namespaces + seccomp + rlimits"
    case .unsafe: "none (--unsafe-no-sandbox): seccomp + rlimits alone"
    }
  }

  private static let bubblewrap = "/usr/bin/bwrap"

  /// The strongest tier that works here: bubblewrap is tried, not merely looked for.
  ///
  /// - Returns: The tier, or why namespaces are not to be had.
  package static func probe() async -> Result<SandboxTier, SandboxUnavailable> {
    guard FileManager.default.isExecutableFile(atPath: bubblewrap) else {
      return .failure(SandboxUnavailable(reason: "bubblewrap is not installed"))
    }
    let trial = Bubblewrap(binds: [Bind("/usr", "/usr")], temporaryBytes: 1 << 20)
    do {
      let result = try await Command.run(trial.arguments + ["/usr/bin/true"])
      guard result.status.isSuccess else {
        let words = result.errors.trimmingCharacters(in: .whitespacesAndNewlines)
        return .failure(SandboxUnavailable(reason: "bubblewrap does not work here: \(words)"))
      }
      return .success(.namespaces)
    } catch {
      return .failure(SandboxUnavailable(reason: "\(error)"))
    }
  }
}

/// Why there is no sandbox here.
package struct SandboxUnavailable: Error, Sendable {
  package let reason: String
}

/// A folder or file of this machine that the sandbox shows.
struct Bind {
  let source: String
  let target: String
  let isWritable: Bool

  init(_ source: String, _ target: String, isWritable: Bool = false) {
    self.source = source
    self.target = target
    self.isWritable = isWritable
  }
}

/// A call of bubblewrap: nothing of this machine but what is bound, no capability, no network.
struct Bubblewrap {
  /// Whose session the program is in, and with it which terminal can be reached.
  enum Session {
    /// One of its own, without a terminal.
    case own
    /// The caller's, which must have no terminal.
    case ofCaller
  }

  var binds: [Bind]
  var temporaryBytes: Int
  var session = Session.own
  var environment: [(String, String)] = []

  /// The command line up to the program that is to run inside.
  var arguments: [String] {
    var all = [
      "/usr/bin/bwrap", "--unshare-user", "--unshare-all", "--die-with-parent", "--cap-drop", "ALL",
      "--clearenv", "--uid", "65534", "--gid", "65534", "--hostname", "x",
    ]
    if session == .own { all.append("--new-session") }
    for (name, value) in environment { all += ["--setenv", name, value] }
    let targets = binds.map(\.target)
    if targets.contains("/usr") {
      for folder in ["bin", "lib", "lib64"] { all += ["--symlink", "usr/\(folder)", "/\(folder)"] }
    } else if targets.contains("/rt") {
      all += ["--symlink", "rt", "/lib64"]
    }
    for bind in binds {
      all += [bind.isWritable ? "--bind" : "--ro-bind", bind.source, bind.target]
    }
    all += [
      "--size", "\(temporaryBytes)", "--tmpfs", "/tmp", "--remount-ro", "/", "--chdir", "/tmp",
    ]
    return all
  }
}
