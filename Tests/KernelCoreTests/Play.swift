import KernelCore
import LinuxABI
import Testing

/// The calls of one task, one after the other, or decided as it goes.
struct Part {
  fileprivate let next: (inout [Reply]) -> SystemCall?

  /// A part that makes these calls.
  init(_ calls: [SystemCall]) {
    next = { $0.count - 1 < calls.count ? calls[$0.count - 1] : nil }
  }

  /// A part that decides from the answers so far; the first is that of its own start.
  init(decide: @escaping ([Reply]) -> SystemCall?) {
    next = { decide($0) }
  }
}

extension Part: ExpressibleByArrayLiteral {
  init(arrayLiteral calls: SystemCall...) {
    self.init(calls)
  }
}

/// A run of a small program: what was answered to whom, and what became of everybody.
///
/// Part 0 is the program; the entry word of a clone says which part its child plays. A part that
/// has no more calls ends with `exit(0)`. After every step the kernel's tables are checked.
struct Play {
  private(set) var kernel: Kernel
  /// The program's first task.
  let program: TaskID
  /// The answers to each task's calls, by thread id; calls that never return have none.
  private(set) var answers: [Int32: [Reply]] = [:]
  /// Who went on to the next call, in order.
  private(set) var order: [Int32] = []
  /// Which handlers ran in whom, in order.
  private(set) var handled: [(threadID: Int32, signal: Signal)] = []
  /// Who ended, in order.
  private(set) var ended: [Int32] = []
  /// How the run ended.
  private(set) var ending = Next.allDone

  /// How the program's process ended.
  var status: WaitStatus? { kernel.status(ofProgram: program) }

  /// Runs a program from its start to its end.
  ///
  /// - Parameters:
  ///   - parts: What the tasks do.
  ///   - kernel: The kernel to run on.
  ///   - credentials: Whom the program acts for.
  ///   - observe: Called before every call with the kernel, the thread id of the caller, and the
  ///     number of its call, from 0.
  /// - Throws: Whatever `observe` throws, or a violated invariant.
  init(
    _ parts: [Part], on kernel: Kernel = Kernel(), as credentials: Credentials = .root,
    observe: (inout Kernel, Int32, Int) throws -> Void = { _, _, _ in }
  ) throws {
    self.kernel = kernel
    program = self.kernel.spawnProgram(entry: 0, credentials: credentials)
    var playing: [TaskID: (part: Part, threadID: Int32, replies: [Reply])] = [:]
    var steps = 0
    while true {
      try self.kernel.checkInvariants()
      steps += 1
      try #require(steps < 100_000, "the run has no end")
      let next = self.kernel.next()
      let task: TaskID
      switch next {
      case .start(let started, let entry):
        let threadID = try #require(self.kernel.snapshot(of: started)).threadID.rawValue
        task = started
        playing[task] = (parts[Int(entry)], threadID, [.start])
        answers[threadID] = []
      case .resume(let resumed, let reply):
        task = resumed
        playing[task]?.replies.append(reply)
        if let threadID = playing[task]?.threadID { answers[threadID]?.append(reply) }
      case .handler(let interrupted, let delivery):
        // A handler has nothing to do but to end.
        if let threadID = playing[interrupted]?.threadID {
          handled.append((threadID, delivery.info.signal))
        }
        self.kernel.submit(.sigreturn, by: interrupted)
        continue
      case .ended(let gone):
        if let threadID = playing.removeValue(forKey: gone)?.threadID { ended.append(threadID) }
        continue
      case .allDone, .deadlock:
        ending = next
        return
      }
      var (part, threadID, replies) = try #require(playing[task])
      order.append(threadID)
      let call = part.next(&replies) ?? .exit(code: 0)
      try observe(&self.kernel, threadID, replies.count - 1)
      self.kernel.submit(call, by: task)
    }
  }

  /// The values of a task's answers.
  func values(_ threadID: Int32) -> [Int64] {
    (answers[threadID] ?? []).map { $0.value }
  }

  /// The errors of a task's answers; nil where a call succeeded.
  func errors(_ threadID: Int32) -> [Errno?] {
    (answers[threadID] ?? []).map { $0.errno }
  }
}

extension CloneFlags {
  /// What a thread shares.
  static var thread4: CloneFlags { [.vm, .fs, .files, .sighand, .thread] }
}

extension SystemCall {
  /// A clone whose child plays a part.
  static func clone(
    _ flags: CloneFlags, _ signal: Signal? = nil, part: UInt64, parentTID: UserAddress = .null,
    childTID: UserAddress = .null
  ) -> SystemCall {
    .clone(
      CloneArguments(
        flags: flags, exitSignal: signal?.rawValue ?? 0, parentTID: parentTID, childTID: childTID,
        entry: part))
  }

  /// A fork whose child plays a part.
  static func fork(part: UInt64) -> SystemCall { .clone([], .child, part: part) }

  /// A thread that plays a part.
  static func thread(part: UInt64) -> SystemCall { .clone(.thread4, part: part) }

  static func load(_ address: UserAddress) -> SystemCall { .load(address: address, width: .word) }

  static func store(_ address: UserAddress, _ value: UInt64) -> SystemCall {
    .store(address: address, width: .word, value: value)
  }

  static func wait(_ pid: ProcessID = -1, _ options: WaitOptions = []) -> SystemCall {
    .wait4(pid: pid, options: options)
  }

  static func open(_ path: String, _ flags: OpenFlags, mode: UInt32 = 0o666) -> SystemCall {
    .open(path: Array(path.utf8), flags: flags, mode: mode)
  }

  static func write(_ fd: FileDescriptor, _ text: String) -> SystemCall {
    .write(fd: fd, buffer: .bytes(Array(text.utf8)))
  }

  static func chdir(_ path: String) -> SystemCall { .chdir(path: Array(path.utf8)) }

  static func futexWait(_ address: UserAddress, _ expected: UInt32) -> SystemCall {
    .futexWait(address: address, expected: expected, timeoutNanoseconds: nil)
  }
}

/// Words of the data area that every program starts with.
func word(_ index: UInt64) -> UserAddress {
  UserMemoryLayout.dataStart + index * 4
}
