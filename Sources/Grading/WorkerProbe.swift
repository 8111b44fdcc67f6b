internal import CSandbox
internal import Foundation
internal import GraderKit
internal import Results
internal import Wire

/// Measures a worker of the grader's own making: how long it takes to start, and to answer.
///
/// `make bench` uses it; the launch is the one that submissions get, sandbox and filter included.
package enum WorkerProbe {
  /// What was measured.
  package struct Figures: Sendable {
    /// From the start of the sandbox to the answer that the plugin is loaded.
    package var startMilliseconds: Double
    /// From a question to its answer, with worker and asker on one processor.
    package var roundTripMicroseconds: Double
    /// How many workers were started.
    package var starts: Int
    /// How many questions were asked.
    package var roundTrips: Int
  }

  private static let starts = 30
  private static let roundTripBatches = 1_000
  private static let roundTripsInBatch = 100

  /// Compiles a submission and measures workers that hold it.
  ///
  /// - Returns: Medians.
  /// - Throws: `GradingError`.
  package static func measure(
    workshop: Workshop, exerciseFolder: String, exercise id: String, submission: String
  ) async throws -> Figures {
    let exercise = GradedExercise(
      id: id, title: id, folder: exerciseFolder, graderFolder: nil, limits: .init())
    let built = try await workshop.builder.build(exercise, suites: [.visible])
    return try await withTemporaryFolder { folder in
      let found = Submission(file: submission, exercise: id)
      guard case .sources(let sources) = found.content,
        case .compiled(let library) = try await workshop.compile(sources, for: built, into: folder)
      else { throw GradingError.machine("'\(submission)' does not compile") }
      let user = workshop.sandbox.changesUser ? try SlotUsers.take() : nil
      defer { withExtendedLifetime(user) {} }
      let launch = try workshop.runtime.launch(
        library: library, exercise: built.library,
        limits: WorkerLaunch.Limits(processorSeconds: 60, wallSeconds: 60), user: user?.number)
      var processors = threadbare_processors()
      guard threadbare_stay(&processors) == 0 else {
        throw GradingError.machine("this process cannot be bound to a processor")
      }
      var times: [Double] = []
      for _ in 0..<starts {
        let start = ContinuousClock.now
        let worker = try ProbedWorker(launch)
        times.append((ContinuousClock.now - start) / .milliseconds(1))
        worker.end()
      }
      var worker = try ProbedWorker(launch)
      defer { worker.end() }
      var trips: [Double] = []
      for _ in 0..<roundTripBatches {
        let start = ContinuousClock.now
        for _ in 0..<roundTripsInBatch { _ = try worker.ask(.newRun) }
        trips.append(
          (ContinuousClock.now - start) / .microseconds(1) / Double(roundTripsInBatch))
      }
      return Figures(
        startMilliseconds: median(times), roundTripMicroseconds: median(trips), starts: starts,
        roundTrips: roundTripBatches * roundTripsInBatch)
    }
  }

  private static func median(_ values: [Double]) -> Double {
    values.sorted()[values.count / 2]
  }
}

/// A worker without a judge around it: trusted code, so its time is not watched.
///
/// What it prints is looked for after each answer, as a judge does: that is a part of a round trip.
private struct ProbedWorker {
  private let child: threadbare_child
  private var received = FrameBuffer()
  private var printed = [UInt8](repeating: 0, count: 4_096)

  init(_ launch: WorkerLaunch) throws {
    var child = threadbare_child()
    var arguments = launch.arguments.map { strdup($0) } + [nil]
    var environment = launch.environment.map { strdup($0) } + [nil]
    let result = threadbare_spawn(&arguments, &environment, &child)
    for pointer in arguments + environment { free(pointer) }
    guard result == 0, fcntl(child.error, F_SETFL, O_RDONLY | O_NONBLOCK) == 0 else {
      throw GradingError.machine("the worker cannot be started")
    }
    self.child = child
    _ = try ask(.harden(Hardening(launch)))
    guard case .loaded = try ask(.load(path: launch.pluginPath)) else {
      throw GradingError.machine("the worker cannot load the submission")
    }
  }

  mutating func ask(_ request: Request) throws -> Answer {
    let bytes = request.frame(sequence: 1).bytes
    guard write(child.input, bytes, bytes.count) == bytes.count else {
      throw GradingError.machine("the worker does not read")
    }
    while true {
      if let frame = try received.takeFrame() { return try Answer(frame) }
      guard received.fill({ read(child.output, $0.baseAddress, $0.count) }) > 0 else {
        throw GradingError.machine("the worker does not answer")
      }
      guard read(child.error, &printed, printed.count) < 0 else {
        throw GradingError.machine("the worker prints something")
      }
    }
  }

  func end() {
    close(child.input)
    close(child.output)
    close(child.error)
    kill(-child.pid, SIGKILL)
    waitpid(child.pid, nil, 0)
  }
}
