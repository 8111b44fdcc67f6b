public import KernelCore
public import Scheduling

extension LinuxPolicy.Kind {
  /// The scheduler of a version.
  public init(_ kind: SchedulerKind) {
    switch kind {
    case .o1: self = .o1
    case .cfs: self = .cfs
    case .eevdf: self = .eevdf
    }
  }
}

extension ScheduledKernel where Policy == LinuxPolicy {
  /// Has one of Linux's schedulers schedule a kernel.
  ///
  /// - Parameters:
  ///   - kernel: A kernel that nobody runs yet.
  ///   - kind: Which scheduler; nil for that of the kernel's profile.
  public init(_ kernel: Kernel, scheduler kind: LinuxPolicy.Kind? = nil) {
    self.init(
      kernel,
      policy: LinuxPolicy(
        kind ?? LinuxPolicy.Kind(kernel.profile.scheduler), processors: kernel.limits.processors,
        tickNanoseconds: Int64(kernel.profile.tickNanoseconds)))
  }
}
