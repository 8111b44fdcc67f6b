/// An exercise: what `exercise.yaml` says of it, and where its files are.
package struct Exercise: Sendable {
  /// What the student writes.
  package enum Kind: String, CaseIterable, Sendable {
    /// A program that makes system calls.
    case program
    /// A function of the kernel: values in, values out.
    case kernelFunction = "kernel-function"
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
  /// What all its tests add up to, when the author says so.
  package let points: Located<Int>?
  /// The exercises to do before.
  package let prerequisites: [Located<String>]
  /// The steps of a solution; grader messages use the same words.
  package let subgoals: [String]
  /// Hints in Markdown, each giving away more than the one before; at least one.
  package let hints: [SourceText]
  /// What a submission may use.
  package let limits: SubmissionLimits
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
