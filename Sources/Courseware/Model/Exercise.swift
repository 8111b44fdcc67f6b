/// An exercise: what `exercise.yaml` says of it, and where its files are.
package struct Exercise: Sendable {
  /// What the student writes.
  package enum Kind: String, CaseIterable, Sendable {
    /// A program that makes system calls.
    case program
    /// A function of the kernel: values in, values out.
    case kernelFunction = "kernel-function"
  }

  /// What a submission may use; a limit that is nil is the grader's default.
  package struct Limits: Sendable, Equatable {
    /// Processor time in seconds.
    package let cpuSeconds: Int?
    /// Time on the clock in seconds.
    package let wallSeconds: Int?
    /// Memory in MiB.
    package let memoryMiB: Int?
    /// Output in KiB.
    package let outputKiB: Int?

    /// No limit of its own.
    package static let none = Limits(
      cpuSeconds: nil, wallSeconds: nil, memoryMiB: nil, outputKiB: nil)
  }

  /// Its id, which is its folder's name.
  package let id: Located<String>
  /// Its title.
  package let title: String
  /// What it is about in one sentence.
  package let summary: String
  /// What the student writes.
  package let kind: Kind
  /// The lesson that teaches it.
  package let lesson: Located<String>?
  /// How long it takes, in minutes.
  package let minutes: Int
  /// What its hidden tests add up to, when the author says so.
  package let points: Int?
  /// The exercises to do before.
  package let prerequisites: [Located<String>]
  /// The steps of a solution; grader messages use the same words.
  package let subgoals: [String]
  /// Hints in Markdown, each giving away more than the one before; at least one.
  package let hints: [SourceText]
  /// What a submission may use.
  package let limits: Limits
  /// The task, in Markdown.
  package let text: SourceText
  /// Its folder.
  package let folder: CoursePath

  /// The file with its protocol.
  package var protocolFile: CoursePath { folder.appending("Protocol.swift") }
  /// The starter as the author wrote it, from which the student's file can be restored.
  package var starterFile: CoursePath { folder.appending("Starter.swift") }
  /// The file that the student edits; equal to the starter in a fresh copy of the course.
  package var submissionFile: CoursePath { folder.appending("Submission.swift") }
  /// The tests that the student sees.
  package var visibleTestsFile: CoursePath { folder.appending("VisibleTests.swift") }
}
