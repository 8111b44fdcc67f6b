import ExerciseKit
import Exercise_04_copy_process

// Mistake: a copied table of descriptors does not count as a user of its open files.
struct Submission: ProcessCopying {
  func copyProcess(
    _ call: CloneCall, by caller: TaskStruct, as threadID: ThreadID, in tables: inout KernelTables
  ) throws(Errno) -> TaskStruct {
    let flags = call.flags
    var child = caller

    // Who it is.
    child.threadID = threadID
    if !flags.contains(.thread) { child.processID = ProcessID(threadID) }
    if flags.isDisjoint(with: [.thread, .parent]) { child.parent = caller.threadID }
    if flags.contains(.thread) {
      child.exitSignal = -1
    } else if flags.contains(.parent) {
      child.exitSignal = tables.leader(of: caller).exitSignal
    } else {
      child.exitSignal = call.exitSignal
    }

    // What it does not inherit.
    child.pending = []
    child.setChildTID = flags.contains(.childSetTID) ? call.childTID : .null
    child.clearChildTID = flags.contains(.childClearTID) ? call.childTID : .null
    if flags.contains(.setTLS) { child.threadPointer = call.tls }

    // What it shares, or has a copy of.
    var taken: [Structure] = []
    do throws(Errno) {
      child.memory = try take(caller.memory, flags.contains(.vm), &taken, &tables)
      child.descriptors = try take(caller.descriptors, flags.contains(.files), &taken, &tables)
      if !flags.contains(.files) {
        for file in tables.openFiles(of: child.descriptors) {
          _ = file
        }
      }
      child.directory = try take(caller.directory, flags.contains(.fs), &taken, &tables)
      child.handlers = try take(caller.handlers, flags.contains(.sighand), &taken, &tables)
      if flags.contains(.thread) {
        child.group = try take(caller.group, true, &taken, &tables)
      } else {
        child.group = try tables.make(.group)
      }
    } catch {
      for structure in taken.reversed() { tables.release(structure) }
      throw error
    }
    return child
  }

  /// Shares a structure or makes a copy, and notes it.
  private func take(
    _ structure: Structure, _ isShared: Bool, _ taken: inout [Structure],
    _ tables: inout KernelTables
  ) throws(Errno) -> Structure {
    var own = structure
    if isShared { tables.share(structure) } else { own = try tables.copy(structure) }
    taken.append(own)
    return own
  }
}
