public import LinuxABI

/// A task as it is at one moment.
public struct TaskSnapshot: Hashable, Sendable {
  /// Which task.
  public let id: TaskID
  /// What `gettid` returns in it.
  public let threadID: ThreadID
  /// What `getpid` returns in it: its thread group.
  public let processID: ProcessID
  /// What `getppid` returns in it; 0 for init.
  public let parentProcessID: ProcessID
  /// The very task that is its process's parent; 0 for init.
  public let parentThreadID: ThreadID
  /// Its process group.
  public let processGroupID: ProcessID
  /// What it is doing.
  public internal(set) var state: TaskState
  /// What its parent gets when its process ends: 0 for none, -1 for a thread that leads no group.
  public let exitSignal: Int32
  /// The children of this very task, as thread ids of their leaders, in the order of the search of wait.
  public let children: [ThreadID]

  /// Its address space; nil once it has ended.
  public let mm: ResourceReference?
  /// Its table of descriptors; nil once it has ended.
  public let files: ResourceReference?
  /// Its root, current directory and umask; nil once it has ended.
  public let fs: ResourceReference?
  /// Its table of signal dispositions; nil once it is reaped.
  public let sighand: ResourceReference?
  /// What its thread group has in common; nil once it is reaped.
  public let signal: ResourceReference?
  /// Its namespaces; nil once it has begun to end.
  public let namespaces: NamespaceIdentities?

  /// Who it acts for.
  public let credentials: Credentials
  /// Its thread pointer.
  public let threadPointer: UInt64
  /// Where its thread id is cleared when it ends; null for nowhere.
  public let clearChildTID: UserAddress
  /// How it ended; nil as long as it has not.
  ///
  /// For a leader whose whole group has ended it is the status of the process.
  public let status: WaitStatus?

  /// The same of a task that is no more.
  var dead: TaskSnapshot {
    var snapshot = self
    snapshot.state = .dead
    return snapshot
  }
}

/// One of the structures that tasks share: which, and by how many.
public struct ResourceReference: Hashable, Sendable {
  /// A small number: at one moment, equal numbers are the same structure.
  public let identity: Int
  /// How many tasks use it.
  public let users: Int
}
