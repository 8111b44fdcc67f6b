import KernelCore
import LinuxABI
import Testing

@Suite struct NamespaceIdentityTests {
  /// Each flag, and the namespaces of a child that are then not its parent's.
  static let kinds: [(flag: CloneFlags, differ: Set<String>)] = [
    ([], []), (.newNS, ["mnt"]), (.newUTS, ["uts"]), (.newIPC, ["ipc"]), (.newNet, ["net"]),
    (.newCgroup, ["cgroup"]), (.newUser, ["user"]), (.newPID, ["pid", "pid_for_children"]),
    ([.newUTS, .newIPC], ["uts", "ipc"]),
  ]

  /// Source: namespaces(7); clone(2).
  @Test(arguments: kinds)
  func `a child is in the namespaces of its parent, those aside that the flags name`(
    flag: CloneFlags, differ: Set<String>
  ) throws {
    let seen = try namespaces([
      [.clone(flag, .child, part: 1), .wait()], [.getpid],
    ])
    let parent = try #require(seen[2])
    let child = try #require(seen[3])
    #expect(differences(parent, child) == differ)
  }

  /// Source: unshare(2), setns(2): pid_namespaces(7) and time_namespaces(7) are for children.
  @Test func `unshare leaves the caller where it is, in process ids and clocks`() throws {
    var before: NamespaceIdentities?
    var after: NamespaceIdentities?
    _ = try Play([[.getpid, .unshare([.newPID, .newTime, .newIPC]), .getpid]]) { kernel, id, call in
      let task = try #require(kernel.task(ThreadID(rawValue: id)))
      if call == 0 { before = kernel.snapshot(of: task)?.namespaces }
      if call == 2 { after = kernel.snapshot(of: task)?.namespaces }
    }
    #expect(
      differences(try #require(before), try #require(after))
        == ["ipc", "pid_for_children", "time_for_children"])
  }

  /// Source: `kernel/nsproxy.c: exit_task_namespaces`.
  @Test func `who has ended is in none`() throws {
    var zombie: TaskSnapshot?
    _ = try Play([
      [.clone(.newUTS, .child, part: 1), .schedYield, .wait()], [],
    ]) { kernel, _, _ in
      zombie = kernel.tasks.first { $0.state == .zombie } ?? zombie
    }
    let seen = try #require(zombie)
    #expect(seen.namespaces == nil)
  }

  /// The namespaces of each task at its first call, by thread id.
  private func namespaces(_ parts: [Part]) throws -> [Int32: NamespaceIdentities] {
    var seen: [Int32: NamespaceIdentities] = [:]
    _ = try Play(parts) { kernel, id, call in
      guard call == 0, let task = kernel.task(ThreadID(rawValue: id)) else { return }
      seen[id] = kernel.snapshot(of: task)?.namespaces
    }
    return seen
  }

  private func differences(_ one: NamespaceIdentities, _ other: NamespaceIdentities) -> Set<String>
  {
    let kinds: [(String, KeyPath<NamespaceIdentities, Int>)] = [
      ("mnt", \.mount), ("uts", \.hostNames), ("ipc", \.ipc), ("net", \.network),
      ("cgroup", \.cgroup), ("user", \.user), ("pid", \.pid), ("time", \.time),
      ("pid_for_children", \.pidForChildren), ("time_for_children", \.timeForChildren),
    ]
    return Set(kinds.filter { one[keyPath: $0.1] != other[keyPath: $0.1] }.map(\.0))
  }
}
