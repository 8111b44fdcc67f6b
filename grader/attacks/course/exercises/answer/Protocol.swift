import ExerciseKit
import Wire

/// Doubles numbers.
public protocol Doubling {
  init()
  /// Twice `number`.
  func double(_ number: Int32) throws -> Int32
}

struct DoublingEndpoint<Submission: Doubling>: Endpoint {
  let submission: Submission

  func call(_ function: Int, input: inout WireReader) throws -> WireWriter? {
    var output = WireWriter()
    do {
      output.write(try submission.double(try input.read(Int32.self)))
    } catch let error as Errno {
      output.write(-error.rawValue)
    }
    return output
  }
}

/// The tests' way to a submission of this exercise.
public func endpoint(_ submission: some Doubling) -> some Endpoint {
  DoublingEndpoint(submission: submission)
}
