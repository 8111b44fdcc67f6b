package import LinuxABI

// What a kernel needs where its tasks are machine code: handlers whose frames lie in the task's own
// memory, and instructions that fail.

/// A handler that a task is about to run, and what becomes of the code that it interrupts.
///
/// Linux keeps this on the task's stack (`struct rt_sigframe`), and so does whoever runs machine code.
package struct HandlerStart: Sendable {
  /// The handler, and what it is told.
  package let delivery: SignalDelivery
  /// The mask to put back when it ends.
  package let savedMask: SignalSet
  /// The answer to the call that it interrupts, if the code below was in one.
  package let reply: Reply
  /// Whether that call is to be made again when the handler ends.
  package let restartsCall: Bool
  /// The entry of the code that it interrupts before its first instruction; nil if that has begun.
  package let entry: UInt64?
}

/// A stack for handlers, as `stack_t` has it.
package struct HandlerStack: Sendable {
  package var address: UserAddress
  /// In bytes.
  package var size: UInt64
  /// What sigaltstack was told.
  package var flags: UInt32

  package init(address: UserAddress, size: UInt64, flags: UInt32) {
    self.address = address
    self.size = size
    self.flags = flags
  }

  /// Whether a stack pointer is in it.
  package func holds(_ pointer: UInt64) -> Bool {
    AlternateStack(address: address.rawValue, size: size, isEnabled: true, flags: flags)
      .holds(pointer)
  }
}

extension Kernel {
  /// Takes the handlers that a task is to run, those that run later first: each interrupts the one
  /// before it at its first instruction.
  ///
  /// The kernel forgets them. They end with a call of `handlerReturn`.
  ///
  /// - Parameter task: The task that `next` named, with `Next.handler`.
  /// - Returns: The handlers, the one at the bottom first.
  package mutating func takeHandlers(of task: TaskID) -> [HandlerStart] {
    makeUnique()
    guard let slot = slot(of: task), taskTable[slot].extra >= 0 else { return [] }
    let frames = extras[taskTable[slot].extra].frames
    extras[taskTable[slot].extra].frames = []
    var starts: [HandlerStart] = []
    for frame in frames {
      let reply = answer(of: slot, in: frame)
      starts.append(
        HandlerStart(
          delivery: frame.delivery, savedMask: frame.savedMask, reply: reply,
          restartsCall: frame.restart != .none,
          entry: frame.interruptsStart ? taskTable[slot].entry : nil))
    }
    return starts
  }

  private mutating func answer(of slot: Int32, in frame: SignalFrame) -> Reply {
    guard frame.replyKind == .bytes,
      let place = replyBytes.firstIndex(where: { $0.task == slot })
    else { return Reply(value: frame.replyValue, extra: frame.replyExtra) }
    return Reply(
      value: frame.replyValue, extra: frame.replyExtra, bytes: replyBytes.remove(at: place).bytes)
  }

  /// Has a task begin in a directory, to set the stage.
  ///
  /// - Returns: Whether there is such a directory.
  @discardableResult
  package mutating func setCurrentDirectory(of task: TaskID, _ path: [UInt8]) -> Bool {
    makeUnique()
    guard let slot = slot(of: task), let place = try? find(path, by: slot), let node = place.node,
      tree[node].kind == .directory
    else { return false }
    directories[taskTable[slot].fs].currentDirectory = node
    return true
  }

  /// The entry with which a task is to start, or has started.
  package func entry(of task: TaskID) -> UInt64 {
    slot(of: task).map { taskTable[$0].entry } ?? .max
  }

  /// The task with a number as another sees it, if that traces it and it has stopped for it.
  package func stoppedTracee(_ number: Int32, of tracer: TaskID) -> TaskID? {
    guard let caller = slot(of: tracer) else { return nil }
    let tracee = task(numbered: number, seenBy: caller)
    guard tracee >= 0, taskTable[tracee].flags.contains(.traced), self.tracer(of: tracee) == caller,
      taskTable[tracee].state == .traced
    else { return nil }
    return id(of: tracee)
  }

  /// Whether a task has not come to the first instruction of its program yet.
  package func isBeforeStart(_ task: TaskID) -> Bool {
    guard let slot = slot(of: task) else { return false }
    return !taskTable[slot].flags.contains(.started)
  }

  /// The stack that a task has named for its handlers: nil if none.
  package func alternateStack(of task: TaskID) -> HandlerStack? {
    guard let slot = slot(of: task) else { return nil }
    let stack = extra(of: slot).alternateStack
    guard stack.isEnabled else { return nil }
    return HandlerStack(
      address: UserAddress(rawValue: stack.address), size: stack.size, flags: stack.flags)
  }

  /// A handler starts: a stack with `SS_AUTODISARM` is forgotten until it ends.
  ///
  /// Source: `kernel/signal.c: signal_delivered`; `include/linux/signal.h: sas_ss_reset`.
  package mutating func disarmAlternateStack(of task: TaskID) {
    guard let slot = slot(of: task),
      extra(of: slot).alternateStack.flags & AlternateStack.disarms != 0
    else { return }
    makeUnique()
    extras[taskTable[slot].extra].alternateStack = .disabled
  }

  /// A handler ends: the stack for handlers is what its frame says, unless the task is on it still.
  ///
  /// Source: `kernel/signal.c: restore_altstack`, whose errors nobody is told of.
  package mutating func restoreAlternateStack(
    of task: TaskID, _ stack: HandlerStack, pointer: UInt64
  ) {
    guard let slot = slot(of: task), taskTable[slot].extra >= 0 else { return }
    let old = extra(of: slot).alternateStack
    let mode = stack.flags & ~AlternateStack.disarms
    guard !old.holds(pointer), mode <= 2, mode == 2 || stack.size >= 2_048 else { return }
    var new = AlternateStack.disabled
    if mode != 2 {
      new = AlternateStack(address: stack.address.rawValue, size: stack.size, isEnabled: true)
    }
    new.flags = stack.flags
    makeUnique()
    extras[taskTable[slot].extra].alternateStack = new
  }

  /// Ends a handler whose frame was in the task's memory.
  ///
  /// Source: `arch/riscv/kernel/signal.c: SYSCALL_DEFINE0(rt_sigreturn)`.
  mutating func returnFromHandler(_ call: RegisterCall, by task: Int32) -> Outcome {
    setBlocked(SignalSet(rawValue: call.a), of: task)
    return .value(0)
  }

  /// An instruction can't be carried out.
  ///
  /// Source: `arch/riscv/kernel/traps.c: do_trap`; `kernel/signal.c: force_sig_fault, force_sigsegv`.
  mutating func instructionFault(_ call: RegisterCall, by task: Int32) throws(Errno) -> Outcome {
    let signal = Signal(rawValue: call.intA)
    guard SignalSet.synchronous.contains(signal) else { throw .invalidArgument }
    record(.fault, Int64(bitPattern: call.c), Int64(signal.rawValue), 0, 0)
    // A frame for the handler of this very signal could not be written.
    if call.d != 0 { setDisposition(of: signal, .default, in: taskTable[task].sighand) }
    force(signal, SignalCode(rawValue: call.intB), at: call.c, on: task)
    return .value(0)
  }
}

extension SystemCall {
  /// Ends a handler whose frame is in the task's memory; rt_sigreturn(2).
  ///
  /// - Parameter mask: The mask to put back.
  /// - Returns: The call.
  package static func handlerReturn(restoring mask: SignalSet) -> SystemCall {
    .registers(RegisterCall(.rtSigreturn, mask.rawValue, 1))
  }

  /// A tracee stops at a call that it is about to make, or comes back from.
  package static func callStop(isEntry: Bool) -> SystemCall {
    .registers(RegisterCall(.callStop, isEntry ? 0 : 1))
  }

  /// A call of machine code that fails before the kernel has its arguments.
  ///
  /// - Parameters:
  ///   - number: Which call.
  ///   - errno: Why.
  /// - Returns: The call.
  package static func refused(_ number: SystemCallNumber, _ errno: Errno) -> SystemCall {
    .registers(
      RegisterCall(.refusedCall, UInt64(number.rawValue), UInt64(register: errno.rawValue)))
  }

  /// A call of machine code that whoever runs it has carried out, and that succeeds.
  ///
  /// - Parameters:
  ///   - number: Which call.
  ///   - value: What it answers.
  /// - Returns: The call.
  package static func done(_ number: SystemCallNumber, value: Int32 = 0) -> SystemCall {
    .registers(
      RegisterCall(.refusedCall, UInt64(number.rawValue), 0, UInt64(register: value)))
  }

  /// Says that an instruction can't be carried out.
  ///
  /// - Parameters:
  ///   - signal: The signal that it gives: one of those that instructions give.
  ///   - code: Why.
  ///   - address: What it is about.
  ///   - isFinal: Whether no handler may run any more.
  /// - Returns: The call.
  package static func fault(
    _ signal: Signal, _ code: SignalCode, at address: UInt64, isFinal: Bool = false
  ) -> SystemCall {
    .registers(
      RegisterCall(
        .instructionFault, UInt64(register: signal.rawValue), UInt64(register: code.rawValue),
        address, isFinal ? 1 : 0))
  }
}

/// A kernel whose tasks may be machine code: whoever runs that reaches the memory of the kernel itself.
package protocol MachineKernel: DrivenKernel {
  /// The kernel.
  var machine: Kernel { get set }
  /// The processor whose task is in its own code.
  var runningProcessor: Int { get }
  /// The events that its trace has kept, by time, each with its processor.
  var events: [TraceEvent] { get }

  /// Starts a program, and says what its descriptors 0 to 2 are; see
  /// `Kernel.spawnProgram(entry:credentials:streams:)`.
  mutating func spawnProgram(
    entry: UInt64, credentials: Credentials, streams: StandardStreams
  ) -> TaskID
}

extension Kernel: MachineKernel {
  package var machine: Kernel {
    _read { yield self }
    _modify { yield &self }
  }

  package var runningProcessor: Int { 0 }

  package var events: [TraceEvent] { trace.events }
}

/// A file that execve has found.
package struct ExecutableFile: Sendable {
  /// Its bytes.
  package let contents: [UInt8]
  /// What it is started with: of a script, what its interpreter is.
  package let arguments: [[UInt8]]
  /// Whom the program acts for.
  package let credentials: Credentials
}

extension Kernel {
  /// The file that a task would execute.
  ///
  /// - Parameters:
  ///   - call: The bytes of the call: the path, and behind its zero byte the arguments.
  ///   - task: The task.
  /// - Returns: nil if execve fails before it looks into the file.
  package func executable(_ call: [UInt8], by task: TaskID) -> ExecutableFile? {
    guard let slot = slot(of: task), let found = try? program(named: call, by: slot) else {
      return nil
    }
    return ExecutableFile(
      contents: found.program.contents, arguments: found.program.arguments,
      credentials: credentials(of: slot))
  }
}

/// What is mapped at an address.
package struct MappedPlace: Equatable, Sendable {
  /// What may be done there.
  package let access: MemoryAccess
  /// Whether it stays one memory across fork.
  package let sharing: MemorySharing
}

extension Kernel {
  /// What is mapped at an address; nil if nothing is.
  package func mapping(at address: UInt64, in space: AddressSpaceID) -> MappedPlace? {
    let page = address >> Memory.pageShift
    let areas = memory.spaces[space.rawValue].areas
    let place = memory.spaces[space.rawValue].placeOfArea(page: page)
    guard place < areas.count, areas[place].firstPage <= page else { return nil }
    return MappedPlace(access: areas[place].access, sharing: areas[place].sharing)
  }

  /// How many tasks use an address space.
  package func userCount(of space: AddressSpaceID) -> Int {
    Int(memory.spaces[space.rawValue].users)
  }
}
