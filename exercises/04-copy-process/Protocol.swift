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
  fileprivate static let structuresMax: UInt32 = 1_000

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

/// What a test asks: the tables, the call, who makes it, and the new id.
public struct CopyQuestion: Sendable {
  /// The number of the function.
  public static let function = 0

  /// The call.
  public var call: CloneCall
  /// The task that makes it.
  public var caller: ThreadID
  /// The id of the new task.
  public var threadID: ThreadID
  /// The kernel before.
  public var tables: KernelTables

  /// A question from its parts.
  public init(
    _ call: CloneCall, by caller: ThreadID, as threadID: ThreadID, in tables: KernelTables
  ) {
    self.call = call
    self.caller = caller
    self.threadID = threadID
    self.tables = tables
  }

  /// The question as it crosses the wire.
  public var message: WireWriter {
    var writer = WireWriter()
    writer.write(call.flags.rawValue)
    writer.write(call.exitSignal)
    writer.write(call.childTID.rawValue)
    writer.write(call.tls)
    writer.write(caller.rawValue)
    writer.write(threadID.rawValue)
    writer.write(tables)
    writer.write(UInt32(tables.tasks.count))
    for task in tables.tasks { writer.write(task) }
    return writer
  }

  /// Reads a question back.
  ///
  /// - Throws: `WireError`.
  init(_ reader: inout WireReader) throws {
    call = CloneCall(
      flags: CloneFlags(rawValue: try reader.read()), exitSignal: try reader.read(),
      childTID: UserAddress(rawValue: try reader.read()), tls: try reader.read())
    caller = ThreadID(rawValue: try reader.read())
    threadID = ThreadID(rawValue: try reader.read())
    tables = try KernelTables(&reader)
    for _ in 0..<(try reader.read(UInt32.self)) { tables.add(try TaskStruct(&reader)) }
  }
}

/// What came of it.
public struct CopyAnswer: Sendable {
  /// The new task; nil if there is none.
  public let child: TaskStruct?
  /// Why there is none; 0 if there is one.
  public let errno: Int32
  /// The kernel afterwards.
  public let tables: KernelTables
  /// What was asked of a structure that is not there; empty if nothing was.
  public let misuse: String

  /// The answer as it crosses the wire.
  var message: WireWriter {
    var writer = WireWriter()
    writer.write(errno)
    if let child { writer.write(child) }
    writer.write(misuse)
    writer.write(tables)
    return writer
  }

  init(child: TaskStruct?, errno: Int32, tables: KernelTables) {
    self.child = child
    self.errno = errno
    self.tables = tables
    misuse = tables.misuse
  }

  /// Reads an answer as it crosses the wire.
  ///
  /// - Throws: `WireError`.
  public init(_ reader: inout WireReader) throws {
    errno = try reader.read()
    child = errno == 0 ? try TaskStruct(&reader) : nil
    misuse = try reader.readString()
    tables = try KernelTables(&reader)
  }
}

/// The tests' way to a submission of this exercise.
public func endpoint(_ submission: some ProcessCopying) -> some Endpoint {
  CopyEndpoint(submission: submission)
}

struct CopyEndpoint<Submission: ProcessCopying>: Endpoint {
  let submission: Submission

  func call(_ function: Int, input: inout WireReader) throws -> WireWriter? {
    guard function == CopyQuestion.function else { return nil }
    let question = try CopyQuestion(&input)
    var tables = question.tables
    guard let caller = tables.tasks.first(where: { $0.threadID == question.caller }) else {
      throw WireError.invalid("caller")
    }
    do throws(Errno) {
      let child = try submission.copyProcess(
        question.call, by: caller, as: question.threadID, in: &tables)
      return CopyAnswer(child: child, errno: 0, tables: tables).message
    } catch {
      return CopyAnswer(child: nil, errno: max(error.rawValue, 1), tables: tables).message
    }
  }
}

extension WireWriter {
  fileprivate mutating func write(_ structure: Structure) {
    write(structure.kind.rawValue)
    write(structure.number)
  }

  fileprivate mutating func write(_ task: TaskStruct) {
    write(task.threadID.rawValue)
    write(task.processID.rawValue)
    write(task.parent.rawValue)
    write(task.exitSignal)
    let structures = [
      task.memory, task.descriptors, task.directory, task.handlers, task.group,
    ]
    for structure in structures { write(structure) }
    write(task.blocked.rawValue)
    write(task.pending.rawValue)
    write(task.threadPointer)
    write(task.setChildTID.rawValue)
    write(task.clearChildTID.rawValue)
  }

  fileprivate mutating func write(_ tables: KernelTables) {
    write(tables.room)
    write(UInt32(tables.entries.count))
    for (structure, entry) in tables.entries {
      write(structure)
      write(entry.users)
      write(UInt32(entry.files.count))
      for file in entry.files { write(file) }
    }
  }
}

extension Structure {
  fileprivate init(_ reader: inout WireReader) throws {
    guard let kind = Kind(rawValue: try reader.read()) else { throw WireError.invalid("kind") }
    self.init(kind: kind, number: try reader.read())
  }
}

extension TaskStruct {
  fileprivate init(_ reader: inout WireReader) throws {
    self.init(
      threadID: ThreadID(rawValue: try reader.read()),
      processID: ProcessID(rawValue: try reader.read()),
      parent: ThreadID(rawValue: try reader.read()), exitSignal: try reader.read(),
      memory: try Structure(&reader), descriptors: try Structure(&reader),
      directory: try Structure(&reader), handlers: try Structure(&reader),
      group: try Structure(&reader), blocked: SignalSet(rawValue: try reader.read()),
      pending: SignalSet(rawValue: try reader.read()), threadPointer: try reader.read(),
      setChildTID: UserAddress(rawValue: try reader.read()),
      clearChildTID: UserAddress(rawValue: try reader.read()))
  }
}

extension KernelTables {
  fileprivate init(_ reader: inout WireReader) throws {
    self.init(room: try reader.read())
    let count = try reader.read(UInt32.self)
    guard count <= Self.structuresMax else { throw WireError.invalid("number of structures") }
    for _ in 0..<count {
      let structure = try Structure(&reader)
      let users = try reader.read(Int32.self)
      var files: [Structure] = []
      for _ in 0..<(try reader.read(UInt32.self)) { files.append(try Structure(&reader)) }
      add(structure.kind, structure.number, users: Int(users), files: files)
    }
  }
}
