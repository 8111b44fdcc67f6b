import ExerciseKit
import Wire

// How the tests reach your code; nothing here is needed for the exercise.

/// What a test wants done: the programs of this exercise by their numbers.
public enum FamilyProgram: Int, Sendable {
  /// `runAll`.
  case runAll
  /// `descend`.
  case descend
  /// `detach`.
  case detach
}

/// A job as a test describes it.
public enum Job: Sendable {
  /// It ends with a status at once.
  case ends(Int32)
  /// The test plays it: the script with this number.
  case played(by: Int)
}

/// What a test says to a program.
public struct FamilyInput: Sendable {
  /// The jobs; `descend` and `detach` take the first.
  public var jobs: [Job]
  /// What `descend` is told.
  public var generations: Int
  /// The script that plays a child which the caller has before your code is called, if any.
  public var stranger: Int?

  /// An input from its parts.
  public init(_ jobs: [Job], generations: Int = 1, stranger: Int? = nil) {
    self.jobs = jobs
    self.generations = generations
    self.stranger = stranger
  }

  /// The input as it crosses the wire.
  public var message: WireWriter {
    var writer = WireWriter()
    writer.write(UInt8(jobs.count))
    for job in jobs {
      switch job {
      case .ends(let status):
        writer.write(false)
        writer.write(status)
      case .played(let script):
        writer.write(true)
        writer.write(Int32(script))
      }
    }
    writer.write(Int32(generations))
    writer.write(Int32(stranger ?? 0))
    return writer
  }

  /// Reads an input back.
  ///
  /// - Throws: `WireError`.
  init(_ reader: inout WireReader) throws {
    jobs = []
    for _ in 0..<(try reader.read(UInt8.self)) {
      let isPlayed = try reader.readBool()
      let value = try reader.read(Int32.self)
      jobs.append(isPlayed ? .played(by: Int(value)) : .ends(value))
    }
    generations = Int(try reader.read(Int32.self))
    let script = Int(try reader.read(Int32.self))
    stranger = script == 0 ? nil : script
  }

  /// What the children run.
  var bodies: [TaskBody] {
    jobs.map { job in
      switch job {
      case .ends(let status): { _ in status }
      case .played(let script): { linux in try await linux.handOver(to: script) }
      }
    }
  }
}

/// The tests' way to a submission of this exercise.
public func endpoint(_ submission: some TaskFamily) -> some Endpoint {
  FamilyEndpoint(submission: submission)
}

struct FamilyEndpoint<Submission: TaskFamily>: Endpoint {
  let submission: Submission

  func program(_ number: Int, input: inout WireReader) throws -> TaskBody? {
    guard let program = FamilyProgram(rawValue: number) else { return nil }
    let input = try FamilyInput(&input)
    let bodies = input.bodies
    guard program == .runAll || !bodies.isEmpty else { return nil }
    return { linux in
      if let script = input.stranger {
        try await linux.fork { child in try await child.handOver(to: script) }
        // The stranger's end comes before the submission's beginning.
        try await linux.yield()
      }
      let results: [Int32]
      do {
        switch program {
        case .runAll: results = try await submission.runAll(linux, bodies)
        case .descend:
          results = [
            try await submission.descend(linux, generations: input.generations, bodies[0])
          ]
        case .detach:
          try await submission.detach(linux, bodies[0])
          results = []
        }
      } catch let error as Errno {
        try await linux.handOver(to: 0, value: -Int64(error.rawValue))
      }
      var writer = WireWriter()
      writer.write(UInt8(truncatingIfNeeded: results.count))
      for result in results { writer.write(result) }
      try await linux.handOver(to: 0, bytes: writer.bytes)
    }
  }
}
