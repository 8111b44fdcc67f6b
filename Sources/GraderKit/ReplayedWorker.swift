internal import KernelCore
internal import LinuxABI
internal import Results
internal import Wire

/// The worker and the scripts that all runs of an exploration share.
///
/// # Theory of operation
///
/// A kernel can be copied, suspended code of a submission cannot. So a copy of a run names the place
/// that it has come to, and when it goes on, the worker is brought there first: it drops the tasks of
/// the run before and is asked again all that it was asked up to that place. Those questions are
/// sent together with the new one, so going back costs one round trip, however far it is. Scripts are
/// made anew and given the same replies, each when it is needed.
///
/// What is asked again has to be answered again in the same way. Where it is not, the submission's code
/// depends on more than it is given, and what exploring it would find is worth nothing.
final class ReplayedWorker {
  // A class, because all runs share the one worker.

  let session: PluginSession
  private let staging: () -> Staging
  private let end: ContinuousClock.Instant

  /// Whether the worker stands in a run, and where.
  private var hasRun = false
  private var place: Exchange?
  /// The scripts and the check of the present run, and where the scripts stand.
  private var stage: Staging
  private var stagePlace: Exchange?
  /// Whether the check has seen it: what that leaves behind belongs to that run alone.
  private var isStageSpent = false

  /// A worker for runs that altogether take no longer than up to an instant.
  init(session: PluginSession, staging: @escaping () -> Staging, until end: ContinuousClock.Instant)
  {
    self.session = session
    self.staging = staging
    self.end = end
    stage = staging()
  }

  /// Has the next run begin in a fresh worker.
  func startAfresh() {
    session.discardWorker()
    (hasRun, place) = (false, nil)
  }

  // MARK: - The worker

  /// Asks a question at a place of a run.
  ///
  /// - Returns: The answer.
  /// - Throws: `SubmissionFault`; `Divergence` if the way to that place is another one now.
  func ask(_ request: Request, at target: Exchange?) throws -> Answer {
    var requests: [Request] = []
    var path = hasRun ? Exchange.path(from: place, to: target) : nil
    if path == nil {
      guard .now < end else {
        let fault = SubmissionFault.wallTime(limitSeconds: session.limits.wallSeconds)
        session.note(fault)
        throw fault
      }
      session.renewWorkerIfOld()
      requests.append(.newRun)
      path = Exchange.path(from: nil, to: target)
    }
    let isRestarted = !requests.isEmpty
    let way = (path ?? []).filter { !$0.isOfScript }
    requests += way.compactMap(\.request)
    requests.append(request)
    hasRun = false
    let batch = try session.ask(requests)
    var answers = batch.answers[...]
    if isRestarted { try expect(answers.popFirst(), toBe: [.done], batch) }
    for step in way {
      let answer = answers.popFirst()
      if case .asked(let asked, let expected) = step.kind {
        try expect(answer, toBe: [expected], batch, after: asked)
      } else if let answer, !ReplayedLine.isAnswerToKill(answer) {
        throw SubmissionFault.wire("an answer to a question that was not asked")
      } else if answer == nil {
        throw batch.end ?? Self.noAnswer
      }
    }
    guard let answer = answers.popFirst() else { throw batch.end ?? Self.noAnswer }
    (hasRun, place) = (true, target)
    return answer
  }

  /// Notes that the answer to the last question has brought the worker to a place.
  func arrive(at place: Exchange) { self.place = place }

  private static var noAnswer: SubmissionFault { .wire("no answer to a question") }

  /// Fails unless an answer is what it was before.
  private func expect(
    _ answer: Answer?, toBe expected: [Answer], _ batch: AnswerBatch, after request: Request? = nil
  ) throws {
    if let answer, expected.contains(answer) { return }
    if answer == nil, let end = batch.end {
      // Of a limit of the worker or of a fault of the machine nothing can be said but that.
      guard let fault = end as? SubmissionFault, !fault.isExpensive else { throw end }
      throw Divergence(before: Self.text(of: expected.first), now: "an end: \(fault)")
    }
    throw Divergence(before: Self.text(of: expected.first), now: Self.text(of: answer))
  }

  /// What a task did, in words.
  private static func text(of answer: Answer?) -> String {
    switch answer {
    case .trap(_, let trap):
      let words = trap.arguments
      let number = SystemCallNumber(rawValue: trap.number)
      let call = SystemCall(
        number: number, arguments: (words[0], words[1], words[2], words[3], words[4], words[5]),
        bytes: trap.bytes)
      if number == .handOver { return "a return from the function" }
      return call.map { "\($0)" } ?? "system call \(trap.number)"
    case .ended(_, .returned(let status)): return "a return with \(status)"
    case .ended(_, .killed): return "an end"
    case .ended(_, .threw(let error)): return "a throw of \(error)"
    default: return "nothing"
    }
  }

  // MARK: - Scripts

  /// Whether the test has a script under a number.
  func hasScript(_ number: Int) -> Bool { stage.scripts[number] != nil }

  /// Asks a script for its next call, at a place of a run.
  func play(_ script: Int, _ reply: Reply, at target: Exchange?) throws -> (SystemCall?, Exchange) {
    try seek(target)
    guard let found = stage.scripts[script] else { throw NoSuchScript(number: script) }
    let call = found.next(reply)
    let place = Exchange(.played(script: script, reply, call), after: target)
    stagePlace = place
    return (call, place)
  }

  /// Looks at a run that has come to its end at a place.
  ///
  /// - Throws: What the test's check throws.
  func check(_ run: ProgramRun, at target: Exchange?) throws {
    try seek(target)
    isStageSpent = true
    try stage.check(run)
  }

  /// Brings the scripts to a place of a run.
  private func seek(_ target: Exchange?) throws {
    var path = isStageSpent ? nil : Exchange.path(from: stagePlace, to: target)
    if path == nil {
      stage = staging()
      isStageSpent = false
      path = Exchange.path(from: nil, to: target)
    }
    for step in path ?? [] {
      guard case .played(let script, let reply, let call) = step.kind else { continue }
      guard let found = stage.scripts[script], found.next(reply) == call else {
        throw ScriptDivergence(number: script)
      }
    }
    stagePlace = target
  }
}

extension Exchange {
  /// Whether it is none of the worker's business.
  fileprivate var isOfScript: Bool {
    if case .played = kind { true } else { false }
  }

  /// What is said to the worker.
  fileprivate var request: Request? {
    switch kind {
    case .asked(let request, _): request
    case .killed(let task): .kill(task: task)
    case .played: nil
    }
  }
}

/// The way of a run that can be copied: where it has come to, with the worker that all runs share.
struct ReplayedLine: TaskLine {
  let worker: ReplayedWorker
  /// The last thing that was said.
  private(set) var place: Exchange?

  init(_ worker: ReplayedWorker) { self.worker = worker }

  mutating func ask(_ request: Request) throws -> Answer {
    let answer = try worker.ask(request, at: place)
    let next = Exchange(.asked(request, answer), after: place)
    worker.arrive(at: next)
    place = next
    return answer
  }

  /// Said with the next question; if there is none, the next run ends all tasks of this one.
  mutating func kill(_ task: UInt32) { place = Exchange(.killed(task), after: place) }

  func hasScript(_ number: Int) -> Bool { worker.hasScript(number) }

  mutating func play(_ script: Int, _ reply: Reply) throws -> SystemCall? {
    let (call, next) = try worker.play(script, reply, at: place)
    place = next
    return call
  }

  /// Looks at the run at its end.
  func check(_ run: ProgramRun) throws { try worker.check(run, at: place) }
}

/// What a program did under the same schedule as before was not the same.
struct Divergence: Error {
  let before: String
  let now: String
}

/// A mistake of a test: its scripts depend on more than what they are given.
struct ScriptDivergence: Error, CustomStringConvertible {
  let number: Int

  var description: String {
    "script \(number) of the test did not do the same twice: what scripts and checks share, and the "
      + "random cases that they use, must be made anew for each run or before the first"
  }
}
