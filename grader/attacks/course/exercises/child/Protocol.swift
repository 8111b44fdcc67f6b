import ExerciseKit
import Wire

/// Makes children.
public protocol ChildMaking: Sendable {
  init()
  /// Makes a child that ends with `status`, waits for it, and returns how it ended.
  func child(_ linux: SystemCalls, endingWith status: Int32) async throws -> Int32
}

extension SystemCalls {
  /// Makes a child process, which runs `child`.
  public func fork(_ child: @escaping TaskBody) async throws -> ProcessID {
    ProcessID(try await clone([], exitSignal: .child, child: child))
  }
}

struct ChildEndpoint<Submission: ChildMaking>: Endpoint {
  let submission: Submission

  func program(_ number: Int, input: inout WireReader) throws -> TaskBody? {
    let submission = submission
    let status = try input.read(Int32.self)
    return { linux in try await submission.child(linux, endingWith: status) }
  }
}

/// The tests' way to a submission of this exercise.
public func endpoint(_ submission: some ChildMaking) -> some Endpoint {
  ChildEndpoint(submission: submission)
}
