internal import LinuxABI

/// The namespaces of a task, its user namespace and its own PID namespace aside: Linux's `nsproxy`.
///
/// -1 is the first namespace of each kind. A task whose namespaces are all the first ones has no
/// such record.
struct NamespaceSet: Sendable {
  var users: Int32 = 1
  var mount: Int32 = -1
  var hostNames: Int32 = -1
  var ipc: Int32 = -1
  var network: Int32 = -1
  var cgroup: Int32 = -1
  var time: Int32 = -1
  /// The time namespace that its children and its next program are in.
  var timeForChildren: Int32 = -1
  /// The PID namespace that its children are in.
  var pidForChildren: Int32 = -1

  /// The namespaces that are no PID namespaces.
  var others: [Int32] { [mount, hostNames, ipc, network, cgroup, time, timeForChildren] }
}

/// A namespace of mounts, host names, System V objects, networks, cgroups or times.
///
/// Two kinds have contents: a host name, and sets of semaphores and message queues. Of the others only their identity
/// is there: this kernel has one tree of files, no network, no cgroups, and one clock.
struct NamespaceRecord: Sendable {
  var users: Int32 = 1
  /// The user namespace that it belongs to; -1 for the first one.
  var owner: Int32
  var hostName: [UInt8] = []
  var semaphoreNames = SemaphoreNames()
  var queueNames = SemaphoreNames()
}

/// A user namespace.
///
/// As long as nobody has written its maps, nobody in it has a number there, and cannot make another one.
///
/// Source: user_namespaces(7); `kernel/user_namespace.c: create_user_ns`, kuid_has_mapping.
struct UserNamespaceRecord: Sendable {
  /// Credentials, namespaces, PID namespaces and user namespaces that refer to it.
  var users: Int32 = 1
  /// The one above; -1 for the first one.
  var parent: Int32
  /// From 1.
  var level: Int32
  /// The effective user of whoever made it.
  var ownerID: UInt32
  /// Whether that one could set capabilities of files.
  var makerSetsFileCapabilities: Bool
  /// Whether setgroups is denied in it.
  var deniesGroups: Bool
  /// The numbers in it.
  var userMap: ContiguousArray<IDRange> = []
  var groupMap: ContiguousArray<IDRange> = []
}

/// A namespace of process ids, other than the first one.
struct PIDNamespaceRecord: Sendable {
  /// Sets of namespaces, PID namespaces and numbers that refer to it.
  var users: Int32 = 1
  var parent: Int32
  /// From 1.
  var level: Int32
  /// The user namespace that it belongs to; -1 for the first one.
  var owner: Int32
  /// The process that is 1 in it: its leader, or -1 as long as there was none.
  var initLeader: Int32 = -1
  /// Its init has ended: nobody comes in any more.
  var isClosed = false
  var numbers: ThreadIDTable
}

/// The numbers of a task in PID namespaces other than the first one: Linux's `struct pid`.
struct PidRecord: Sendable {
  /// The task, process groups and sessions that go by them.
  var users: Int32 = 1
  /// The innermost namespace.
  var namespace: Int32
  /// The numbers in it and in those above it, the innermost first; the first namespace is left out.
  var numbers: [Int32]
}
