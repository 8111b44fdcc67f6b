import ExerciseKit
import Exercise_04_copy_process

// Another shape: as in the kernel, one copy_ function for each structure, and labels to undo them. The tables
// are a value, so a failure needs no undoing if one works on a copy of them.
struct Submission: ProcessCopying {
  func copyProcess(
    _ call: CloneCall, by caller: TaskStruct, as threadID: ThreadID, in tables: inout KernelTables
  ) throws(Errno) -> TaskStruct {
    var next = tables
    let has = { call.flags.contains($0) }
    func copy(_ structure: Structure, sharedBy flag: CloneFlags) throws(Errno) -> Structure {
      guard has(flag) else { return try next.copy(structure) }
      next.share(structure)
      return structure
    }
    let group = try copy(caller.group, sharedBy: .thread)
    let handlers = try copy(caller.handlers, sharedBy: .sighand)
    let directory = try copy(caller.directory, sharedBy: .fs)
    let descriptors = try copy(caller.descriptors, sharedBy: .files)
    if descriptors != caller.descriptors {
      for file in next.openFiles(of: caller.descriptors) { next.share(file) }
    }
    let memory = try copy(caller.memory, sharedBy: .vm)

    let isSibling = has(.parent) || has(.thread)
    let siblingSignal = has(.thread) ? -1 : next.leader(of: caller).exitSignal
    let child = TaskStruct(
      threadID: threadID,
      processID: has(.thread) ? caller.processID : ProcessID(rawValue: threadID.rawValue),
      parent: isSibling ? caller.parent : caller.threadID,
      exitSignal: isSibling ? siblingSignal : call.exitSignal, memory: memory,
      descriptors: descriptors, directory: directory, handlers: handlers, group: group,
      blocked: caller.blocked, pending: SignalSet(),
      threadPointer: has(.setTLS) ? call.tls : caller.threadPointer,
      setChildTID: has(.childSetTID) ? call.childTID : .null,
      clearChildTID: has(.childClearTID) ? call.childTID : .null)
    tables = next
    return child
  }
}
