import Courseware
import KernelCore
import LinuxABI
import Machine

/// Which flags of clone the lessons and exercises of a course are about: a bit for each flag, by its place
/// in the table of flags.
struct FlagUses: Sendable {
  /// By the lessons' places in the course.
  let lessons: [UInt64]
  /// By the exercises' places in the course.
  let exercises: [UInt64]

  /// What is remembered of one lesson or exercise.
  struct Known: Sendable {
    fileprivate let sources: [SourceFile]
    fileprivate let flags: UInt64
  }

  /// Looks for flags, in what has changed since the last time.
  ///
  /// - Parameters:
  ///   - course: The course.
  ///   - known: What the last time found, and gets what this one finds.
  init(_ course: Course, remembering known: inout [PageAddress: Known]) {
    var found: [PageAddress: Known] = [:]
    func flags(of page: PageAddress, _ sources: [SourceFile], _ find: () -> UInt64) -> UInt64 {
      let flags = known[page].flatMap { $0.sources == sources ? $0.flags : nil } ?? find()
      found[page] = Known(sources: sources, flags: flags)
      return flags
    }
    lessons = course.lessons.map { lesson in
      flags(of: .lesson(lesson.id.value), lesson.sources) {
        Self.mask { lesson.shows($0) }
      }
    }
    exercises = course.exercises.map { exercise in
      flags(of: .exercise(exercise.id.value), [exercise.text.start.file]) {
        Self.mask { exercise.text.string.contains("\($0.linuxName)") }
      }
    }
    known = found
  }

  private static func mask(_ isUsed: (CloneFlagEntry) -> Bool) -> UInt64 {
    var mask: UInt64 = 0
    for (place, entry) in CloneFlags.all.enumerated() where isUsed(entry) { mask |= 1 << place }
    return mask
  }

  /// Says whether a part of the course uses the flag at a place of the table.
  static func uses(_ flags: UInt64, _ place: Int) -> Bool { flags >> place & 1 == 1 }
}

extension Lesson {
  /// Whether the lesson's material uses a flag: its words, its scripts or its programs.
  fileprivate func shows(_ entry: CloneFlagEntry) -> Bool {
    let name = "\(entry.linuxName)"
    return sections.contains { section in
      section.flags.contains { $0.word.value.flags.contains(entry.flag) }
        || section.scripts.contains { example in
          example.script.tasks.flatMap(\.steps).contains { step in
            if case .clone(let arguments) = step.call {
              arguments.flags.contains(entry.flag)
            } else {
              false
            }
          }
        }
        || section.programs.contains { $0.text.string.containsWord(name) }
    }
  }
}

extension String {
  /// Whether a name of C stands in the text, and not as a part of another one.
  fileprivate func containsWord(_ word: String) -> Bool {
    ranges(of: word).contains { range in
      guard range.upperBound < endIndex else { return true }
      let next = self[range.upperBound]
      return next != "_" && !next.isLetter && !next.isNumber
    }
  }
}
