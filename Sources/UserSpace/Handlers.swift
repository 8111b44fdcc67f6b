internal import KernelCore
internal import LinuxABI
internal import Machine

// Handlers of signals: frames on the task's stack.
extension Computer {
  /// Puts the handlers that a task is to run on its stack, and goes on at the first that runs.
  ///
  /// Source: `arch/riscv/kernel/signal.c: handle_signal, setup_rt_frame`.
  ///
  /// - Returns: Whether the task can go on; else its stack had no room.
  mutating func enterHandlers(of task: TaskID) -> Bool {
    let handlers = system.machine.takeHandlers(of: task)
    for (place, handler) in handlers.enumerated() {
      if place == 0, !interrupt(task, for: handler) { return false }
      guard push(handler, on: task) else {
        // The handler of this very signal is of no use. Source: `kernel/signal.c: force_sigsegv`.
        let isOwn = handler.delivery.info.signal == .segmentationFault
        fault(task, .segmentationFault, .kernel, at: self[task].hart.x[2], isFinal: isOwn)
        return false
      }
    }
    return true
  }

  /// Brings the registers to where the handler interrupts them.
  ///
  /// - Returns: Whether there is code to be interrupted.
  private mutating func interrupt(_ task: TaskID, for handler: HandlerStart) -> Bool {
    // A program that finds no room has a fault pending, and no use for handlers.
    if let entry = handler.entry, !begin(task, entry: entry) { return false }
    switch self[task].wait {
    case .start, .time, .fault, .handlerReturn: break
    // The call has not been made yet.
    case .timeBeforeCall: self[task].hart.pc &-= 4
    // It is made again: the arguments are still in their registers.
    case .call where handler.restartsCall: self[task].hart.pc &-= 4
    case .call(let completion): complete(completion, with: handler.reply, of: task)
    }
    self[task].wait = .start
    return true
  }

  /// Puts a frame on a task's stack, and sets its registers for the handler.
  ///
  /// - Returns: Whether there was room.
  private mutating func push(_ handler: HandlerStart, on task: TaskID) -> Bool {
    var hart = self[task].hart
    var stack = SignalContext.Stack()
    var top = hart.x[2]
    if let other = system.machine.alternateStack(of: task) {
      stack.address = other.address.rawValue
      stack.size = other.size
      stack.flags = 0
      // Source: `include/linux/sched/signal.h: on_sig_stack`.
      let isOnIt = top > stack.address && top &- stack.address <= stack.size
      if isOnIt { stack.flags = 1 }
      if !isOnIt, handler.delivery.flags.contains(.onStack) { top = stack.address &+ stack.size }
    }
    let address = (top &- UInt64(SignalContext.byteCount)) & ~15
    let frame = SignalContext.bytes(
      handler.delivery.info, mask: handler.savedMask, stack: stack, registers: hart)
    do throws(Errno) {
      try system.store(frame, to: task, at: address)
    } catch {
      return false
    }
    if recordsCalls { records.append(recordSignal(handler.delivery, of: task)) }
    hart.x[1] = TrampolinePage.address.rawValue
    hart.x[2] = address
    hart.x[10] = UInt64(bitPattern: Int64(handler.delivery.info.signal.rawValue))
    hart.x[11] = address
    hart.x[12] = address &+ UInt64(SignalContext.infoBytes)
    hart.pc = handler.delivery.handler
    self[task].hart = hart
    return true
  }

  /// Takes the registers back from the frame that the stack pointer is at.
  ///
  /// - Throws: EFAULT, if there is none.
  mutating func returnFromHandler(of task: TaskID) throws(Errno) -> SystemCall {
    var hart = self[task].hart
    let frame = try system.bytes(of: task, at: hart.x[2], count: SignalContext.byteCount)
    let mask = SignalContext.restore(frame, into: &hart)
    self[task].hart = hart
    return .handlerReturn(restoring: mask)
  }
}
