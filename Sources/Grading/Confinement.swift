/// What `threadbare-confine` takes away before it becomes another program.
struct Confinement {
  /// The user to become, or nil to stay.
  var user: UInt32?
  var processorSeconds = 0
  var memoryBytes = 0
  /// The largest file, in bytes.
  var fileBytes = 0
  /// How many processes and threads the user may have; 0 leaves that open.
  var processes = 0
  /// The only files there are, to read or execute; empty for all.
  var readable: [String] = []
  /// Files and folders where everything is allowed.
  var writable: [String] = []
  /// A file that holds a system-call filter.
  var filter: String?

  /// The command line up to the program that is to run.
  ///
  /// - Parameter program: Where `threadbare-confine` is, as the caller sees it.
  func arguments(_ program: String) -> [String] {
    var all = [program]
    if let user { all += ["--user", "\(user)"] }
    for (option, value) in [
      ("--cpu", processorSeconds), ("--memory", memoryBytes), ("--file", fileBytes),
      ("--processes", processes),
    ] where value > 0 {
      all += [option, "\(value)"]
    }
    for path in readable { all += ["--read", path] }
    for path in writable { all += ["--write", path] }
    if let filter { all += ["--filter", filter] }
    return all + ["--"]
  }

  /// Ends every process of a user.
  static func killAll(of user: UInt32, _ program: String) -> [String] {
    [program, "--user", "\(user)", "--kill", "yes"]
  }
}
