internal import KernelCore
internal import LinuxABI
internal import Machine

/// What is done with the answer to a call, when its task goes on.
enum Completion: Sendable {
  /// The value goes into a0, as always; nothing is stored.
  case value
  /// The answer's bytes are stored, if the call has not failed.
  case bytes(at: UInt64)
  /// timer_create: the number, without which there is no timer.
  case timer(at: UInt64)
  /// The answer's bytes are stored, if there are any and the call has not failed: address 0 is none.
  case someBytes(at: UInt64)
  /// The answer's bytes are stored if the value is above 0.
  case bytesIfAny(at: UInt64)
  /// mq_timedreceive: the message, and its priority.
  case message(at: UInt64, priority: UInt64)
  /// msgrcv: the type, and the message behind it.
  case typedMessage(at: UInt64)
  /// recvmsg: what came besides bytes, and what `struct msghdr` says of it.
  case received(header: UInt64, control: UInt64, isNamed: Bool)
  /// The answer's bytes as far as there is room, and how many those are.
  case sized(at: UInt64, size: UInt64, room: Int)
  /// The answer's second number is stored, with so many bytes.
  case number(at: UInt64, byteCount: Int)
  /// Places in files, each with where it was: they move by the value.
  case moved([(at: UInt64, from: UInt64)])
  /// recvmmsg: what is left of the time.
  case timeLeftOf(Timeout)
  /// wait4: the status, and the times of the child.
  case waitStatus(at: UInt64, usage: UInt64)
  /// waitid: what became of the child, and its times.
  case childInfo(at: UInt64, usage: UInt64)
  /// PTRACE_GETSIGINFO: what the signal says that a tracee has stopped for.
  case stopInfo(at: UInt64)
  /// rt_sigtimedwait: what the signal says.
  case signalInfo(at: UInt64)
  /// ptrace: what several signals say.
  case signalInfos(at: UInt64)
  /// These bytes are stored, which were there before the call changed them.
  case old([UInt8], at: UInt64)
  /// A stack for handlers as it was.
  case alternateStack(at: UInt64)
  /// getcwd: the path and its zero, if it has room.
  case path(at: UInt64, size: UInt64)
  /// pselect6: the sets that there are, one after the other, and what is left of the time.
  case sets(at: [UInt64], words: Int, timeout: Timeout)
  /// ppoll: the entries, and what is left of the time.
  case entries(at: UInt64, timeout: Timeout)
  /// Numbers of four bytes, each at a place of its own.
  case threeInts(at: [UInt64])
  /// `struct timeval` and `struct timezone`.
  case timeOfDay(at: UInt64, zone: UInt64)
  /// `struct timespec` of the answer's second number, in nanoseconds.
  case time(at: UInt64)
  /// `struct itimerval`: the answer's second number is what is left, its bytes the interval.
  case intervalTimer(at: UInt64)
  /// Three sets of capabilities, in one or two halves each.
  case capabilities(at: UInt64, halves: Int)
  /// The time that is left, if the sleep was interrupted.
  case timeLeft(at: UInt64)
  /// clone: what the child begins with is not needed if there is no child.
  case child(entry: UInt64)
  /// The registers are those of the frame: a0 too.
  case registersFromFrame
  /// The task gets a signal; its registers stay.
  case faultAgain
  /// execve has failed.
  case program(entry: UInt64)
}

/// How long a call may wait, and where the program said so, which is told what is left of it.
///
/// Source: select(2), The timeout; `fs/select.c: poll_select_finish`.
struct Timeout: Sendable {
  /// Where `struct timespec` is; 0 for a call that waits as long as it takes.
  var address: UInt64
  /// Nanoseconds since boot.
  var deadline: UInt64
}

extension Completion {
  /// One that a null address asks not to do.
  func unlessNull(_ address: UInt64) -> Completion { address == 0 ? .value : self }
}

extension UserTasks {
  /// Gives a task the answer to its call.
  mutating func complete(
    _ completion: Completion, with reply: Reply, of task: TaskID, on kernel: inout Kernel
  ) {
    var value = reply.value
    if let missing = reply.notBuilt { note(missing, in: task) }
    do throws(Errno) {
      if case .signalInfos(let address) = completion, reply.value > 0 {
        value = try storeInfos(of: reply, to: task, at: address, on: &kernel)
      } else {
        try store(completion, reply, of: task, on: &kernel)
      }
    } catch {
      value = -Int64(error.rawValue)
    }
    if recordsCalls { recordReply(reply, value, of: task, on: &kernel) }
    switch completion {
    case .registersFromFrame, .faultAgain: break
    default: self[task].hart.x[10] = UInt64(bitPattern: value)
    }
  }

  private mutating func store(
    _ completion: Completion, _ reply: Reply, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) {
    let hasFailed = reply.value < 0
    switch completion {
    case .value, .registersFromFrame, .faultAgain: break
    case .bytes(let address):
      if !hasFailed { try kernel.store(reply.bytes, to: task, at: address) }
    case .someBytes(let address):
      if !hasFailed, !reply.bytes.isEmpty { try kernel.store(reply.bytes, to: task, at: address) }
    case .bytesIfAny(let address):
      if reply.value > 0 { try kernel.store(reply.bytes, to: task, at: address) }
    case .timer(let address):
      guard !hasFailed else { return }
      do throws(Errno) {
        try kernel.store(reply.bytes, to: task, at: address)
      } catch {
        // Source: `kernel/time/posix-timers.c: do_timer_create`, copy_to_user.
        kernel.forgetTimer(Int32(truncatingIfNeeded: reply.extra), of: task)
        throw error
      }
    case .message(let address, let priority):
      guard !hasFailed else { return }
      try kernel.store(reply.bytes, to: task, at: address)
      guard priority != 0 else { return }
      var bytes: [UInt8] = []
      bytes.append(word: UInt64(bitPattern: reply.extra), count: 4)
      try kernel.store(bytes, to: task, at: priority)
    case .typedMessage(let address):
      guard !hasFailed else { return }
      var bytes: [UInt8] = []
      bytes.append(word: UInt64(bitPattern: reply.extra))
      try kernel.store(bytes + reply.bytes, to: task, at: address)
    case .received(let header, let control, let isNamed):
      guard !hasFailed else { return }
      if !reply.bytes.isEmpty { try kernel.store(reply.bytes, to: task, at: control) }
      var words: [UInt8] = []
      words.append(word: UInt64(reply.bytes.count))
      words.append(word: UInt64(bitPattern: reply.extra), count: 4)
      try kernel.store(words, to: task, at: header &+ 40)
      // Sockets of a pair have no names.
      if isNamed { try kernel.store([0, 0, 0, 0], to: task, at: header &+ 8) }
    case .sized(let address, let size, let room):
      guard !hasFailed else { return }
      let bytes = Array(reply.bytes.prefix(room))
      try kernel.store(bytes, to: task, at: address)
      var word: [UInt8] = []
      word.append(int: Int32(bytes.count))
      try kernel.store(word, to: task, at: size)
    case .number(let address, let count):
      guard !hasFailed else { return }
      var bytes: [UInt8] = []
      bytes.append(word: UInt64(bitPattern: reply.extra), count: count)
      try kernel.store(bytes, to: task, at: address)
    case .moved(let places):
      guard !hasFailed else { return }
      for (address, start) in places where address != 0 {
        var bytes: [UInt8] = []
        bytes.append(word: start &+ UInt64(bitPattern: reply.value))
        try kernel.store(bytes, to: task, at: address)
      }
    case .timeLeftOf(let timeout): storeLeft(of: timeout, reply, of: task, on: &kernel)
    case .waitStatus(let address, let usage):
      guard reply.value > 0 else { return }
      if address != 0 {
        var bytes: [UInt8] = []
        bytes.append(word: UInt64(bitPattern: reply.extra), count: 4)
        try kernel.store(bytes, to: task, at: address)
      }
      try storeUsage(usage, of: task, on: &kernel)
    case .childInfo(let address, let usage):
      // waitid gives the times only of a child that it tells of.
      if !hasFailed, reply.bytes.int(at: 0) != 0 { try storeUsage(usage, of: task, on: &kernel) }
      // What waitid itself never says comes from a filter or a tracer, which kept the call from being made.
      if reply.errno == .notPermitted || reply.errno == .notImplemented { return }
      guard address != 0 else { return }
      // One that fails says that there is no child. Source: `kernel/exit.c: SYSCALL_DEFINE5(waitid)`, which
      // stores six numbers and leaves the rest as it is.
      let bytes = hasFailed ? [UInt8](repeating: 0, count: 28) : info(of: reply)
      try kernel.store(Array(bytes[..<12]), to: task, at: address)
      try kernel.store(Array(bytes[16..<28]), to: task, at: address &+ 16)
    case .stopInfo(let address):
      guard !hasFailed, address != 0 else { return }
      try kernel.store(info(of: reply), to: task, at: address)
    case .signalInfo(let address):
      guard reply.value > 0, address != 0 else { return }
      try kernel.store(info(of: reply), to: task, at: address)
    case .signalInfos: break
    case .old(let bytes, let address):
      if !hasFailed, address != 0 { try kernel.store(bytes, to: task, at: address) }
    case .alternateStack(let address):
      guard !hasFailed, address != 0 else { return }
      var bytes: [UInt8] = []
      bytes.append(word: reply.bytes.word(at: 0))
      bytes.append(word: UInt64(bitPattern: reply.extra), count: 4)
      bytes.append(int: 0)
      bytes.append(word: reply.bytes.word(at: 8))
      try kernel.store(bytes, to: task, at: address)
    case .path(let address, let size):
      guard !hasFailed else { return }
      // getcwd(2), ERANGE.
      guard UInt64(reply.bytes.count) < size else { throw .resultTooLarge }
      try kernel.store(reply.bytes + [0], to: task, at: address)
    case .entries(let address, let timeout):
      storeLeft(of: timeout, reply, of: task, on: &kernel)
      if !hasFailed { try kernel.store(reply.bytes, to: task, at: address) }
    case .sets(let addresses, let words, let timeout):
      storeLeft(of: timeout, reply, of: task, on: &kernel)
      guard !hasFailed else { return }
      var rest = reply.bytes[...]
      for address in addresses where address != 0 {
        try kernel.store(Array(rest.prefix(words * 8)), to: task, at: address)
        rest = rest.dropFirst(words * 8)
      }
    case .threeInts(let addresses):
      guard !hasFailed else { return }
      for (place, address) in addresses.enumerated() where address != 0 {
        let part = Array(reply.bytes.dropFirst(4 * place).prefix(4))
        try kernel.store(part, to: task, at: address)
      }
    case .timeOfDay(let address, let zone):
      guard !hasFailed else { return }
      if address != 0 {
        try kernel.store(Array(reply.bytes.prefix(16)), to: task, at: address)
      }
      if zone != 0 {
        try kernel.store(Array(reply.bytes.dropFirst(16).prefix(8)), to: task, at: zone)
      }
    case .time(let address):
      guard !hasFailed else { return }
      try kernel.store(time(reply.extra, unit: 1), to: task, at: address)
    case .timeLeft(let address):
      guard reply.errno == .interrupted, address != 0 else { return }
      try kernel.store(time(reply.extra, unit: 1), to: task, at: address)
    case .intervalTimer(let address):
      guard !hasFailed else { return }
      let interval = Int64(bitPattern: reply.bytes.word(at: 0))
      try kernel.store(
        time(interval, unit: 1_000) + time(reply.extra, unit: 1_000), to: task, at: address)
    case .capabilities(let address, let halves):
      guard !hasFailed else { return }
      var bytes: [UInt8] = []
      for half in 0..<halves {
        for set in 0..<3 {
          bytes.append(word: reply.bytes.word(at: 8 * set) >> UInt64(32 * half), count: 4)
        }
      }
      try kernel.store(bytes, to: task, at: address)
    case .child(let entry), .program(let entry):
      if hasFailed { drop(entry) }
    }
  }

  /// Stores what several signals say, as far as there is memory for it.
  ///
  /// Source: `kernel/ptrace.c: ptrace_peek_siginfo`: what was told counts.
  ///
  /// - Returns: How many.
  private mutating func storeInfos(
    of reply: Reply, to task: TaskID, at address: UInt64, on kernel: inout Kernel
  ) throws(Errno) -> Int64 {
    var count: Int64 = 0
    for start in stride(from: 0, to: reply.bytes.count, by: 28) {
      let place = address &+ UInt64(count) &* UInt64(SignalContext.infoBytes)
      do throws(Errno) {
        try kernel.store(info(Array(reply.bytes.dropFirst(start))), to: task, at: place)
      } catch {
        guard count > 0 else { throw error }
        break
      }
      count += 1
    }
    return count
  }

  /// Stores what is left of a time that a call might have waited; where that can't be stored nothing is.
  private func storeLeft(
    of timeout: Timeout, _ reply: Reply, of task: TaskID, on kernel: inout Kernel
  ) {
    // A call that is made again has its time left as it is.
    guard timeout.address != 0, !kernel.keepsTimeouts(task), !CallAnswer.isRestart(reply.value)
    else { return }
    let left = timeout.deadline - min(timeout.deadline, kernel.timeNanoseconds)
    try? kernel.store(time(Int64(clamping: left), unit: 1), to: task, at: timeout.address)
  }

  /// Stores the times of the child that a wait has told of, if they are asked for.
  private func storeUsage(
    _ address: UInt64, of task: TaskID, on kernel: inout Kernel
  ) throws(Errno) {
    guard address != 0 else { return }
    try kernel.store(kernel.usageOfWaitedChild(by: task), to: task, at: address)
  }

  /// Seconds, and the rest in a unit of so many nanoseconds: two words.
  private func time(_ nanoseconds: Int64, unit: Int64) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(word: UInt64(bitPattern: nanoseconds / 1_000_000_000))
    bytes.append(word: UInt64(bitPattern: nanoseconds % 1_000_000_000 / unit))
    return bytes
  }

  /// `siginfo_t` from the five numbers of an answer.
  private func info(of reply: Reply) -> [UInt8] {
    info(reply.bytes)
  }

  private func info(_ bytes: [UInt8]) -> [UInt8] {
    SignalContext.bytes(
      of: SignalInfo(
        signal: Signal(rawValue: bytes.int(at: 0)), code: SignalCode(rawValue: bytes.int(at: 4)),
        processID: ProcessID(rawValue: bytes.int(at: 8)),
        userID: UInt32(bitPattern: bytes.int(at: 12)), status: bytes.int(at: 16),
        value: bytes.word(at: 20)))
  }

  private mutating func note(_ missing: NotBuilt, in task: TaskID) {
    let number = SystemCallNumber(
      rawValue: UInt32(truncatingIfNeeded: self[task].hart.x[17]))
    let call = UnimplementedCall(number: number, name: missing.name)
    let isKnown = unimplemented.contains {
      $0.number == number && $0.name.utf8.elementsEqual(call.name.utf8)
    }
    if !isKnown { unimplemented.append(call) }
  }
}
