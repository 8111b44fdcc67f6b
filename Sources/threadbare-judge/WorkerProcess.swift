internal import CSandbox
internal import Foundation
internal import GraderKit
internal import Results
internal import Wire

/// One worker process and the wire to it.
///
/// A class, because it owns a process and its descriptors and must end with them.
final class WorkerProcess: SubmissionWorker {
  private let launch: WorkerLaunch
  private var child: threadbare_child
  private var received = FrameBuffer()
  private var sequence: UInt32 = 0
  private let start = ContinuousClock.now
  private let deadline: ContinuousClock.Instant
  private(set) var printed: [UInt8] = []
  /// Whether the worker's standard error is open.
  private var isPrinting = true
  private var isRunning = true
  /// Ends a wait for the worker now and then, so that its time and what it prints are looked at.
  private var ticks: Int32 = -1
  private static let tickMilliseconds: UInt32 = 10
  /// Where this process ran before it was bound to the worker's processor.
  private var processors = threadbare_processors()

  /// Starts a worker, lets it harden itself and load the plugin.
  ///
  /// - Throws: `SubmissionFault` if the plugin cannot be loaded, `MachineFault` if the worker
  ///   cannot be started.
  init(_ launch: WorkerLaunch) throws {
    self.launch = launch
    deadline = start + .seconds(launch.limits.wallSeconds)
    child = threadbare_child()
    // The worker inherits the processor: a round trip to another one costs eight times as much. Which one
    // is chosen anew each time, so it is one that was idle. Where none can be chosen, all is slower and
    // nothing else.
    _ = unsafe threadbare_stay(&processors)
    let result = unsafe withCStrings(launch.arguments) { arguments in
      unsafe withCStrings(launch.environment) { environment in
        unsafe threadbare_spawn(arguments, environment, &child)
      }
    }
    guard result == 0 else {
      isRunning = false
      _ = unsafe threadbare_roam(&processors)
      throw MachineFault("cannot start \(launch.arguments.first ?? "the worker"): errno \(-result)")
    }
    ticks = threadbare_start_ticking(Self.tickMilliseconds)
    // A worker that does not read, or prints without end, must not hold the judge up for longer than its time.
    guard ticks >= 0, fcntl(child.input, F_SETFL, O_WRONLY | O_NONBLOCK) == 0,
      fcntl(child.error, F_SETFL, O_RDONLY | O_NONBLOCK) == 0
    else {
      throw MachineFault("the wire cannot be set up: errno \(ticks < 0 ? -ticks : errno)")
    }
    try handshake()
  }

  deinit { kill() }

  private func handshake() throws {
    switch try askMachine(.harden(Hardening(launch))) {
    case .hardened(let version) where version == Frame.protocolVersion: break
    case .hardened(let version):
      throw MachineFault(
        "the worker speaks version \(version) of the wire, the judge "
          + "\(Frame.protocolVersion)")
    case .fault(let fault): throw MachineFault(fault.detail)
    default: throw MachineFault("the worker answered the handshake with nonsense")
    }
    // From here on code of the submission may run: constructors of the library.
    switch try ask(.load(path: launch.pluginPath)) {
    case .loaded: return
    case .fault(let fault): throw SubmissionFault.load(fault.detail)
    default: throw SubmissionFault.wire("an answer to a question that was not asked")
    }
  }

  /// Asks before any code of the submission is in the worker: what fails is the machine's fault.
  private func askMachine(_ request: Request) throws -> Answer {
    do {
      return try ask(request)
    } catch let fault as SubmissionFault {
      throw MachineFault("the worker did not start: \(fault)")
    }
  }

  /// Sends a request and waits for its answer.
  ///
  /// - Throws: `SubmissionFault` if the worker ends, hangs, or answers out of turn.
  private func ask(_ request: Request) throws -> Answer {
    let batch = ask([request])
    if let end = batch.end { throw end }
    return batch.answers[0]
  }

  func ask(_ requests: [Request]) -> AnswerBatch {
    var batch = AnswerBatch()
    do {
      try ask(requests, into: &batch)
    } catch {
      batch.end = error
    }
    return batch
  }

  // MARK: - The wire

  /// Sends requests, and meanwhile takes answers: a worker that cannot get rid of them reads no more.
  private func ask(_ requests: [Request], into batch: inout AnswerBatch) throws {
    // A test may go on after a fault; the descriptors are no longer this worker's by then.
    guard isRunning else { throw SubmissionFault.wire("a question after the worker's end") }
    var due = sequence &+ 1
    var bytes: [UInt8] = []
    for request in requests {
      sequence &+= 1
      bytes += request.frame(sequence: sequence).bytes
    }
    var sent = 0
    while true {
      if sent < bytes.count {
        let count = unsafe bytes.withUnsafeBytes {
          unsafe write(child.input, $0.baseAddress?.advanced(by: sent), $0.count - sent)
        }
        if count > 0 { sent += count }
        if count > 0 || errno == EINTR { continue }
        // Else the pipe is full: the worker reads nothing, or has not got round to it.
        guard errno == EAGAIN else { throw ended() }
      }
      let isAnswered = batch.answers.count == requests.count
      if !isAnswered, let frame = try nextFrame() {
        batch.answers.append(try answer(frame, due: due))
        due &+= 1
        continue
      }
      if sent < bytes.count {
        try wait(toAnswer: !isAnswered)
      } else if isAnswered {
        return
      } else {
        try receive()
      }
    }
  }

  private func nextFrame() throws -> Frame? {
    do {
      return try received.takeFrame()
    } catch {
      throw fault(.wire("\(error)"))
    }
  }

  private func answer(_ frame: Frame, due: UInt32) throws -> Answer {
    let limit = launch.limits.messageKibibytes
    guard frame.payload.count <= limit << 10 else {
      throw fault(.message(bytes: frame.payload.count, limitKibibytes: limit))
    }
    guard frame.sequence == due else {
      throw fault(.wire("answer \(frame.sequence) where \(due) was due"))
    }
    do {
      return try Answer(frame)
    } catch {
      throw fault(.wire("\(error)"))
    }
  }

  /// Waits for an answer alone, and takes what came.
  ///
  /// Nearly every answer comes this way. To poll(2) first would make a round trip a third longer.
  private func receive() throws {
    let count = received.fill { unsafe Foundation.read(child.output, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR {
      _ = try millisecondsLeft()
    } else if count <= 0 {
      throw ended()
    }
    try takePrinted()
  }

  /// Waits until the worker reads or answers, if that is expected of it, or prints something, and takes
  /// what came.
  private func wait(toAnswer isAwaited: Bool) throws {
    // A negative descriptor is passed over.
    var descriptors = [
      pollfd(fd: isAwaited ? child.output : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: isPrinting ? child.error : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: child.input, events: Int16(POLLOUT), revents: 0),
    ]
    guard unsafe poll(&descriptors, 3, try millisecondsLeft()) > 0 else { return }
    if descriptors[1].revents != 0 { try takePrinted() }
    if descriptors[0].revents & Int16(POLLIN) != 0 {
      try receive()
    } else if descriptors[0].revents != 0 || descriptors[2].revents & ~Int16(POLLOUT) != 0 {
      throw ended()
    }
  }

  private func millisecondsLeft() throws -> Int32 {
    let left = deadline - .now
    guard left > .zero else { throw fault(.wallTime(limitSeconds: launch.limits.wallSeconds)) }
    return Int32(left / .milliseconds(1)) + 1
  }

  /// Takes what the worker has printed up to now.
  private func takePrinted() throws {
    while isPrinting {
      let count = Self.read(child.error, into: &printed)
      if count < 0, errno == EAGAIN { return }
      // A worker may close its standard error.
      isPrinting = count > 0 || count < 0 && errno == EINTR
      if printed.count > launch.limits.outputKibibytes << 10 {
        throw fault(.output(limitKibibytes: launch.limits.outputKibibytes))
      }
    }
  }

  private static func read(_ descriptor: Int32, into bytes: inout [UInt8]) -> Int {
    unsafe withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 1) { buffer in
      let count = unsafe Foundation.read(descriptor, buffer.baseAddress, buffer.count)
      if count > 0 { unsafe bytes.append(contentsOf: buffer.prefix(count)) }
      return count
    }
  }

  // MARK: - The end of a worker

  /// Ends the worker because of a fault, and gives the fault.
  private func fault(_ fault: SubmissionFault) -> SubmissionFault {
    kill()
    return fault
  }

  /// The worker's process is gone: why, as far as its status tells.
  ///
  /// Nothing that a submission can do ends it with SIGKILL, but to use up its processor time with
  /// SIGXCPU blocked.
  private func ended() -> any Error {
    // What it printed last says more than its status.
    var descriptors = [pollfd(fd: child.error, events: Int16(POLLIN), revents: 0)]
    while printed.count <= launch.limits.outputKibibytes << 10,
      unsafe poll(&descriptors, 1, 200) > 0, Self.read(child.error, into: &printed) > 0
    {}
    let (status, usage) = reap(graceMilliseconds: 50)
    let text = String(decoding: printed, as: UTF8.self)
    let limits = launch.limits
    // The sandbox's first process passes a signal on as 128 + its number.
    let code = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + status & 0x7f
    let seconds = Self.seconds(of: usage)
    let isOld = ContinuousClock.now - start >= .seconds(limits.processorSeconds)
    if code == 128 + SIGXCPU || code == 128 + SIGKILL && isOld
      || code > 128 && seconds >= Double(limits.processorSeconds)
    {
      return SubmissionFault.processorTime(limitSeconds: limits.processorSeconds)
    }
    if code == 128 + SIGKILL {
      return MachineFault("the worker was killed from outside, or for want of memory")
    }
    if code == 128 + SIGSYS { return SubmissionFault.forbiddenCall }
    if code == 128 + SIGXFSZ { return SubmissionFault.disk(limitKibibytes: limits.diskKibibytes) }
    if code > 128,
      usage.ru_maxrss >> 10 > limits.memoryMebibytes * 3 / 4
        || text.contains("allocate memory") || text.contains("failed to allocate")
    {
      return SubmissionFault.memory(limitMebibytes: limits.memoryMebibytes)
    }
    return code > 128
      ? SubmissionFault.crashed(signal: code - 128, printed: text)
      : SubmissionFault.exited(status: code, printed: text)
  }

  private static func seconds(of usage: rusage) -> Double {
    Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
  }

  /// Ends the process, whatever it does.
  func kill() {
    reap(graceMilliseconds: 0)
  }

  /// Collects the process's status, after killing it if it does not end by itself.
  @discardableResult
  private func reap(graceMilliseconds: Int) -> (status: Int32, usage: rusage) {
    var status: Int32 = 0
    var usage = rusage()
    guard isRunning else { return (status, usage) }
    isRunning = false
    defer { _ = unsafe threadbare_roam(&processors) }
    threadbare_stop_ticking(ticks)
    close(child.input)
    close(child.output)
    close(child.error)
    for _ in 0..<graceMilliseconds {
      guard unsafe wait4(child.pid, &status, WNOHANG, &usage) == 0 else { return (status, usage) }
      usleep(1_000)
    }
    Foundation.kill(-child.pid, SIGKILL)
    while unsafe wait4(child.pid, &status, 0, &usage) < 0, errno == EINTR {}
    return (status, usage)
  }
}

/// Calls `body` with a null-terminated array of C strings, as exec wants it.
private func withCStrings<Result>(
  _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  let pointers = strings.map { unsafe strdup($0) }
  defer { for pointer in pointers { unsafe free(pointer) } }
  return unsafe body(pointers + [nil])
}
