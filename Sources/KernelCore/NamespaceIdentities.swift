internal import LinuxABI

/// The namespaces that a task is in, as `/proc/PID/ns` shows them.
///
/// Each is a number: 0 is the first namespace of its kind, and at one moment equal numbers of a kind are
/// the same namespace.
///
/// Source: namespaces(7); `fs/proc/namespaces.c: ns_entries`.
public struct NamespaceIdentities: Hashable, Sendable {
  /// Mounts (`mnt`).
  public let mount: Int
  /// Host names (`uts`).
  public let hostNames: Int
  /// System V objects (`ipc`).
  public let ipc: Int
  /// Networks (`net`).
  public let network: Int
  /// Control groups (`cgroup`).
  public let cgroup: Int
  /// Users (`user`).
  public let user: Int
  /// Process ids (`pid`).
  public let pid: Int
  /// The process ids of its children to come (`pid_for_children`).
  public let pidForChildren: Int
  /// Clocks (`time`).
  public let time: Int
  /// The clocks of its children to come, and its own after its next exec (`time_for_children`).
  public let timeForChildren: Int
}

extension Kernel {
  /// The namespaces of a task that has not ended; nil once it has.
  ///
  /// Only its PID namespace stays with it then. Source: `kernel/nsproxy.c: exit_task_namespaces`.
  func namespaceIdentities(ofSlot slot: Int32) -> NamespaceIdentities? {
    guard !taskTable[slot].flags.contains(.exiting) else { return nil }
    let set = namespaceSet(of: slot)
    // The tables count from 0, and -1 is the first namespace.
    func number(_ index: Int32) -> Int { Int(index) + 1 }
    return NamespaceIdentities(
      mount: number(set.mount), hostNames: number(set.hostNames), ipc: number(set.ipc),
      network: number(set.network), cgroup: number(set.cgroup),
      user: number(userNamespace(of: slot)),
      pid: number(pidNamespace(of: slot)), pidForChildren: number(set.pidForChildren),
      time: number(set.time), timeForChildren: number(set.timeForChildren))
  }
}
