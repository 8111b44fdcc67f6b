internal import LinuxABI

// What a message queue's descriptor tells of it as a file.
extension Kernel {
  /// How long the file says that it is (`FILENT_SIZE`).
  private static var statusBytes: Int { 80 }

  /// Source: `ipc/mqueue.c: mqueue_get_inode`.
  func attributes(ofQueue index: Int32) -> FileAttributes {
    let queue = programSide.queues[index]
    return FileAttributes(
      type: .regular, mode: queue.mode & 0o7777, links: queue.isLinked ? 1 : 0,
      userID: queue.userID, groupID: queue.groupID, inode: UInt64(index) + 1,
      fileSystem: .anonymous,
      size: Self.statusBytes)
  }

  /// Reads how much is in a queue, and who is told of the next message.
  ///
  /// Source: mq_overview(7), "Mounting the message queue filesystem"; `ipc/mqueue.c: mqueue_read_file`.
  mutating func readQueue(
    _ transfer: FileTransfer, _ file: Int32, by task: Int32
  ) throws(Errno) -> Outcome {
    var transfer = transfer
    let queue = programSide.queues[fileSide.specials[openFiles[file].special].queue]
    var owner: Int32 = 0
    if let notice = queue.notice, signals.isInUse(notice.group),
      signals.generation(of: notice.group) == notice.generation
    {
      owner = number(of: signals[notice.group].leader, seenBy: task)
    }
    let isNone = owner != 0 && queue.notice?.signal == nil
    func field(_ name: StaticString, _ value: Int, _ width: Int) -> [UInt8] {
      let digits = Array(String(value).utf8)
      return Array(name.description.utf8) + digits
        + [UInt8](repeating: 0x20, count: max(0, width - digits.count))
    }
    let text =
      field("QSIZE:", queue.messages.reduce(0) { $0 + $1.bytes.count }, 10)
      + field(" NOTIFY:", isNone ? 1 : 0, 5)
      + field(" SIGNO:", owner == 0 ? 0 : Int(queue.notice?.signal?.rawValue ?? 0), 5)
      + field(" NOTIFY_PID:", Int(owner), 6) + [0x0a]
    let start = min(max(transfer.position ?? openFiles[file].offset, 0), text.count)
    let bytes = text[start...].prefix(transfer.count)
    let stored = store(bytes, &transfer, of: task)
    // read(2), EFAULT.
    guard stored > 0 || bytes.isEmpty else { throw .badAddress }
    if transfer.position == nil { openFiles[file].offset = start + stored }
    return answer(transfer, of: task)
  }
}
