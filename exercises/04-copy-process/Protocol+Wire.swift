import ExerciseKit
import Wire

// How the tests reach your code; nothing here is needed for the exercise.

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
