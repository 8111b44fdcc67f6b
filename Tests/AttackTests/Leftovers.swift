import Foundation

/// What a graded class left on this machine.
enum Leftovers {
  /// The processes that know a folder: by their arguments, their mapped files or their mounts.
  ///
  /// A process in a sandbox can hide its name, not what was bound into it.
  static func processes(mentioning folder: String) -> [String] {
    let needle = Data(folder.utf8)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.filter { Int32($0) != nil && Int32($0) != getpid() }.filter { process in
      ["cmdline", "maps", "mountinfo"].contains { file in
        // Another user's process, or one that has just ended, cannot be read: not one of ours.
        guard let text = FileManager.default.contents(atPath: "/proc/\(process)/\(file)") else {
          return false
        }
        return text.range(of: needle) != nil
      }
    }
  }

  /// As above, after giving processes that were killed the time to go.
  static func lastingProcesses(mentioning folder: String) async throws -> [String] {
    for _ in 0..<20 {
      if processes(mentioning: folder).isEmpty { return [] }
      try await Task.sleep(for: .milliseconds(100))
    }
    return processes(mentioning: folder)
  }

  /// Files that attacks leave where everybody may write.
  static func markers() -> [String] {
    ["/tmp", "/var/tmp", "/dev/shm", FileManager.default.currentDirectoryPath].flatMap { folder in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return names.filter { $0.hasPrefix("threadbare-breach") }.map { "\(folder)/\($0)" }
    }
  }

  /// Every file under a folder with its size and mode: what must not change.
  static func inventory(of folder: String) throws -> [String: String] {
    let files = FileManager.default
    var found: [String: String] = [:]
    for path in try files.subpathsOfDirectory(atPath: folder) {
      let attributes = try? files.attributesOfItem(atPath: "\(folder)/\(path)")
      found[path] =
        "\(attributes?[.size] ?? "") \(attributes?[.posixPermissions] ?? "") "
        + "\(attributes?[.modificationDate] ?? "")"
    }
    return found
  }
}
