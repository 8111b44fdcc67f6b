/// What a submission may use; a limit that is nil is the course's, or else the grader's default.
package struct SubmissionLimits: Sendable, Equatable {
  /// Processor time in seconds.
  package var cpuSeconds: Int?
  /// Time on the clock in seconds.
  package var wallSeconds: Int?
  /// Memory in MiB.
  package var memoryMiB: Int?
  /// What it prints, in KiB.
  package var outputKiB: Int?
  /// Threads and processes of the real machine beside the first.
  package var processes: Int?
  /// What it may write into `/tmp`, in KiB.
  package var diskKiB: Int?
  /// One answer, in KiB.
  package var messageKiB: Int?
  /// System calls of one run of a program.
  package var calls: Int?
  /// Processor time of compiling, in seconds.
  package var compileSeconds: Int?
  /// Memory of compiling, in MiB.
  package var compileMemoryMiB: Int?

  /// No limit of its own.
  package static let none = SubmissionLimits()

  /// These limits, and `others` where these leave one open.
  package func filled(from others: SubmissionLimits) -> SubmissionLimits {
    SubmissionLimits(
      cpuSeconds: cpuSeconds ?? others.cpuSeconds, wallSeconds: wallSeconds ?? others.wallSeconds,
      memoryMiB: memoryMiB ?? others.memoryMiB, outputKiB: outputKiB ?? others.outputKiB,
      processes: processes ?? others.processes, diskKiB: diskKiB ?? others.diskKiB,
      messageKiB: messageKiB ?? others.messageKiB, calls: calls ?? others.calls,
      compileSeconds: compileSeconds ?? others.compileSeconds,
      compileMemoryMiB: compileMemoryMiB ?? others.compileMemoryMiB)
  }
}
