internal import LinuxABI

/// A POSIX message queue: Linux's `mqueue_inode_info`.
struct MessageQueue: Sendable {
  /// Its name, without a slash; it is found by it until it is unlinked.
  var name: [UInt8]
  var isLinked = true
  /// The IPC namespace that it is in; -1 for the first one, -2 for one that is no more.
  var namespace: Int32
  /// The open files of it.
  var users: Int32 = 0
  var mode: UInt32
  var userID: UInt32
  var groupID: UInt32
  /// The most messages, and the most bytes of one.
  var countMax: Int
  var bytesMax: Int
  /// Those of higher priority first, the oldest first among equals.
  var messages: ContiguousArray<QueuedMessage> = []
  /// Who is told of the next message that comes into the empty queue, and how; nil for nobody.
  var notice: QueueNotice?

  /// What it counts for RLIMIT_MSGQUEUE.
  ///
  /// Source: `ipc/mqueue.c: mqueue_get_inode`: besides the messages their heads, and a node of a tree for
  /// each priority.
  var accountedBytes: UInt64 {
    let count = UInt64(clamping: countMax)
    return count &* UInt64(clamping: bytesMax) &+ count &* 48 &+ min(count, 32_768) &* 48
  }
}

/// A message that waits in a queue.
struct QueuedMessage: Sendable {
  var priority: UInt32
  var bytes: [UInt8]
}

/// `struct mq_attr`: eight words of 8 bytes.
///
/// Source: mq_getattr(3); `include/uapi/linux/mqueue.h`.
package enum QueueAttributes {
  package static var byteCount: Int { 64 }
}

// Opening, removing and asking: what of POSIX message queues does not wait.
extension Kernel {
  /// Whether a call is one of those on message queues.
  static func isQueueCall(_ number: SystemCallNumber) -> Bool {
    switch number {
    case .mqOpen, .mqUnlink, .mqNotify, .mqGetsetattr: true
    default: false
    }
  }

  mutating func queueCall(_ call: RegisterCall, by caller: Int32) throws(Errno) -> Outcome {
    switch call.number {
    case .mqOpen: return try openQueue(call, by: caller)
    case .mqUnlink: return try unlinkQueue(call.bytes, by: caller)
    case .mqNotify: return try notifyOfQueue(call, by: caller)
    default: return try queueAttributes(call, by: caller)
    }
  }

  // fs.mqueue.queues_max, msg_max, msgsize_max and their defaults; HARD_MSGMAX.
  private static var queuesMax: Int { 256 }
  private static var messagesDefault: Int { 10 }
  private static var messageBytesDefault: Int { 8_192 }
  private static var messagesMax: Int { 65_536 }

  /// The most bytes that a message of any queue can have: HARD_MSGSIZEMAX.
  ///
  /// Source: `include/linux/ipc_namespace.h`.
  package static var messageBytesMax: Int { 16 << 20 }

  /// Source: `ipc/mqueue.c: mqueue_create_attr`, mq_queues_count.
  private func queueCount(in namespace: Int32) -> Int {
    guard !programSides.isEmpty else { return 0 }
    return programSide.queues.indices.count { programSide.queues[$0].namespace == namespace }
  }

  /// The queue of a name in an IPC namespace.
  private func queue(named name: [UInt8], in namespace: Int32) -> Int32? {
    guard !programSides.isEmpty else { return nil }
    return programSide.queues.indices.first {
      let queue = programSide.queues[$0]
      return queue.isLinked && queue.namespace == namespace && queue.name == name
    }
  }

  /// A name as the file system of queues takes it.
  ///
  /// Source: `fs/namei.c: lookup_noperm_common`: EACCES for what is no single name.
  private func queueName(_ bytes: [UInt8]) throws(Errno) -> [UInt8] {
    let name = Array(bytes.prefix { $0 != 0 })
    // mq_open(3), ENOENT: there is no name at all. Source: `fs/namei.c: getname`.
    guard !name.isEmpty else { throw .noSuchFileOrDirectory }
    guard name.count < limits.pathBytesMax else { throw .fileNameTooLong }
    let dots = Array("..".utf8)
    guard !name.contains(Path.slash), name != dots, name != [dots[0]] else {
      throw .permissionDenied
    }
    // mq_open(3), ENAMETOOLONG.
    guard name.count <= 255 else { throw .fileNameTooLong }
    return name
  }

  /// Source: mq_open(3); `ipc/mqueue.c: do_mq_open, prepare_open`.
  private mutating func openQueue(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    let flags = OpenFlags(rawValue: call.intB)
    let name = try queueName(call.bytes)
    let descriptor = try freeDescriptor(of: caller)
    // fs.file-max. Source: `fs/file_table.c: alloc_empty_file`.
    guard openFiles.count < limits.openFilesMax else { throw .tooManyOpenFilesInSystem }
    let namespace = namespaceSet(of: caller).ipc
    let queue: Int32
    if let found = self.queue(named: name, in: namespace) {
      // mq_open(3), EEXIST; EINVAL for an access that is none.
      guard !flags.contains([.create, .exclusive]) else { throw .fileExists }
      guard flags.accessModeBits != 3 else { throw .invalidArgument }
      try checkQueueAccess(found, [4, 2, 6][Int(flags.accessModeBits)], by: caller)
      queue = found
    } else {
      // mq_open(3), ENOENT.
      guard flags.contains(.create) else { throw .noSuchFileOrDirectory }
      let attributes = call.d == 0 ? nil : call.bytes.suffix(QueueAttributes.byteCount)
      queue = try makeQueue(name, mode: call.c, attributes.map { Array($0) }, namespace, by: caller)
    }
    ensureFileSide()
    programSide.queues[queue].users += 1
    var special = SpecialFile(kind: .queue)
    special.queue = queue
    var record = OpenFileRecord(
      users: 1, flags: flags.intersection([.accessMode, .nonBlocking]))
    record.special = fileSide.specials.allocate(special)
    let file = openFiles.allocate(record)
    // Its descriptor is always closed by execve. Source: `do_mq_open`, get_unused_fd_flags.
    return install(file, at: descriptor, of: caller, closesOnExec: true)
  }

  /// - Throws: EACCES.
  private func checkQueueAccess(
    _ queue: Int32, _ bits: UInt32, by caller: Int32
  ) throws(Errno) {
    let record = programSide.queues[queue]
    let who = credentials(of: caller)
    if hasCapability(.overrideFileAccess, caller) { return }
    let shift: UInt32 =
      who.userID == record.userID ? 6 : isInGroup(record.groupID, caller) ? 3 : 0
    guard record.mode >> shift & bits == bits else { throw .permissionDenied }
  }

  /// Source: `ipc/mqueue.c: mqueue_create_attr, mqueue_get_inode`.
  private mutating func makeQueue(
    _ name: [UInt8], mode: UInt64, _ attributes: [UInt8]?, _ namespace: Int32, by caller: Int32
  ) throws(Errno) -> Int32 {
    let isPrivileged = hasCapability(.systemResource, caller)
    // mq_open(3), ENOSPC: each IPC namespace may have so many, those without a name among them.
    guard isPrivileged || queueCount(in: namespace) < Self.queuesMax,
      programSides.isEmpty || programSide.queues.count < limits.openFilesMax
    else { throw .noSpace }
    var counts = (Self.messagesDefault, Self.messageBytesDefault)
    if let attributes {
      let most = (
        isPrivileged ? Self.messagesMax : Self.messagesDefault,
        isPrivileged ? Self.messageBytesMax : Self.messageBytesDefault
      )
      // mq_open(3), EINVAL.
      guard let count = Int(exactly: Int64(bitPattern: TimeSpec.word(attributes, at: 8))),
        let bytes = Int(exactly: Int64(bitPattern: TimeSpec.word(attributes, at: 16))),
        count > 0, bytes > 0, count <= most.0, bytes <= most.1
      else { throw .invalidArgument }
      counts = (count, bytes)
    }
    let owner = credentials(of: caller)
    let mask = directories[taskTable[caller].fs].umask
    let queue = MessageQueue(
      name: name, namespace: namespace, mode: UInt32(truncatingIfNeeded: mode) & 0o7777 & ~mask,
      userID: owner.userID, groupID: owner.groupID, countMax: counts.0, bytesMax: counts.1)
    // RLIMIT_MSGQUEUE counts those of a user. Source: `inc_rlimit_ucounts`: EMFILE.
    var used = queue.accountedBytes
    if !programSides.isEmpty {
      for index in programSide.queues.indices
      where programSide.queues[index].userID == owner.userID {
        used &+= programSide.queues[index].accountedBytes
      }
    }
    guard used <= resourceLimit(.messageQueues, of: taskTable[caller].signal).soft else {
      throw .tooManyOpenFiles
    }
    return programSide.queues.allocate(queue)
  }

  /// Source: mq_unlink(3); `ipc/mqueue.c: SYSCALL_DEFINE1(mq_unlink)`.
  private mutating func unlinkQueue(
    _ bytes: [UInt8], by caller: Int32
  ) throws(Errno) -> Outcome {
    let name = try queueName(bytes)
    guard let queue = queue(named: name, in: namespaceSet(of: caller).ipc) else {
      throw .noSuchFileOrDirectory
    }
    // EPERM: the directory of queues is sticky. Source: `fs/namei.c: may_delete`.
    guard
      programSide.queues[queue].userID == credentials(of: caller).userID
        || hasCapability(.fileOwner, caller)
    else { throw .notPermitted }
    programSide.queues[queue].isLinked = false
    freeQueueIfUnused(queue)
    return .value(0)
  }

  private mutating func freeQueueIfUnused(_ queue: Int32) {
    guard programSide.queues[queue].users == 0, !programSide.queues[queue].isLinked else { return }
    programSide.queues[queue].messages = []
    programSide.queues[queue].notice = nil
    programSide.queues.release(queue)
  }

  /// An open file of a queue fewer.
  mutating func releaseQueue(_ queue: Int32) {
    programSide.queues[queue].users -= 1
    freeQueueIfUnused(queue)
  }

  /// Source: mq_getattr(3); `ipc/mqueue.c: do_mq_getsetattr`.
  private mutating func queueAttributes(
    _ call: RegisterCall, by caller: Int32
  ) throws(Errno) -> Outcome {
    let setsFlags = call.b != 0
    let flags = TimeSpec.word(call.bytes, at: 0)
    // EINVAL: O_NONBLOCK is all that changes.
    guard !setsFlags || flags & ~UInt64(OpenFlags.nonBlocking.rawValue) == 0 else {
      throw .invalidArgument
    }
    let special = try special(call.intA, .queue, or: .badFileDescriptor, of: caller)
    let file = try openFile(FileDescriptor(rawValue: call.intA), of: caller)
    let queue = programSide.queues[fileSide.specials[special].queue]
    let old = openFiles[file].flags.contains(.nonBlocking)
    keep(
      littleEndian([
        old ? UInt64(OpenFlags.nonBlocking.rawValue) : 0, UInt64(queue.countMax),
        UInt64(queue.bytesMax), UInt64(queue.messages.count), 0, 0, 0, 0,
      ]), for: caller)
    if setsFlags {
      openFiles[file].flags.remove(.nonBlocking)
      if flags != 0 { openFiles[file].flags.insert(.nonBlocking) }
    }
    return .value(0)
  }

  /// An IPC namespace is no more, and the names of its queues.
  ///
  /// Source: `ipc/mqueue.c: mq_put_mnt`; `ipc/namespace.c: free_ipc_ns`.
  mutating func forgetQueues(in namespace: Int32) {
    guard !programSides.isEmpty else { return }
    for queue in programSide.queues.indices
    where programSide.queues[queue].namespace == namespace {
      programSide.queues[queue].namespace = -2
      programSide.queues[queue].isLinked = false
      freeQueueIfUnused(queue)
    }
  }
}
