import Courseware
import Diagnostics
import KernelCore
import Machine
import Processors
import Scheduling
import Tracing

/// What a script can be scheduled by.
package enum ScriptPolicy: String, Sendable, CaseIterable {
  /// The O(1) scheduler.
  case o1
  /// The completely fair scheduler.
  case cfs
  /// Earliest eligible virtual deadline first.
  case eevdf
  /// Each task in its turn: on one processor the kernel's own way, which takes decisions.
  case roundRobin = "round-robin"

  fileprivate var kind: LinuxPolicy.Kind {
    switch self {
    case .o1: .o1
    case .cfs: .cfs
    case .eevdf: .eevdf
    case .roundRobin: .roundRobin
    }
  }
}

extension ScriptExample {
  /// Runs the script under a policy, on one or several processors, and takes down its trace.
  ///
  /// Nothing is left to decide then.
  ///
  /// - Parameters:
  ///   - policy: The policy; nil for that of the script's version of Linux.
  ///   - processors: How many there are, from 1 to `Kernel.processorsMax`.
  ///   - extent: Whether the kernel has threads of its own, for each of them.
  /// - Returns: The trace, under the name of the script.
  /// - Throws: One diagnostic when the policy fails.
  func trace(
    under policy: ScriptPolicy?, processors: Int, extent: Boot.Extent
  ) throws(DiagnosticList) -> RecordedTrace {
    var limits = KernelLimits.standard
    limits.processors = processors
    var boot = Boot(extent)
    boot.processorCount = Int32(processors)
    let kernel = Kernel(profile: profile, limits: limits, boot: boot)
    var runner = Runner(
      ScriptExecution(script), on: ScheduledKernel(kernel, scheduler: policy?.kind))
    do {
      _ = try runner.run(callsMax: Self.callsMax)
    } catch {
      throw DiagnosticList([Diagnostic(message: error.description)])
    }
    return RecordedTrace(
      program: name.value, events: runner.kernel.events, eventCount: runner.kernel.eventCount)
  }
}
