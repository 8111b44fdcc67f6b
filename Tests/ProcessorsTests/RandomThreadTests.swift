import KernelCore
import LinuxABI
import Processors
import RandomKernelCalls
import Scheduling
import SeededNumbers
import Testing

/// Random calls of kernel threads and processes on processors that a policy schedules.
@Suite struct `Random kernel threads` {
  @Test(arguments: LinuxPolicy.Kind.allCases, [1, 2, 4])
  func `leave tables and processors in order`(kind: LinuxPolicy.Kind, processors: Int) throws {
    var faults: Set<KernelFault.Kind> = []
    for seed in UInt64(0)..<4 {
      let machine = try Self.run(seed &* 77 &+ UInt64(processors), kind, processors)
      faults.formUnion(machine.kernel.kernelFaults.map(\.kind))
    }
    // The calls are as wrong as they can be.
    #expect(faults.count >= 8, "\(faults)")
  }

  @Test(arguments: LinuxPolicy.Kind.allCases)
  func `have one run each`(kind: LinuxPolicy.Kind) throws {
    for seed in UInt64(50)...51 {
      let events = try Self.run(seed, kind, 3).events
      #expect(try Self.run(seed, kind, 3).events == events)
      #expect(events.count > 100)
    }
  }

  /// One run of 200 calls.
  private static func run(
    _ seed: UInt64, _ kind: LinuxPolicy.Kind, _ processors: Int
  ) throws -> ScheduledKernel<LinuxPolicy> {
    var calls = RandomCalls(state: seed)
    let model = PreemptionModel.allCases[Int(calls.random.next() % 3)]
    var limits = KernelLimits.processors(processors)
    limits.tasksMax = 48
    let kernel = calls.kernel(
      kind == .o1 ? .linux26 : .linux618, limits: limits, processors: processors,
      preemption: model)
    var machine = ScheduledKernel(kernel, scheduler: kind)
    machine.spawnProgram(entry: 0)
    machine.letDaemonsRun(untilNanoseconds: calls.daemonNanoseconds())
    var count = 0
    for step in 0... {
      try #require(step < 20_000, "the run has no end")
      try machine.checkInvariants()
      try machine.kernel.checkInvariants()
      switch try machine.next() {
      case .start(let task, _), .resume(let task, _), .handler(let task, _):
        count += 1
        switch calls.next(of: task, on: machine.kernel, isLate: count > 200) {
        case .system(let call): machine.submit(call, by: task)
        case .kernel(let call): machine.submit(inKernel: call, by: task)
        }
      case .ended: continue
      case .allDone, .deadlock: return machine
      }
    }
    return machine
  }
}
