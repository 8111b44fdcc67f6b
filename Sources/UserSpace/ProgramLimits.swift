package import KernelCore

/// What a program may use before it is stopped.
package struct ProgramLimits: Hashable, Sendable {
  /// Processor time in virtual seconds, all tasks together.
  package var seconds: Double = 20
  /// Memory, in bytes.
  package var memoryBytes = 256 << 20
  /// What it writes to its standard output and error output, in bytes.
  package var outputBytes = 16 << 20
  /// Tasks that are there at one time.
  package var tasks = 4_096

  /// Enough for any lesson.
  package init() {}

  /// The limits of a kernel that runs it.
  ///
  /// - Parameter processors: How many processors the kernel has.
  /// - Returns: They.
  package func kernelLimits(processors: Int = 1) -> KernelLimits {
    var limits = KernelLimits.standard
    limits.processors = processors
    limits.tasksMax = Int32(clamping: tasks)
    limits.pagesMax = max(memoryBytes >> 12, 64)
    limits.consoleBytesMax = outputBytes
    limits.overcommit = .heuristic
    // Addresses cost nothing; what is touched is counted.
    limits.pagesPerProcessMax = Int(clamping: UInt64(1) << 34)
    // A program is a file too.
    limits.fileBytesMax = 64 << 20
    limits.treeBytesMax = 256 << 20
    return limits
  }
}
