internal import LinuxABI

// What /proc/PID/fdinfo says of a descriptor.
extension Kernel {
  /// Source: proc_pid_fdinfo(5); `fs/proc/fd.c: seq_show`.
  func descriptorText(of entry: ProcessEntry, seenBy viewer: Int32) throws(Errno) -> String {
    guard let file = openFile(of: entry) else {
      throw .noSuchFileOrDirectory
    }
    let record = openFiles[file]
    let task = task(of: entry)
    var flags = record.shownFlags
    if task >= 0, taskTable[task].files >= 0,
      fileTables[taskTable[task].files].closeOnExec.contains(entry.descriptor)
    {
      flags |= OpenFlags.closeOnExec.rawValue
    }
    var text = "pos:\t" + String(record.offset) + "\nflags:\t0" + String(flags, radix: 8)
    text += "\nmnt_id:\t1\nino:\t" + String(inode(ofOpenFile: file)) + "\n"
    if record.process != nil { text += processDescriptorText(of: file) }
    if record.special >= 0 { text += specialText(of: record.special) }
    return text
  }

  private func inode(ofOpenFile file: Int32) -> UInt64 {
    (try? attributes(ofOpenFile: file))?.inode ?? 0
  }

  /// The numbers of the task that a descriptor names; -1 when it is reaped.
  ///
  /// Source: pidfd_open(2); `fs/pidfs.c: pidfd_show_fdinfo`.
  private func processDescriptorText(of file: Int32) -> String {
    guard let process = openFiles[file].process, let task = slot(of: process) else {
      return "Pid:\t-1\nNSpid:\t-1\n"
    }
    return "Pid:\t" + String(taskTable[task].threadID) + "\nNSpid:\t" + namespaceNumbers(of: task)
      + "\n"
  }

  /// Source: `fs/eventfd.c: eventfd_show_fdinfo`, `fs/timerfd.c: timerfd_show`,
  /// `fs/signalfd.c: signalfd_show_fdinfo`, `fs/eventpoll.c: ep_show_fdinfo`.
  private func specialText(of special: Int32) -> String {
    let file = fileSide.specials[special]
    switch file.kind {
    case .counter:
      return "eventfd-count: " + padded(String(file.count, radix: 16), 16, with: " ")
        + "\neventfd-id: " + String(special) + "\neventfd-semaphore: "
        + (file.isSemaphore ? "1" : "0") + "\n"
    case .timer:
      let timer = file.timer
      let left = timer.deadline - min(timer.deadline, timeNanoseconds)
      return "clockid: " + String(timer.clock) + "\nticks: " + String(file.count)
        + "\nsettime flags: 0" + String(timer.flags, radix: 8) + "\nit_value: " + pair(left)
        + "\nit_interval: " + pair(timer.interval) + "\n"
    case .signals: return "sigmask:\t" + hexadecimal(file.signals.rawValue, 16) + "\n"
    case .poller:
      var text = ""
      for interest in file.poller.interests {
        text += "tfd: " + padded(String(interest.descriptor), 8, with: " ") + " events: "
        text += padded(String(interest.events, radix: 16), 8, with: " ") + " data: "
        text += padded(String(interest.data, radix: 16), 16, with: " ") + "  pos:"
        text += String(openFiles[interest.file].offset) + " ino:"
        text += String(inode(ofOpenFile: interest.file), radix: 16) + " sdev:1\n"
      }
      return text
    case .socket, .namespace, .queue: return ""
    }
  }

  /// Seconds and nanoseconds.
  private func pair(_ time: UInt64) -> String {
    "(" + String(time / 1_000_000_000) + ", " + String(time % 1_000_000_000) + ")"
  }
}
