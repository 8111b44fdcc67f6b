internal import LinuxABI

/// Who is told of what happens to an open file, and by which signal: Linux's `fown_struct`.
struct FileSignal: Sendable {
  /// The open file.
  var file: Int32
  /// F_OWNER_TID is 0, F_OWNER_PID 1, F_OWNER_PGRP 2.
  var kind: Int32 = 1
  /// The task, or the leader that a process or a group is named for; nil for nobody.
  var owner: TaskID?
  /// 0 for SIGIO without facts.
  var signal: Int32 = 0
}

// Owners of open files: F_SETOWN and its like. They are told of pipes and sockets that have O_ASYNC.
extension Kernel {
  /// F_SETOWN, F_GETOWN, F_SETSIG, F_GETSIG, F_SETOWN_EX and F_GETOWN_EX.
  ///
  /// Source: fcntl(2), "Managing signals"; `fs/fcntl.c: f_setown, f_getown, f_setown_ex, f_getown_ex`.
  mutating func fileSignal(_ call: RegisterCall, _ file: Int32, by caller: Int32) throws(Errno)
    -> Outcome
  {
    var owner = programSide.fileSignals.first { $0.file == file } ?? FileSignal(file: file)
    switch call.intB {
    // F_SETOWN: the number of a process, or of a group below 0.
    case 8:
      // fcntl(2), EINVAL.
      guard call.intC != .min else { throw .invalidArgument }
      try set(
        &owner, kind: call.intC < 0 ? 2 : 1, to: call.intC < 0 ? -call.intC : call.intC, by: caller)
    case 9:
      let number = ownerNumber(owner, seenBy: caller)
      // Below 0 even where that looks like an errno. Source: `arch/riscv/include/asm/syscall.h`.
      return .value(Int64(owner.kind == 2 ? -number : number))
    case 10:
      // fcntl(2), EINVAL. Source: `valid_signal`.
      guard call.c <= UInt64(Signal.maximum) else { throw .invalidArgument }
      owner.signal = call.intC
    case 11: return .value(Int64(owner.signal))
    case 15:
      guard call.bytes.count >= 8 else { throw .badAddress }
      let kind = Int32(truncatingIfNeeded: call.bytes.littleEndian(at: 0, count: 4))
      guard (0...2).contains(kind) else { throw .invalidArgument }
      try set(
        &owner, kind: kind,
        to: Int32(truncatingIfNeeded: call.bytes.littleEndian(at: 4, count: 4)), by: caller)
    default:
      let number = ownerNumber(owner, seenBy: caller)
      keep(
        littleEndian([
          UInt64(UInt32(bitPattern: owner.kind)) | UInt64(UInt32(bitPattern: number)) << 32
        ]),
        for: caller)
      return .value(0)
    }
    programSide.fileSignals.removeAll { $0.file == file }
    programSide.fileSignals.append(owner)
    return .value(0)
  }

  /// - Throws: ESRCH if there is nobody of that number.
  private func set(
    _ owner: inout FileSignal, kind: Int32, to number: Int32, by caller: Int32
  ) throws(Errno) {
    owner.kind = kind
    owner.owner = nil
    guard number != 0 else { return }
    let task = task(numbered: number, seenBy: caller)
    guard number > 0, task >= 0 else { throw .noSuchProcess }
    owner.owner = id(of: task)
  }

  /// The first descriptor of an open file.
  private func descriptor(of file: Int32, _ task: Int32) -> Int32 {
    guard taskTable[task].files >= 0 else { return 0 }
    return Int32(fileTables[taskTable[task].files].descriptors.firstIndex(of: file) ?? 0)
  }

  private func ownerNumber(_ owner: FileSignal, seenBy viewer: Int32) -> Int32 {
    guard let task = owner.owner.flatMap({ slot(of: $0) }) else { return 0 }
    return number(of: task, seenBy: viewer)
  }

  /// Tells the owners of what has become of a pipe or a special file.
  ///
  /// Source: `fs/fcntl.c: kill_fasync_rcu, send_sigio_to_task`.
  mutating func tellOwners(isInput: Bool, of matches: (OpenFileRecord) -> Bool) {
    for entry in programSide.fileSignals {
      let record = openFiles[entry.file]
      guard record.flags.contains(.signalling), matches(record),
        isInput ? record.isReadable : record.isWritable,
        let task = entry.owner.flatMap({ slot(of: $0) })
      else { continue }
      guard entry.kind != 2 else {
        for group in signals.indices
        where signals[group].processGroup == signals[taskTable[task].signal].processGroup {
          tell(signals[group].leader, entry, isInput)
        }
        continue
      }
      tell(task, entry, isInput)
    }
  }

  private mutating func tell(_ task: Int32, _ entry: FileSignal, _ isInput: Bool) {
    let target: SignalScope = entry.kind == 0 ? .thread : .process
    guard entry.signal != 0 else {
      send(SignalInfo(signal: .io, code: .kernel), to: task, target)
      return
    }
    // POLL_IN and POLL_OUT, with the band where a sender's number would be.
    let band = isInput ? PollEvents.readable : PollEvents.writable
    send(
      SignalInfo(
        signal: Signal(rawValue: entry.signal), code: SignalCode(rawValue: isInput ? 1 : 2),
        processID: ProcessID(rawValue: Int32(band)), userID: 0,
        status: descriptor(of: entry.file, task)), to: task, target)
  }
}

extension OpenFlags {
  /// The owner is told of what happens (`O_ASYNC`).
  static var signalling: OpenFlags { OpenFlags(rawValue: 0o20_000) }
}
