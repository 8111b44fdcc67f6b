package import Wire

/// The process in which a submission runs, as the tests see it: a question, an answer.
///
/// The judge implements it. GraderKit itself starts no process, so that tests are compiled against
/// Swift modules alone.
package protocol SubmissionWorker: AnyObject {
  /// What the submission has printed.
  var printed: [UInt8] { get }

  /// Sends requests together and waits for the answer to each.
  ///
  /// - Parameter requests: The requests, in their order.
  /// - Returns: The answers; fewer than requests if the worker ends, hangs, or answers out of turn.
  func ask(_ requests: [Request]) -> AnswerBatch

  /// Ends the process, whatever it does.
  func kill()
}

/// The answers to requests that were sent together.
package struct AnswerBatch {
  /// The answers, in the order of the requests.
  package var answers: [Answer] = []
  /// Why there are no more: a `SubmissionFault` or a `MachineFault`.
  package var end: (any Error)?

  package init() {}
}

/// A fault of the machine or of the installation: the student is not to blame.
package struct MachineFault: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
