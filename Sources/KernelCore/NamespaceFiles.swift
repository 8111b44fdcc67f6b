internal import LinuxABI

/// A kind of namespace, as `/proc/PID/ns` lists them.
///
/// Source: namespaces(7); `fs/proc/namespaces.c: ns_entries`.
enum NamespaceKind: Int32, Sendable {
  case network
  case hostNames
  case ipc
  case pid
  case pidForChildren
  case user
  case mount
  case cgroup
  case time
  case timeForChildren

  /// The name of its link.
  var name: StaticString {
    switch self {
    case .network: "net"
    case .hostNames: "uts"
    case .ipc: "ipc"
    case .pid: "pid"
    case .pidForChildren: "pid_for_children"
    case .user: "user"
    case .mount: "mnt"
    case .cgroup: "cgroup"
    case .time: "time"
    case .timeForChildren: "time_for_children"
    }
  }

  /// What the link says before the number.
  var text: StaticString {
    switch self {
    case .pidForChildren: NamespaceKind.pid.name
    case .timeForChildren: NamespaceKind.time.name
    default: name
    }
  }

  /// The flag of clone that makes one.
  var flag: CloneFlags {
    switch self {
    case .network: .newNet
    case .hostNames: .newUTS
    case .ipc: .newIPC
    case .pid, .pidForChildren: .newPID
    case .user: .newUser
    case .mount: .newNS
    case .cgroup: .newCgroup
    case .time, .timeForChildren: .newTime
    }
  }

  /// The number of the first namespace of the kind.
  ///
  /// Source: `include/uapi/linux/nsfs.h: enum init_ns_ino`; that of networks, which 6.18 draws
  /// before those, was measured.
  var firstInode: UInt64 {
    switch self {
    case .ipc: 0xefff_ffff
    case .hostNames: 0xefff_fffe
    case .user: 0xefff_fffd
    case .pid, .pidForChildren: 0xefff_fffc
    case .cgroup: 0xefff_fffb
    case .time, .timeForChildren: 0xefff_fffa
    case .network: 0xefff_fff9
    case .mount: 0xefff_fff8
    }
  }

  /// The entry of its link, or of what that leads to.
  func entry(_ kind: ProcessEntry.Kind, like other: ProcessEntry) -> ProcessEntry {
    ProcessEntry(kind, other.threadID, isThread: other.isThread, descriptor: rawValue)
  }
}

/// A namespace, whatever kind it is of.
struct NamespaceName: Equatable, Sendable {
  var kind = NamespaceKind.hostNames
  /// Where it is in the table of its kind; -1 for the first one.
  var index: Int32 = -1

  /// Its number, which no other namespace has at the same time.
  var inode: UInt64 {
    guard index >= 0 else { return kind.firstInode }
    // Source: `include/linux/proc_ns.h: PROC_DYNAMIC_FIRST`. There are three tables.
    let table: UInt64 =
      switch kind {
      case .user: 1
      case .pid, .pidForChildren: 2
      default: 0
      }
    return 0xf000_0000 + UInt64(index) * 3 + table
  }
}

/// What setns takes a task to.
struct JoinTarget {
  var set = NamespaceSet()
  var pid: Int32 = -1
  var user: Int32 = -1
}

// Namespaces as files of /proc.
extension Kernel {
  /// The namespace that a link in `ns` leads to; nil if the task has none any more.
  func namespaceName(of entry: ProcessEntry) -> NamespaceName? {
    let task = task(of: entry)
    guard task >= 0, let kind = NamespaceKind(rawValue: entry.descriptor) else { return nil }
    // A zombie has its numbers and its user namespace alone. Source: `kernel/nsproxy.c:
    // exit_task_namespaces`.
    guard kind == .user || kind == .pid || taskTable[task].state != .zombie else { return nil }
    // One without an init cannot be entered yet. Source: `kernel/pid_namespace.c:
    // pidns_for_children_get`, child_reaper.
    let index = namespaceIndex(kind, of: task)
    if kind == .pidForChildren, index >= 0 {
      let namespace = pidNamespaces[index]
      guard namespace.initLeader >= 0 || namespace.isClosed else { return nil }
    }
    return NamespaceName(kind: kind, index: index)
  }

  /// Which namespace of a kind a task is in; -1 for the first one.
  private func namespaceIndex(_ kind: NamespaceKind, of task: Int32) -> Int32 {
    let set = namespaceSet(of: task)
    return switch kind {
    case .network: set.network
    case .hostNames: set.hostNames
    case .ipc: set.ipc
    case .pid: pidNamespace(of: task)
    case .pidForChildren: set.pidForChildren
    case .user: userNamespace(of: task)
    case .mount: set.mount
    case .cgroup: set.cgroup
    case .time: set.time
    case .timeForChildren: set.timeForChildren
    }
  }

  /// The namespace that an open file is; nil if it is another file.
  func namespaceName(ofOpenFile file: Int32) -> NamespaceName? {
    let special = openFiles[file].special
    guard special >= 0, fileSide.specials[special].kind == .namespace else { return nil }
    return fileSide.specials[special].namespace
  }

  /// All namespaces that are open.
  var openNamespaces: [NamespaceName] {
    guard !fileSides.isEmpty else { return [] }
    return fileSide.specials.indices.filter { fileSide.specials[$0].kind == .namespace }
      .map { fileSide.specials[$0].namespace }
  }

  func isNamespace(_ place: FilePlace) -> Bool {
    place.node == nil && ProcessEntry(at: place).kind == .namespaceFile
  }

  /// What is called so in a directory `ns`.
  func namespacePlace(in entry: ProcessEntry, named name: ArraySlice<UInt8>) -> FilePlace? {
    var number: Int32 = 0
    while let kind = NamespaceKind(rawValue: number) {
      if name.elementsEqual(kind.name.description.utf8) {
        return kind.entry(.namespace, like: entry).place
      }
      number += 1
    }
    return nil
  }

  /// What its link says.
  ///
  /// Source: `fs/nsfs.c: ns_get_name`.
  func text(of name: NamespaceName) -> [UInt8] {
    Array((name.kind.text.description + ":[" + String(name.inode) + "]").utf8)
  }

  /// Source: `fs/nsfs.c: nsfs_init_inode`.
  func attributes(of name: NamespaceName) -> FileAttributes {
    FileAttributes(
      type: .regular, mode: 0o444, userID: 0, groupID: 0, inode: name.inode,
      fileSystem: .namespaces)
  }

  /// An open file of a namespace, which keeps it there.
  ///
  /// Source: `fs/nsfs.c: ns_get_path`.
  mutating func openedNamespace(
    _ place: FilePlace, _ flags: OpenFlags
  ) throws(Errno) -> Int32 {
    guard let name = namespaceName(of: ProcessEntry(at: place)) else {
      throw .noSuchFileOrDirectory
    }
    return makeNamespaceFile(name, flags)
  }

  private mutating func makeNamespaceFile(_ name: NamespaceName, _ flags: OpenFlags) -> Int32 {
    if name.index >= 0 {
      switch name.kind {
      case .user: userNamespaces[name.index].users += 1
      case .pid, .pidForChildren: pidNamespaces[name.index].users += 1
      default: namespaceTable[name.index].users += 1
      }
    }
    ensureFileSide()
    var special = SpecialFile(kind: .namespace)
    special.namespace = name
    var record = OpenFileRecord(users: 1, flags: flags)
    record.special = fileSide.specials.allocate(special)
    return openFiles.allocate(record)
  }

  /// An open file of a namespace fewer.
  mutating func releaseNamespace(_ name: NamespaceName) {
    guard name.index >= 0 else { return }
    switch name.kind {
    case .user: releaseUserNamespace(name.index)
    case .pid, .pidForChildren: releasePIDNamespace(name.index)
    default: releaseNamespace(name.index)
    }
  }

  /// What setns takes a task to that names one namespace.
  func target(of name: NamespaceName) -> JoinTarget {
    var target = JoinTarget()
    switch name.kind {
    case .network: target.set.network = name.index
    case .hostNames: target.set.hostNames = name.index
    case .ipc: target.set.ipc = name.index
    case .pid, .pidForChildren: target.pid = name.index
    case .user: target.user = name.index
    case .mount: target.set.mount = name.index
    case .cgroup: target.set.cgroup = name.index
    case .time, .timeForChildren: target.set.time = name.index
    }
    return target
  }

  /// A namespace of a process, by the process's descriptor.
  ///
  /// Source: `fs/pidfs.c: pidfd_ioctl`; `include/uapi/linux/pidfd.h`.
  mutating func pidfdRequest(
    _ process: TaskID?, _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    let request = call.b & 0xffff_ffff
    let kinds: [NamespaceKind] = [
      .cgroup, .ipc, .mount, .network, .pid, .pidForChildren, .time, .timeForChildren, .user,
      .hostNames,
    ]
    // PIDFD_GET_CGROUP_NAMESPACE to PIDFD_GET_UTS_NAMESPACE.
    guard (0xff01...0xff0a).contains(request) else { throw .notTerminal }
    // ESRCH: it has ended. Source: `pidfd_ioctl`, get_pid_task and nsproxy.
    guard let process, let task = slot(of: process),
      !taskTable[task].flags.contains(.exiting)
    else { throw .noSuchProcess }
    // EINVAL: there is no argument.
    guard call.c == 0 else { throw .invalidArgument }
    try checkMayLook(into: task, by: caller)
    let kind = kinds[Int(request - 0xff01)]
    return try open(NamespaceName(kind: kind, index: namespaceIndex(kind, of: task)), by: caller)
  }

  // MARK: - Questions

  /// Answers an ioctl on a namespace.
  ///
  /// Source: ioctl_ns(2); `fs/nsfs.c: ns_ioctl`.
  mutating func namespaceRequest(
    _ name: NamespaceName, _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    switch call.b & 0xffff_ffff {
    // NS_GET_USERNS
    case 0xb701:
      let owner = owner(of: name)
      // EPERM: the caller's user namespace is not above it. Source: `ns_get_owner`.
      guard name.kind != .user || name.index >= 0,
        isUserNamespace(owner, within: userNamespace(of: caller))
      else { throw .notPermitted }
      return try open(NamespaceName(kind: .user, index: owner), by: caller)
    // NS_GET_PARENT
    case 0xb702:
      switch name.kind {
      case .pid, .pidForChildren:
        let parent = name.index < 0 ? -1 : pidNamespaces[name.index].parent
        // EPERM: it is not within the caller's own. Source: `pidns_get_parent`.
        guard name.index >= 0, isPIDNamespace(parent, within: pidNamespace(of: caller)) else {
          throw .notPermitted
        }
        return try open(NamespaceName(kind: .pid, index: parent), by: caller)
      case .user:
        guard name.index >= 0,
          isUserNamespace(owner(of: name), within: userNamespace(of: caller))
        else { throw .notPermitted }
        return try open(NamespaceName(kind: .user, index: owner(of: name)), by: caller)
      // ioctl_ns(2), EINVAL: kinds that are not nested.
      default: throw .invalidArgument
      }
    // NS_GET_NSTYPE
    case 0xb703: return .value(Int64(bitPattern: name.kind.flag.rawValue))
    // NS_GET_OWNER_UID
    case 0xb704:
      // ioctl_ns(2), EINVAL: it is no user namespace.
      guard name.kind == .user else { throw .invalidArgument }
      let user = name.index < 0 ? 0 : userNamespaces[name.index].ownerID
      keep(Self.halves([idNumber(user, .user, seenBy: caller)]), for: caller)
      return .value(0)
    // NS_GET_MNTNS_ID, NS_GET_PID_FROM_PIDNS and their like; NS_MNT_GET_INFO, NS_MNT_GET_NEXT and
    // NS_MNT_GET_PREV go by their numbers, whatever size is said. Source: `fs/nsfs.c: nsfs_ioctl_valid`.
    case 0x8008_b705, 0x8004_b706...0x8004_b709, 0x8008_b70d:
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    case let request where Self.isMountRequest(request):
      guard name.kind == .mount else { throw .invalidArgument }
      return refuse(.callNotBuilt, Int64(call.number.rawValue), to: caller)
    default: throw .notTerminal
    }
  }

  /// Whether an ioctl asks about a mount namespace by a `struct mnt_ns_info`, of 16 bytes or more.
  private static func isMountRequest(_ request: UInt64) -> Bool {
    (0xb70a...0xb70c).contains(request & 0xffff) && request >> 30 == 2
      && request >> 16 & 0x3fff >= 16
  }

  private func owner(of name: NamespaceName) -> Int32 {
    switch name.kind {
    case .user: name.index < 0 ? -1 : userNamespaces[name.index].parent
    case .pid, .pidForChildren: name.index < 0 ? -1 : pidNamespaces[name.index].owner
    default: ownerOfNamespace(name.index)
    }
  }

  private mutating func open(
    _ name: NamespaceName, by caller: Int32
  ) throws(Errno) -> Outcome {
    let descriptor = try freeDescriptor(of: caller)
    // fs.file-max. Source: `fs/file_table.c: alloc_empty_file`.
    guard openFiles.count < limits.openFilesMax else { throw .tooManyOpenFilesInSystem }
    return install(
      makeNamespaceFile(name, []), at: descriptor, of: caller, closesOnExec: true)
  }
}
