import KernelCore
import LinuxABI
import RandomKernelCalls
import Testing

/// Random calls of kernel threads and processes: the tables stay whole, nothing traps, and a run
/// ends.
@Suite struct `Fuzzed kernel threads` {
  @Test(arguments: [KernelProfile.linux618, .linux26], PreemptionModel.allCases)
  func `random calls leave the tables whole`(
    profile: KernelProfile, model: PreemptionModel
  ) throws {
    var faults: Set<KernelFault.Kind> = []
    for seed in 0..<12 {
      var calls = RandomCalls(state: UInt64(seed) * 6 + UInt64(model.rawValue))
      faults.formUnion(try Self.run(&calls, profile, model).kernelFaults.map(\.kind))
    }
    // The calls are as wrong as they can be.
    #expect(faults.count >= 8, "\(faults)")
  }

  /// One run of 400 calls.
  private static func run(
    _ calls: inout RandomCalls, _ profile: KernelProfile, _ model: PreemptionModel
  ) throws -> Kernel {
    var limits = KernelLimits.standard
    limits.tasksMax = 40
    var kernel = calls.kernel(profile, limits: limits, processors: 2, preemption: model)
    _ = kernel.spawnProgram(entry: 0)
    kernel.letDaemonsRun(untilNanoseconds: calls.daemonNanoseconds())
    var count = 0
    while true {
      try kernel.checkInvariants()
      switch kernel.next() {
      case .start(let task, _), .resume(let task, _), .handler(let task, _):
        count += 1
        switch calls.next(of: task, on: kernel, isLate: count > 400) {
        case .system(let call): kernel.submit(call, by: task)
        case .kernel(let call): kernel.submit(inKernel: call, by: task)
        }
      case .ended: continue
      case .allDone, .deadlock: return kernel
      }
    }
  }
}
