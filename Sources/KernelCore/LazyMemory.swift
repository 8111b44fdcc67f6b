// Which memory a processor has loaded while a task runs that has none.
//
// A kernel thread needs no user addresses, so a switch to it loads none: it borrows what the task
// before it had. What is borrowed is counted (`mm_count`), so that it is still there when its last
// user has gone; the next kernel thread takes it over, and a process that comes then either finds
// its own memory loaded, or has another one loaded and the borrowed one given back (G9).
//
// Source: `kernel/sched/core.c: context_switch, finish_task_switch`; `kernel/exit.c: exit_mm`.

/// How often memory was borrowed, and what that saved.
public struct LazyMemoryCounts: Hashable, Sendable {
  /// Switches from a process to a task without memory, which borrowed that of the process.
  public internal(set) var borrowed = 0
  /// Switches from one task without memory to the next, which took it over.
  public internal(set) var passedOn = 0
  /// Switches to a process that gave a borrowed memory back.
  public internal(set) var givenBack = 0
  /// Those of them that found the memory of the process still loaded.
  public internal(set) var stillLoaded = 0
  /// Switches that loaded another memory.
  public internal(set) var loaded = 0

  /// Counts those of another processor too.
  mutating func add(_ other: LazyMemoryCounts) {
    borrowed += other.borrowed
    passedOn += other.passedOn
    givenBack += other.givenBack
    stillLoaded += other.stillLoaded
    loaded += other.loaded
  }
}

extension Kernel {
  /// How often memory was borrowed, on all processors together; nil for a kernel without threads of
  /// its own.
  public var lazyMemory: LazyMemoryCounts? {
    guard hasKernelThreads else { return nil }
    var sum = LazyMemoryCounts()
    for processor in side.processors { sum.add(processor.lazyMemory) }
    return sum
  }

  /// How often memory was borrowed on a processor.
  ///
  /// - Returns: nil if there is no such processor, or the kernel has no threads of its own.
  public func lazyMemory(ofProcessor cpu: Int32) -> LazyMemoryCounts? {
    guard hasKernelThreads, side.processors.indices.contains(Int(cpu)) else { return nil }
    return side.processors[Int(cpu)].lazyMemory
  }

  /// Chooses the memory for the task that gets the processor.
  @inline(never)
  mutating func switchMemory(to task: Int32) {
    let mm = taskTable[task].mm
    if mm < 0 { borrowMemory() } else { loadMemory(mm) }
  }

  /// A task without memory gets the processor: a kernel thread, or, where `next` finds nothing to
  /// run, the idle task.
  mutating func borrowMemory() {
    let loaded = side.processors[processor].activeMM
    guard loaded >= 0 else { return }
    if side.processors[processor].isBorrowed {
      side.processors[processor].lazyMemory.passedOn += 1
    } else {
      side.processors[processor].isBorrowed = true
      side.processors[processor].lazyMemory.borrowed += 1
      memory.spaces[loaded].borrowers += 1
    }
  }

  /// A task that has the processor gives its memory up, but it stays loaded.
  ///
  /// Source: `kernel/exit.c: exit_mm`, mmgrab_lazy_tlb.
  @inline(never)
  mutating func keepMemory(ofEnding task: Int32) {
    guard side.processors[processor].activeMM == taskTable[task].mm,
      !side.processors[processor].isBorrowed
    else { return }
    side.processors[processor].isBorrowed = true
    side.processors[processor].lazyMemory.borrowed += 1
    memory.spaces[taskTable[task].mm].borrowers += 1
  }

  /// The task that has the processor has another memory from now on.
  ///
  /// Source: `fs/exec.c: exec_mmap`; `kernel/kthread.c: kthread_use_mm`.
  @inline(never)
  mutating func loadMemory(_ mm: Int32) {
    let loaded = side.processors[processor].activeMM
    if side.processors[processor].isBorrowed {
      side.processors[processor].isBorrowed = false
      side.processors[processor].lazyMemory.givenBack += 1
      if loaded == mm { side.processors[processor].lazyMemory.stillLoaded += 1 }
      giveBackMemory(loaded)
    }
    if loaded != mm { side.processors[processor].lazyMemory.loaded += 1 }
    side.processors[processor].activeMM = mm
  }

  /// Source: `kernel/fork.c: mmdrop`.
  private mutating func giveBackMemory(_ mm: Int32) {
    memory.spaces[mm].borrowers -= 1
    if memory.spaces[mm].borrowers == 0, memory.spaces[mm].users == 0 { memory.spaces.release(mm) }
  }
}
