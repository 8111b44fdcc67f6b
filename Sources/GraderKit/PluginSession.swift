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
  /// The most system calls of one run of a program.
  let callsMax: Int
  /// Whether a worker came to an end that a busy machine may be to blame for.
  package private(set) var mayBeMachine = false

  /// A session whose workers `start` starts.
  package init(callsMax: Int = 20_000, start: @escaping () throws -> any SubmissionWorker) {
    self.callsMax = callsMax
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

  /// Asks the worker, starting one if there is none.
  ///
  /// - Throws: `SubmissionFault`; the worker is gone then.
  func ask(_ request: Request) throws -> Answer {
    do {
      let answer = try current().ask(request)
      guard case .fault(let fault) = answer else { return answer }
      throw SubmissionFault(fault)
    } catch {
      if let fault = error as? SubmissionFault, fault.mayBeMachine { mayBeMachine = true }
      discardWorker()
      throw error
    }
  }

  private func current() throws -> any SubmissionWorker {
    if let worker { return worker }
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
