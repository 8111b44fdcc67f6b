package import Exploration
package import KernelCore
internal import LinuxABI
internal import Machine
internal import UserSpace

/// A task of machine code whose run is explored: its visible steps are calls, and accesses to memory
/// that another task might see.
///
/// # Theory of operation
///
/// Code goes on by itself up to the next visible step. Before an instruction that accesses shared memory
/// it stops, and says what that will touch; the instruction is carried out when its turn has come
/// (`carryOut`). So the explorer sees each access as a step, and the processor carries out all
/// instructions, load-reserved and store-conditional among them, as it always does.
///
/// Memory is shared if more than one task has it and it can be written. A task's own stack is not, until
/// another task has been seen to access a word of it (`ExposedMemory`); then exploring begins anew.
///
/// A load-reserved and the store-conditional that belongs to it are one step: what comes between them makes
/// the store fail and the loop begin anew, which no schedule needs to show, and two tasks could do that to
/// each other for ever.
/// Source: "The RISC-V Instruction Set Manual, Volume I", version 20191213, section 8.3, "constrained
/// LR/SC loops".
///
/// A load before a fence and a store after one are atomic, as compilers make them.
/// Source: "The RISC-V Instruction Set Manual, Volume I", version 20191213, table A.6.
package struct MachineTask: Explorable {
  /// The program, for the first task.
  private let image: ExploredImage?
  /// What it begins with; nil once it has.
  private var entry: UInt64?
  /// The access that is due.
  private var access: InstructionAccess?
  /// Whether its last instruction was a fence.
  private var hasFenced = false

  /// Code that goes on for so long without a visible step makes one, so that no run is without end.
  private static var invisibleMax: Int { 1_000_000 }

  /// The first task of a program.
  package init(_ image: ExploredImage) {
    self.image = image
    entry = 0
  }

  private init(entry: UInt64) {
    image = nil
    self.entry = entry
  }

  package static var runsHandlers: Bool { true }

  package static var hidesAccessesWhenAlone: Bool { true }

  package func begin(on kernel: inout Kernel, as task: TaskID) -> MachineSurroundings {
    guard let image else { preconditionFailure("only a program begins a run") }
    return MachineSurroundings(image, as: task, on: &kernel)
  }

  package func child(entry: UInt64) -> MachineTask { MachineTask(entry: entry) }

  package mutating func end(in surroundings: inout MachineSurroundings) {}

  /// That there was no more time is no mistake of the program.
  package static func isFailure(
    _ outcome: Outcome, in surroundings: MachineSurroundings
  ) -> Bool { outcome.ending.isFailure && outcome.ending != .stopped }

  package mutating func interrupt(
    for delivery: SignalDelivery, as task: TaskID, on kernel: inout Kernel,
    in surroundings: inout MachineSurroundings
  ) {
    if let entry {
      self.entry = nil
      // A program that finds no room ends at its first instruction.
      _ = surroundings.users.start(task, entry: entry, on: &kernel)
    }
    // A stack without room shows at the first instruction too.
    _ = surroundings.users.enterHandlers(of: task, on: &kernel)
    access = nil
  }

  package mutating func step(
    _ reply: Reply, as task: TaskID, on kernel: inout Kernel,
    in surroundings: inout MachineSurroundings
  ) -> SystemCall? {
    let immediate: SystemCall?
    if let entry {
      self.entry = nil
      immediate = surroundings.users.start(task, entry: entry, on: &kernel)
    } else {
      immediate = surroundings.users.resume(task, with: reply, on: &kernel)
    }
    return immediate ?? goOn(task, on: &kernel, in: &surroundings)
  }

  /// Goes on to the next visible step.
  private mutating func goOn(
    _ task: TaskID, on kernel: inout Kernel, in surroundings: inout MachineSurroundings
  ) -> SystemCall? {
    guard surroundings.mayGoOn, let space = kernel.addressSpace(of: task) else { return nil }
    var count = 0
    while count < Self.invisibleMax {
      let way = wayAhead(of: task, in: space, on: &kernel, surroundings)
      if way.count > 0 {
        count += way.count
        let stop = surroundings.execute(way.count, of: task, on: &kernel)
        if stop != .budget { return call(for: stop, of: task, on: &kernel, in: &surroundings) }
        continue
      }
      let isVisible = way.access.map { surroundings.isVisible($0, to: task, in: space, of: kernel) }
      if let access = way.access, isVisible == true {
        self.access = access
        surroundings.note(task, access)
        return visibleCall(access, isFenced: way.isFenced)
      }
      count += 1
      let stop = surroundings.execute(1, of: task, on: &kernel)
      hasFenced = false
      if stop != .budget { return call(for: stop, of: task, on: &kernel, in: &surroundings) }
    }
    return .compute(nanoseconds: UInt64(count))
  }

  /// What comes next: instructions that touch no memory, or one that does.
  private struct Way {
    /// How many instructions there are before anything has to be looked at.
    var count = 0
    /// What the next one does with memory, if it does.
    var access: InstructionAccess?
    /// Whether a fence makes it atomic.
    var isFenced = false
  }

  private mutating func wayAhead(
    of task: TaskID, in space: AddressSpaceID, on kernel: inout Kernel,
    _ surroundings: MachineSurroundings
  ) -> Way {
    var way = Way()
    guard let hart = surroundings.users.registers(of: task) else { return way }
    var pc = hart.pc
    while way.count < 64 {
      guard let instruction = Processor.instruction(at: pc, in: space, of: &kernel) else {
        return way
      }
      if instruction.operation == .ecall { return way }
      if let access = instruction.access(with: hart) {
        guard way.count == 0 else { return way }
        way.access = access
        way.isFenced = hasFenced
        if access.kind == .load {
          let next = Processor.instruction(
            at: pc &+ UInt64(instruction.byteCount), in: space, of: &kernel)
          way.isFenced = next?.operation == .fence
        }
        return way
      }
      way.count += 1
      hasFenced = instruction.operation == .fence
      if instruction.isJump || !instruction.operation.isOrdinary { return way }
      pc &+= UInt64(instruction.byteCount)
    }
    return way
  }

  /// A visible access as the explorer knows it.
  private func visibleCall(_ access: InstructionAccess, isFenced: Bool) -> SystemCall {
    let address = UserAddress(rawValue: access.address)
    let width = MemoryWidth(rawValue: UInt8(access.byteCount)) ?? .doubleWord
    switch access.kind {
    case .load where !isFenced: return .load(address: address, width: width)
    case .store where !isFenced: return .store(address: address, width: width, value: 0)
    case .load: return .fetchAdd(address: address, width: width, value: 0)
    case .store, .atomicLoad, .atomicChange:
      return .exchange(address: address, width: width, value: 0)
    }
  }

  package mutating func carryOut(
    _ call: SystemCall, as task: TaskID, on kernel: inout Kernel,
    in surroundings: inout MachineSurroundings
  ) -> SystemCall {
    guard let access else { return call }
    self.access = nil
    hasFenced = false
    surroundings.users.expectNothing(task)
    let isReserving = access.kind == .atomicLoad
    var stop = surroundings.execute(1, of: task, on: &kernel)
    if isReserving, stop == .budget { stop = finishLoop(of: task, on: &kernel, in: &surroundings) }
    guard stop != .budget else { return .compute(nanoseconds: 0) }
    return self.call(for: stop, of: task, on: &kernel, in: &surroundings) ?? call
  }

  /// Goes on from a load-reserved to its store-conditional, if it comes in time.
  private func finishLoop(
    of task: TaskID, on kernel: inout Kernel, in surroundings: inout MachineSurroundings
  ) -> Stop {
    for _ in 0..<Self.loopMax {
      guard let hart = surroundings.users.registers(of: task),
        let space = kernel.addressSpace(of: task),
        let next = Processor.instruction(at: hart.pc, in: space, of: &kernel),
        next.operation != .ecall
      else { return .budget }
      let isStore = next.operation == .scW || next.operation == .scD
      if !isStore, let access = next.access(with: hart),
        surroundings.isVisible(access, to: task, in: space, of: kernel)
      {
        return .budget
      }
      let stop = surroundings.execute(1, of: task, on: &kernel)
      if isStore || stop != .budget { return stop }
    }
    return .budget
  }

  /// A constrained loop has so many instructions.
  private static var loopMax: Int { 16 }

  private mutating func call(
    for stop: Stop, of task: TaskID, on kernel: inout Kernel,
    in surroundings: inout MachineSurroundings
  ) -> SystemCall? {
    hasFenced = false
    switch stop {
    case .budget: return nil
    case .trap(let trap):
      return surroundings.users.fault(task, trap.signal, trap.code, at: trap.address)
    case .call:
      let call = surroundings.users.makeCall(of: task, on: &kernel)
      surroundings.note(task, nil)
      return LegacyClone.call(for: call, of: task, on: &kernel)
    }
  }
}

extension Operation {
  /// Whether the processor goes on after it as if nothing had been.
  fileprivate var isOrdinary: Bool {
    switch self {
    case .ebreak, .illegal, .fenceI: false
    default: true
    }
  }
}
