package import Wire

/// The process in which a submission runs, as the tests see it: a question, an answer.
///
/// The judge implements it. GraderKit itself starts no process, so that tests are compiled against
/// Swift modules alone.
package protocol SubmissionWorker: AnyObject {
  /// What the submission has printed.
  var printed: [UInt8] { get }

  /// Sends a request and waits for its answer.
  ///
  /// - Throws: `SubmissionFault` if the worker ends, hangs, or answers out of turn.
  func ask(_ request: Request) throws -> Answer

  /// Ends the process, whatever it does.
  func kill()
}

/// A fault of the machine or of the installation: the student is not to blame.
package struct MachineFault: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
