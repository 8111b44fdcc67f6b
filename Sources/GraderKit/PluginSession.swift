package import Results
internal import Wire

/// The submission under test: its worker, started when it is needed and again after it ended.
///
/// A class, because the tests of an item share it one after the other.
package final class PluginSession {
  private let start: () throws -> any SubmissionWorker
  private var worker: (any SubmissionWorker)?
  /// How many tests the present worker has served.
  private(set) var testsServed = 0
  /// The end of what workers printed.
  package private(set) var printed: [UInt8] = []
  private static let printedBytesMax = 16_384
  /// What a worker may use in its life, and how long a run may be.
  let limits: WorkerLaunch.Limits
  /// When the present worker was started.
  private var startOfWorker = ContinuousClock.now
  /// Whether a worker came to an end that a busy machine may be to blame for.
  package private(set) var mayBeMachine = false

  /// A session whose workers `start` starts.
  package init(
    limits: WorkerLaunch.Limits = WorkerLaunch.Limits(),
    start: @escaping () throws -> any SubmissionWorker
  ) {
    self.limits = limits
    self.start = start
  }

  /// Notes that another test begins.
  func beginTest() {
    testsServed += 1
  }

  /// Ends the worker, so that the next question goes to a fresh one.
  package func discardWorker() {
    if let worker { keep(worker.printed) }
    worker?.kill()
    worker = nil
    testsServed = 0
  }

  /// Puts a fresh worker in the place of one that has used a good part of its life.
  ///
  /// A test that runs a program over and over would else use up what a worker may use, and that would
  /// be blamed on the submission.
  func renewWorkerIfOld() {
    guard worker != nil else { return }
    let life = min(limits.processorSeconds, limits.wallSeconds)
    guard ContinuousClock.now - startOfWorker > .seconds(life) / 4 else { return }
    discardWorker()
    // The fresh one goes on with this test.
    testsServed = 1
  }

  /// Asks the worker, starting one if there is none.
  ///
  /// - Throws: `SubmissionFault`; the worker is gone then.
  func ask(_ request: Request) throws -> Answer {
    let batch = try ask([request])
    if let end = batch.end { throw end }
    return batch.answers[0]
  }

  /// Asks the worker several things together, starting one if there is none.
  ///
  /// - Returns: The answers up to the first that is a fault; the worker is gone then, and the fault
  ///   is the batch's end.
  /// - Throws: What starting a worker throws.
  func ask(_ requests: [Request]) throws -> AnswerBatch {
    var batch: AnswerBatch
    do {
      batch = try current().ask(requests)
    } catch {
      note(error)
      discardWorker()
      throw error
    }
    for (index, answer) in batch.answers.enumerated() {
      guard case .fault(let fault) = answer else { continue }
      batch.answers.removeSubrange(index...)
      batch.end = SubmissionFault(fault)
      break
    }
    if let end = batch.end {
      note(end)
      discardWorker()
    }
    return batch
  }

  /// Remembers a fault that a busy machine may be to blame for.
  func note(_ error: any Error) {
    if let fault = error as? SubmissionFault, fault.mayBeMachine { mayBeMachine = true }
  }

  private func current() throws -> any SubmissionWorker {
    if let worker { return worker }
    startOfWorker = .now
    let fresh = try start()
    worker = fresh
    return fresh
  }

  private func keep(_ bytes: [UInt8]) {
    printed = Array((printed + bytes).suffix(Self.printedBytesMax))
  }
}

extension SubmissionFault {
  /// What a worker reports about the code in it.
  init(_ fault: Fault) {
    switch fault.kind {
    case .load: self = .load(fault.detail)
    case .leftExecutor: self = .leftExecutor(fault.detail)
    case .stalled: self = .stalled
    case .foreignHandle: self = .foreignHandle
    case .overlappingCalls: self = .overlappingCalls
    case .threw: self = .uncaught(fault.detail)
    case .noSuchEntry, .badInput, .outOfOrder: self = .wire(fault.detail)
    }
  }
}
