internal import LinuxABI

// Looking into other tasks: whether two have a structure in common.
extension Kernel {
  /// Whether two tasks have a structure in common: 0 if so, else 1 or 2 by an order that means
  /// nothing.
  ///
  /// Source: kcmp(2); `kernel/kcmp.c: SYSCALL_DEFINE5(kcmp)`.
  func kcmp(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    let one = task(numbered: call.intA, seenBy: caller)
    let other = task(numbered: call.intB, seenBy: caller)
    // kcmp(2), ESRCH.
    guard one >= 0, other >= 0 else { throw .noSuchProcess }
    // kcmp(2), EPERM.
    guard mayAccess(one, by: caller), mayAccess(other, by: caller) else { throw .notPermitted }
    let (first, second) = (taskTable[one], taskTable[other])
    switch call.intC {
    case 0:
      let file = openFile(call.d, of: first)
      let otherFile = openFile(call.e, of: second)
      // kcmp(2), EBADF: one of them is not open.
      guard file >= 0, otherFile >= 0 else { throw .badFileDescriptor }
      return compare(file, otherFile)
    case 1: return compare(first.mm, second.mm)
    case 2: return compare(first.files, second.files)
    case 3: return compare(first.fs, second.fs)
    case 4: return compare(first.sighand, second.sighand)
    case 5: return compare(first.ioContext, second.ioContext)
    case 6: return compare(first.semaphoreUndo, second.semaphoreUndo)
    // KCMP_EPOLL_TFD asks through a pointer; there are no epoll descriptors.
    case 7: throw .badAddress
    // kcmp(2), EINVAL.
    default: throw .invalidArgument
    }
  }

  private func openFile(_ descriptor: UInt64, of task: TaskRecord) -> Int32 {
    guard task.files >= 0 else { return -1 }
    return fileTables[task.files].openFile(
      behind: FileDescriptor(rawValue: Int32(truncatingIfNeeded: descriptor)))
  }

  private func compare(_ one: Int32, _ other: Int32) -> Outcome {
    .value(one == other ? 0 : one < other ? 1 : 2)
  }
}

extension Credentials {
  /// Whether all three user ids and group ids are these.
  func isAlways(user: UInt32, group: UInt32) -> Bool {
    user == realUserID && user == userID && user == savedUserID
      && group == realGroupID && group == groupID && group == savedGroupID
  }
}
