package import KernelCore

/// A processor that runs tasks: RV64GC, as a task of Linux sees it.
///
/// # Theory of operation
///
/// The processor works on the registers of a task (``Hart``) and on the pages of its address space,
/// and holds nothing of its own that a program could see: translation buffers and decoded code are
/// only there to be fast, and are dropped whenever they might not be true any more. So one processor
/// serves any number of tasks and of simulated processors, of one kernel or of several.
///
/// *Addresses.* A small buffer (`ProcessorBlock`) has the places of pages in the host's memory. What
/// is not in it is asked of the kernel, which makes the page ready as for its own accesses. An entry
/// is made for what was asked for, reading, writing or executing, so that copy-on-write and the
/// rights of pages need no check in the loop. Entries are true while the kernel has the same memory
/// (`MemoryIdentity`) and the address space its state (`TranslationState`).
///
/// *Instructions* are decoded once, see `TranslationCache`. The loop (`execute`) is one `switch`.
///
/// *Counting.* Instructions are counted a run at a time: where a run begins, its length is taken from
/// the budget; where it ends early, the rest is given back. If the budget is less than the run, as
/// much of it as may be done is put aside with a stop behind it. So every count is exact, without a
/// check for each instruction.
///
/// *Reservations* are the kernel's (`ReservationTable`), since it stores too.
///
/// Memory is sequentially consistent: one instruction is done at a time, of all processors.
@safe
package struct Processor: ~Copyable {
  let block = ProcessorBlock()
  var cache = TranslationCache()
  /// A page of zeroes, for pages that nobody has written to.
  private let zeroes: UnsafeMutableRawPointer

  // Of the present run.
  var kernel: UnsafeMutablePointer<Kernel>?
  var space = AddressSpaceID(rawValue: -1)
  var hart = HartID(rawValue: 0)
  var pc: UInt64 = 0
  var fcsr: UInt32 = 0
  var reservation: UInt64 = 0
  /// `retired` as it was when the run began, and what is left of its budget where it stopped.
  var retiredBefore: UInt64 = 0
  var budget = 0
  var left = 0
  var stop = Stop.budget
  /// Whether a page that code may run from is now in another frame.
  var hasMovedCode = false

  // What the buffers were filled from.
  private var identity: MemoryIdentity?
  private var state = TranslationState(space: 0, moves: 0)
  private var contentStamp: UInt64 = 0

  /// A processor with empty buffers.
  package init() {
    unsafe zeroes = .allocate(byteCount: TranslationCache.pageBytes, alignment: 8)
    unsafe zeroes.initializeMemory(
      as: UInt8.self, repeating: 0, count: TranslationCache.pageBytes)
  }

  deinit {
    block.deallocate()
    unsafe zeroes.deallocate()
  }

  /// Runs a task for a number of instructions, or until it needs the kernel.
  ///
  /// A call and an instruction that failed are not done, so they don't count; whether they come in
  /// time is decided as for any other: with a budget of 0 left, the processor stops before them.
  ///
  /// - Parameters:
  ///   - registers: The registers of the task.
  ///   - hart: The simulated processor that the task is on: reservations are its.
  ///   - space: The address space of the task.
  ///   - kernel: The kernel that has it.
  ///   - instructionsMax: The budget: how many instructions may be done.
  /// - Returns: Why it stopped.
  package mutating func run(
    _ registers: inout Hart, on hart: HartID, in space: AddressSpaceID,
    of kernel: inout Kernel, instructionsMax: Int
  ) -> Stop {
    kernel.prepareDirectAccess()
    kernel.resume(reservation: registers.reservation, on: hart)
    self.space = space
    self.hart = hart
    synchronize(with: kernel)
    block.load(registers)
    pc = registers.pc & ~1
    fcsr = registers.fcsr
    reservation = registers.reservation
    retiredBefore = registers.retired
    budget = max(instructionsMax, 0)
    stop = .budget
    unsafe withUnsafeMutablePointer(to: &kernel) { pointer in
      unsafe self.kernel = pointer
      execute()
      unsafe self.kernel = nil
    }
    kernel.noteDirectStores()
    contentStamp = kernel.contentStamp
    if stop != .budget {
      kernel.endReservation(of: hart)
      reservation = 0
    }
    block.store(to: &registers)
    registers.pc = pc
    registers.fcsr = fcsr
    registers.reservation = reservation
    registers.retired &+= UInt64(budget - left)
    return stop
  }

  // MARK: - Buffers

  /// Drops what is not true any more, before a run.
  private mutating func synchronize(with kernel: borrowing Kernel) {
    let now = kernel.translationState(of: space)
    let isSameMemory = identity === kernel.memoryIdentity
    if !isSameMemory || state != now {
      block.forgetAll()
      identity = kernel.memoryIdentity
      state = now
    }
    if !isSameMemory || contentStamp != kernel.contentStamp {
      cache.unverifyAll()
      block.forgetCode()
      contentStamp = kernel.contentStamp
    }
    // Stores to what others have reserved are told one by one.
    if kernel.hasReservations(besides: hart) { block.forgetWrites() }
  }

  /// Asks the kernel for a page.
  ///
  /// - Parameters:
  ///   - address: An address in it.
  ///   - access: What for.
  /// - Returns: The page; nil if it is not to be had, and `stop` says why.
  mutating func page(_ address: UInt64, for access: MemoryAccess) -> DirectPage? {
    guard let kernel = unsafe kernel else { return nil }
    let page: DirectPage
    do throws(MemoryFault) {
      page = try unsafe kernel.pointee.directPage(space, address, for: access, by: hart)
    } catch {
      stop = .trap(.memory(error, address: address))
      return nil
    }
    // All of it comes with the page: to ask a kernel behind a pointer makes a copy of it.
    let now = page.state
    if now != state {
      // Code that runs in a page that was copied has to go on in the copy.
      if block.codePage(at: address) != nil { hasMovedCode = true }
      block.forget(page: address)
      // Nothing but this page has changed; but if its frame was moved, other pages may show it too.
      if now.moves != state.moves { block.forgetData() }
      state = now
    }
    if page.contentStamp != contentStamp {
      // It has a frame that was another page's before.
      cache.unverify(page.frame)
      contentStamp = page.contentStamp
    }
    return page
  }

  /// The bytes of a page, zeroes where nobody has written to it.
  @unsafe
  func bytes(of page: DirectPage) -> UnsafeMutableRawPointer {
    unsafe page.bytes ?? zeroes
  }
}
