import Diagnostics
package import KernelCore
package import LinuxABI

/// A program of Task C in a lesson, with the record of its run.
///
/// A course knows the text and the record; compiling and running is for those above it.
package struct ProgramExample: Sendable {
  /// How a program ends, as `status` writes it.
  package enum Ending: Hashable, Sendable {
    /// By itself, with a status from 0 to 255.
    case exited(UInt8)
    /// By a signal.
    case killed(Signal)
    /// Never: each of its tasks waits for something that no other will do.
    case deadlock

    /// What the lesson's file says: `0`, `SIGSEGV`, `deadlock`.
    package var written: String {
      switch self {
      case .exited(let code): "\(code)"
      case .killed(let signal): signal.name
      case .deadlock: "deadlock"
      }
    }
  }

  /// A scheduler that decides in place of choices, by the name that the command line has for it.
  package enum Policy: String, CaseIterable, Sendable {
    /// The O(1) scheduler.
    case o1
    /// The completely fair scheduler.
    case cfs
    /// Earliest eligible virtual deadline first.
    case eevdf
    /// Each task in its turn.
    case roundRobin = "round-robin"
  }

  /// Who schedules a program where no choices do.
  package struct Schedule: Hashable, Sendable {
    /// The scheduler; nil for that of the program's version of Linux.
    package let policy: Policy?
    /// How many processors there are, from 1 to `Kernel.processorsMax`.
    package let processors: Int
  }

  /// What is drawn of a run.
  package enum Figure: String, CaseIterable, Sendable {
    /// Its tasks over time with their states.
    case timeline
    /// The tree of its tasks.
    case family
    /// Which of the kernel's structures its tasks share, when most of them are there.
    case sharing
  }

  /// What a run comes to.
  package struct Record: Hashable, Sendable {
    /// How it ended.
    package let ending: Ending
    /// What it wrote to its standard output.
    package let output: String

    /// Joins an end and an output.
    package init(ending: Ending, output: String) {
      self.ending = ending
      self.output = output
    }
  }

  /// The most bytes of a program's text.
  package static let textBytesMax = 64 << 10
  /// The most bytes that a program of a lesson may write.
  package static let outputBytesMax = 64 << 10
  /// The processor time that a program of a lesson may use, in virtual seconds.
  package static let secondsMax = 0.1

  /// Its name, unique in the lesson.
  package let name: Located<String>
  /// Its text.
  package let text: SourceText
  /// The version of Linux that runs it.
  package let profile: KernelProfile
  /// How the choices are taken that Linux leaves open; a list of them is one that exploring has named.
  package let decisions: DecisionSource
  /// Who schedules it in their place; nil where they do.
  package let schedule: Schedule?
  /// What is drawn of its run.
  package let figure: Figure?
  /// The recorded end and output, at the key `status`; nil when none was recorded yet.
  package let record: Located<Record>?
  /// Where the record stands, or should stand.
  let recording: Recording

  /// The lines of its text.
  package var lines: [Substring] {
    var lines = text.string.split(separator: "\n", omittingEmptySubsequences: false)
    // After the last line end there is no line.
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}

/// Where recorded values of an example stand, or should stand, in the lesson's file.
struct Recording: Sendable {
  /// The key `output`, when it is there.
  let outputKey: SourceSpan?
  /// The key `status`, when it is there; scripts have none.
  let statusKey: SourceSpan?
  /// The column of the example's keys.
  let keyColumn: Int
  /// The last line on which a part starts after which a record can be put.
  let lastLine: Int
}
