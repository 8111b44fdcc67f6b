internal import Foundation
package import Intake

/// One student's work on one exercise, as it was found.
package struct Submission: Sendable {
  package var student: String
  package var exercise: String
  package var content: Content

  /// What was found.
  package enum Content: Sendable {
    /// Files to compile.
    case sources([SourceFile])
    /// Nothing: the student did not hand this exercise in.
    case missing
    /// Something that is not a submission, and why.
    case unusable(String)
    /// Something that the machine would not let the grader read, and why.
    case unreadable(String)
  }

  /// Reads an attempt; without one, nothing was handed in.
  package init(student: String, exercise: String, attempt: Attempt?) {
    self.student = student
    self.exercise = exercise
    switch attempt?.content {
    case .file(let file): content = Self.read(file)
    case .files(let files): content = Self.read(files)
    case .unusable(let reason): content = .unusable(reason)
    case nil: content = .missing
    }
  }

  /// A submission whose files were read elsewhere.
  init(student: String, exercise: String, content: Content) {
    self.student = student
    self.exercise = exercise
    self.content = content
  }

  /// Reads one file as a submission.
  init(file: String, exercise: String) {
    student = ""
    self.exercise = exercise
    content = Self.read(InputFile(path: file))
  }

  /// Reads a submission of one file; the compiler knows it by the same name in every exercise.
  private static func read(_ file: InputFile) -> Content {
    switch read([file]) {
    case .sources(let sources):
      .sources(sources.map { SourceFile(name: "Submission.swift", bytes: $0.bytes) })
    case let other: other
    }
  }

  private static func read(_ files: [InputFile]) -> Content {
    guard files.count <= IntakeLimits.submissionFilesMax else {
      return .unusable(
        "it has \(files.count) files; at most \(IntakeLimits.submissionFilesMax) are compiled")
    }
    var sources: [SourceFile] = []
    var total = 0
    for file in files {
      do throws(InputFile.Fault) {
        let bytes = try file.bytes(upTo: IntakeLimits.submissionBytesMax)
        total += bytes.count
        guard total <= IntakeLimits.submissionBytesMax else {
          return .unusable("it is larger than \(IntakeLimits.submissionBytesMax >> 20) MiB")
        }
        sources.append(SourceFile(name: safeName(file.name, at: sources.count), bytes: bytes))
      } catch {
        return error.isOfMachine ? .unreadable(error.reason) : .unusable(error.reason)
      }
    }
    return .sources(sources)
  }

  private static let numberedPrefix = "File"

  /// A name for the compiler: the student's own where it is plain, else a numbered one.
  private static func safeName(_ name: String, at index: Int) -> String {
    let isPlain = name.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
        UInt8(ascii: "."):
        true
      default: false
      }
    }
    let isUsable =
      isPlain && name.utf8.count <= 100 && !name.hasPrefix(".") && name != EntryFile.name
    return isUsable && !name.hasPrefix(numberedPrefix)
      ? name : "\(numberedPrefix)\(index + 1).swift"
  }
}
