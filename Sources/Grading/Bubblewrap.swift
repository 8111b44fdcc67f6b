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
  static let program = "/usr/bin/bwrap"

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
  /// Whether what is run first changes the user.
  ///
  /// That needs root, outside and, up to that moment, inside (`Confinement`); otherwise a user
  /// namespace takes all rights away at once.
  var changesUser: Bool

  /// The command line up to the program that is to run inside.
  var arguments: [String] {
    var all = [Self.program]
    if changesUser {
      all += [
        "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try",
        "--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID",
      ]
    } else {
      all += [
        "--unshare-user", "--unshare-all", "--cap-drop", "ALL", "--uid", "65534", "--gid", "65534",
      ]
    }
    all += ["--die-with-parent", "--clearenv", "--hostname", "x"]
    if session == .own { all.append("--new-session") }
    for (name, value) in environment { all += ["--setenv", name, value] }
    let targets = binds.map(\.target)
    if targets.contains("/usr") {
      for folder in ["bin", "lib", "lib64"] { all += ["--symlink", "usr/\(folder)", "/\(folder)"] }
    } else if targets.contains("/rt") {
      all += ["--symlink", "rt", "/lib64"]
    }
    // bubblewrap makes folders for itself alone, and what runs inside may be another user.
    for folder in folders { all += ["--perms", "0755", "--dir", folder] }
    for bind in binds {
      all += [bind.isWritable ? "--bind" : "--ro-bind", bind.source, bind.target]
    }
    all += [
      "--perms", "1777", "--size", "\(temporaryBytes)", "--tmpfs", "/tmp", "--remount-ro", "/",
      "--chdir", "/tmp",
    ]
    return all
  }

  /// The folders above the targets, outermost first.
  private var folders: [String] {
    var found: [String] = []
    for bind in binds {
      let parts = bind.target.split(separator: "/").dropLast()
      for count in parts.indices.map({ $0 + 1 }) {
        let folder = "/" + parts.prefix(count).joined(separator: "/")
        if !found.contains(folder) { found.append(folder) }
      }
    }
    return found
  }
}
