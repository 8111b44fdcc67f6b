package import KernelCore
internal import LinuxABI
internal import Machine

// Handlers of signals: frames on the task's stack.
extension UserTasks {
  /// Puts the handlers that a task is to run on its stack, and goes on at the first that runs.
  ///
  /// Source: `arch/riscv/kernel/signal.c: handle_signal, setup_rt_frame`.
  ///
  /// - Parameters:
  ///   - task: The task.
  ///   - kernel: The kernel.
  /// - Returns: The call that it makes at once, if its stack had no room; nil if it goes on in its own
  ///   code.
  package mutating func enterHandlers(
    of task: TaskID, on kernel: inout Kernel
  ) -> SystemCall? {
    let handlers = kernel.takeHandlers(of: task)
    for (place, handler) in handlers.enumerated() {
      if place == 0, let call = interrupt(task, for: handler, on: &kernel) { return call }
      guard push(handler, of: task, on: &kernel) else {
        // The handler of this very signal is of no use. Source: `kernel/signal.c: force_sigsegv`.
        let isOwn = handler.delivery.info.signal == .segmentationFault
        return fault(
          task, .segmentationFault, .kernel, at: self[task].hart.x[2], isFinal: isOwn)
      }
    }
    return nil
  }

  /// Brings the registers to where the handler interrupts them.
  ///
  /// - Returns: The call that it makes at once, if there is no code to be interrupted.
  private mutating func interrupt(
    _ task: TaskID, for handler: HandlerStart, on kernel: inout Kernel
  ) -> SystemCall? {
    if let entry = handler.entry, let call = start(task, entry: entry, on: &kernel) { return call }
    defer {
      _ = kernel.stopsAfterCall(task)
      self[task].interrupted = nil
    }
    switch self[task].wait {
    case .callExit where self[task].interrupted != nil:
      guard let interrupted = self[task].interrupted else { break }
      self[task].hart.x[10] = interrupted.registers.a
      if handler.restartsCall {
        self[task].hart.pc &-= 4
      } else {
        complete(interrupted.completion, with: handler.reply, of: task, on: &kernel)
      }
    case .start, .time, .fault, .callExit: break
    // The call has not been made yet.
    case .timeBeforeCall, .callEntry, .filterStop: self[task].hart.pc &-= 4
    // It is made again: the arguments are still in their registers.
    case .call where handler.restartsCall: self[task].hart.pc &-= 4
    case .call(let completion): complete(completion, with: handler.reply, of: task, on: &kernel)
    }
    self[task].wait = .start
    return nil
  }

  /// Puts a frame on a task's stack, and sets its registers for the handler.
  ///
  /// - Returns: Whether there was room.
  private mutating func push(
    _ handler: HandlerStart, of task: TaskID, on kernel: inout Kernel
  ) -> Bool {
    var hart = self[task].hart
    var stack = SignalContext.Stack()
    var top = hart.x[2]
    if let other = kernel.alternateStack(of: task) {
      stack.address = other.address.rawValue
      stack.size = other.size
      // As it was told, wherever the task is. Source: `kernel/signal.c: __save_altstack`.
      stack.flags = Int32(bitPattern: other.flags)
      if !other.holds(top), handler.delivery.flags.contains(.onStack) {
        top = stack.address &+ stack.size
      }
    }
    let address = (top &- UInt64(SignalContext.byteCount)) & ~15
    let frame = SignalContext.bytes(
      handler.delivery.info, mask: handler.savedMask, stack: stack, registers: hart)
    do throws(Errno) {
      try kernel.store(frame, to: task, at: address)
    } catch {
      return false
    }
    kernel.disarmAlternateStack(of: task)
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
  mutating func returnFromHandler(of task: TaskID, on kernel: inout Kernel) throws(Errno)
    -> SystemCall
  {
    var hart = self[task].hart
    let frame = try kernel.bytes(of: task, at: hart.x[2], count: SignalContext.byteCount)
    let (mask, stack) = SignalContext.restore(frame, into: &hart)
    // The stack pointer is that of the code below. Source: `arch/riscv/kernel/signal.c: rt_sigreturn`.
    kernel.restoreAlternateStack(of: task, stack, pointer: hart.x[2])
    self[task].hart = hart
    return .handlerReturn(restoring: mask)
  }
}
