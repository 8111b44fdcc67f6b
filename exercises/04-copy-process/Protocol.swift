import ExerciseKit
import Wire

/// A structure of the kernel that several tasks may use at once.
///
/// Each has a count of its users; it goes when nobody uses it any more.
public struct Structure: Hashable, Sendable {
  /// What the structure holds.
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// The address space: Linux's `mm_struct`.
    case memory
    /// The table of descriptors: `files_struct`.
    case descriptors
    /// The root, the current directory and the umask: `fs_struct`.
    case directory
    /// What signals do: `sighand_struct`.
    case handlers
    /// What the threads of a process have in common besides: `signal_struct`.
    case group
    /// An open file, with its offset: `file`. Tables of descriptors use it, tasks don't.
    case openFile
  }

  /// What it holds.
  public let kind: Kind
  /// Which one of its kind.
  public let number: Int32
}

/// A task: Linux's `task_struct`, as far as `copy_process` is concerned with it here.
public struct TaskStruct: Equatable, Sendable {
  /// The id of the task itself (`pid`; gettid returns it).
  public var threadID: ThreadID
  /// The id of its process (`tgid`; getpid returns it).
  public var processID: ProcessID
  /// The task whose child its process is (`real_parent`).
  public var parent: ThreadID
  /// What the parent gets when it ends: a signal, 0 for none, -1 for a thread of a process.
  public var exitSignal: Int32

  /// The address space (`mm`).
  public var memory: Structure
  /// The table of descriptors (`files`).
  public var descriptors: Structure
  /// The root, the current directory and the umask (`fs`).
  public var directory: Structure
  /// What signals do (`sighand`).
  public var handlers: Structure
  /// What the threads of its process have in common (`signal`).
  public var group: Structure

  /// The signals that it does not take (`blocked`).
  public var blocked: SignalSet
  /// The signals that were sent to it and that it has not taken (`pending`).
  public var pending: SignalSet
  /// The thread pointer (`thread.tp_value`, `thread.fsbase`).
  public var threadPointer: UInt64
  /// Where its id is stored when it first runs (`set_child_tid`); null for nowhere.
  public var setChildTID: UserAddress
  /// Where its id is cleared when it ends (`clear_child_tid`); null for nowhere.
  public var clearChildTID: UserAddress

  /// A task from its parts.
  public init(
    threadID: ThreadID, processID: ProcessID, parent: ThreadID, exitSignal: Int32,
    memory: Structure, descriptors: Structure, directory: Structure, handlers: Structure,
    group: Structure, blocked: SignalSet, pending: SignalSet, threadPointer: UInt64,
    setChildTID: UserAddress, clearChildTID: UserAddress
  ) {
    self.threadID = threadID
    self.processID = processID
    self.parent = parent
    self.exitSignal = exitSignal
    self.memory = memory
    self.descriptors = descriptors
    self.directory = directory
    self.handlers = handlers
    self.group = group
    self.blocked = blocked
    self.pending = pending
    self.threadPointer = threadPointer
    self.setChildTID = setChildTID
    self.clearChildTID = clearChildTID
  }
}

/// What a program asked for with clone.
///
/// Its flags are legal: that was tested before.
public struct CloneCall: Equatable, Sendable {
  /// The flags.
  public var flags: CloneFlags
  /// The exit signal, 0 for none.
  public var exitSignal: Int32
  /// The address of `.childSetTID` and `.childClearTID`.
  public var childTID: UserAddress
  /// The thread pointer of `.setTLS`.
  public var tls: UInt64

  /// A call from its parts.
  public init(
    flags: CloneFlags, exitSignal: Int32 = 0, childTID: UserAddress = .null, tls: UInt64 = 0
  ) {
    self.flags = flags
    self.exitSignal = exitSignal
    self.childTID = childTID
    self.tls = tls
  }
}

/// What you write: the function of the kernel that makes a task out of another.
public protocol ProcessCopying {
  init()

  /// Makes the task that a call of clone asks for, as Linux's `copy_process` does.
  ///
  /// Each structure is shared (`tables.share`) or copied (`tables.copy`), as the flags say, and the
  /// child's record refers to what it uses from now on. If there is no memory for a copy, nothing has
  /// happened: each structure has as many users as before.
  ///
  /// - Parameters:
  ///   - call: The flags, and what goes with them.
  ///   - caller: The task that calls. It does not change.
  ///   - threadID: The id of the new task.
  ///   - tables: The structures of the kernel, and the tasks that there are.
  /// - Returns: The new task.
  /// - Throws: What `tables` throws: `Errno.noMemory`.
  func copyProcess(
    _ call: CloneCall, by caller: TaskStruct, as threadID: ThreadID, in tables: inout KernelTables
  ) throws(Errno) -> TaskStruct
}

/// The structures of a kernel with their counts of users, and its tasks.
public struct KernelTables: Sendable {
  /// How many use a structure, and what a table of descriptors refers to.
  struct Entry: Equatable, Sendable {
    var users: Int32
    var files: [Structure] = []
  }

  private(set) var entries: [(structure: Structure, entry: Entry)] = []
  private(set) var tasks: [TaskStruct] = []
  /// How many structures can still be made.
  private(set) var room: Int32
  private var lastNumber: Int32 = 1_000

  /// One more uses a structure.
  public mutating func share(_ structure: Structure) {
    guard let place = place(of: structure) else { return note("share", structure) }
    entries[place].entry.users += 1
  }

  /// One fewer uses a structure; it is gone when nobody does.
  ///
  /// A table of descriptors gives its open files back with `release` too, one by one.
  public mutating func release(_ structure: Structure) {
    guard let place = place(of: structure) else { return note("release", structure) }
    entries[place].entry.users -= 1
    if entries[place].entry.users == 0 { entries.remove(at: place) }
  }

  /// Makes a structure that holds the same as another, with one user.
  ///
  /// A copied table of descriptors refers to the same open files as the first. That they have another
  /// user now, is not written down by this: say it with `share`.
  ///
  /// - Returns: The copy.
  /// - Throws: `Errno.noMemory`.
  public mutating func copy(_ structure: Structure) throws(Errno) -> Structure {
    guard let place = place(of: structure) else {
      note("copy", structure)
      return structure
    }
    return try make(structure.kind, files: entries[place].entry.files)
  }

  /// Makes a new, empty structure with one user.
  ///
  /// - Returns: The structure.
  /// - Throws: `Errno.noMemory`.
  public mutating func make(_ kind: Structure.Kind) throws(Errno) -> Structure {
    try make(kind, files: [])
  }

  /// The open files that a table of descriptors refers to, once for each descriptor.
  public func openFiles(of descriptors: Structure) -> [Structure] {
    place(of: descriptors).map { entries[$0].entry.files } ?? []
  }

  /// How many use a structure; 0 if it is gone.
  public func users(of structure: Structure) -> Int {
    place(of: structure).map { Int(entries[$0].entry.users) } ?? 0
  }

  /// The first task of a task's process: its `group_leader`.
  public func leader(of task: TaskStruct) -> TaskStruct {
    tasks.first { $0.threadID.rawValue == task.processID.rawValue } ?? task
  }

  // MARK: - How the tests reach your code; nothing below is needed for the exercise

  /// The most structures that travel: a few dozen are there.
  static let structuresMax: UInt32 = 1_000

  /// The structures that there are.
  public var structures: [Structure] { entries.map(\.structure) }

  /// What was asked of a structure that is not there, first of all.
  private(set) var misuse = ""

  private mutating func note(_ what: String, _ structure: Structure) {
    if misuse.isEmpty { misuse = "\(what)(\(structure.kind) \(structure.number))" }
  }

  private func place(of structure: Structure) -> Int? {
    entries.firstIndex { $0.structure == structure }
  }

  private mutating func make(
    _ kind: Structure.Kind, files: [Structure]
  ) throws(Errno) -> Structure {
    guard room > 0 else { throw .noMemory }
    room -= 1
    lastNumber += 1
    let structure = Structure(kind: kind, number: lastNumber)
    entries.append((structure, Entry(users: 1, files: files)))
    return structure
  }

  /// Tables without anything.
  ///
  /// - Parameter room: How many structures can be made.
  public init(room: Int32 = 100) { self.room = room }

  /// Adds a structure, to set the stage.
  ///
  /// - Returns: The structure.
  @discardableResult
  public mutating func add(
    _ kind: Structure.Kind, _ number: Int32, users: Int, files: [Structure] = []
  ) -> Structure {
    let structure = Structure(kind: kind, number: number)
    if place(of: structure) == nil {
      entries.append((structure, Entry(users: Int32(users), files: files)))
    }
    return structure
  }

  /// Adds a task, to set the stage.
  public mutating func add(_ task: TaskStruct) { tasks.append(task) }
}
