package import Courseware
import Diagnostics
import Foundation
import Glibc
import Synchronization

/// What the page of `watch` needs from those above it.
package struct WatchServices: Sendable {
  /// Runs the visible tests on the students' files of some exercises.
  package let check: @Sendable ([Exercise]) async throws -> [CheckedWork]
  /// Says why something could not be done, in one line.
  package let describe: @Sendable (any Error) -> String

  /// Joins the services.
  package init(
    check: @escaping @Sendable ([Exercise]) async throws -> [CheckedWork],
    describe: @escaping @Sendable (any Error) -> String
  ) {
    self.check = check
    self.describe = describe
  }
}

/// The page of `watch` on a terminal: reads keys, notices saves, runs checks, draws.
///
/// One thread does all of it but the checks, whose results come through a queue.
package final class WatchLoop {
  // A class, since the thread that it lives on hands it to nobody, and its parts change in many places.

  private enum Event: Sendable {
    case checked(Int, CheckedWork)
    case checkedAll([CheckedWork])
    case failed(Int, String)
  }

  /// Where checks put what came of them, and wake the loop.
  private struct Inbox: Sendable {
    let events = SharedEvents()
    let wake: Int32

    func post(_ event: Event) {
      events.list.withLock { $0.append(event) }
      var byte: UInt8 = 1
      _ = write(wake, &byte, 1)
    }
  }

  /// A class, because checks and the loop share it; the lock makes it sendable.
  private final class SharedEvents: Sendable {
    let list = Mutex<[Event]>([])
  }

  private let services: WatchServices
  private let session: TerminalSession
  private let progressFile: ProgressFile
  private let inbox: Inbox
  private let inboxEnd: Int32
  private var model: WatchModel
  private var screen: Screen
  private var keys = KeyDecoder()
  private var watcher = FileWatcher()
  /// The text that was checked last; nil where there was no file.
  private var checked: Data?
  private var running: Task<Void, Never>?
  /// Whether the file was changed while its tests ran.
  private var isAgainWanted = false
  /// Whether all exercises are to be checked as soon as what runs is done.
  private var isAllWanted = false
  /// When a change that was noticed is old enough to be whole.
  private var settles: ContinuousClock.Instant?
  private var nextLook = ContinuousClock.now
  private var hasEnded = false

  /// A save comes in several steps; so long nothing must happen before it is taken as done.
  private static let settlingMilliseconds = 15
  /// So long the rest of a key's sequence may take.
  private static let sequenceMilliseconds = 50
  /// The largest file that is read, in bytes; a larger one is no submission anyway.
  private static let fileBytesMax = 4 << 20

  private init(_ course: Course, _ services: WatchServices, hasColour: Bool) throws {
    self.services = services
    progressFile = ProgressFile(of: course.folder)
    model = WatchModel(course: course, progress: try progressFile.read())
    screen = Screen(hasColour: hasColour)
    guard let pipe = makePipe() else {
      throw DiagnosticList([Diagnostic(message: "can't make a pipe: \(systemReason())")])
    }
    inboxEnd = pipe.reading
    inbox = Inbox(wake: pipe.writing)
    do {
      session = try TerminalSession.begin()
    } catch {
      throw DiagnosticList([
        Diagnostic(
          message: "watching needs a terminal",
          help: "`threadbare check` says the same once, anywhere")
      ])
    }
  }

  /// Shows the page until the student leaves it.
  ///
  /// - Parameters:
  ///   - course: A course with at least one exercise.
  ///   - services: What runs checks.
  ///   - hasColour: Whether colours are wanted.
  /// - Throws: What is wrong with the progress, or that there is no terminal.
  package static func run(
    _ course: Course, _ services: WatchServices, hasColour: Bool
  ) async throws {
    let result: Result<Void, any Error> = await withCheckedContinuation { done in
      // A thread of its own: the loop waits for keys, and the pool's threads are for checks.
      Thread.detachNewThread {
        done.resume(
          returning: Result { try WatchLoop(course, services, hasColour: hasColour).loop() })
      }
    }
    try result.get()
  }

  private func loop() throws {
    defer { session.end() }
    perform([.remember])
    open()
    while !hasEnded {
      draw()
      wait()
    }
    running?.cancel()
  }

  // MARK: - Waiting

  private func wait() {
    var descriptors = [STDIN_FILENO, session.signals, inboxEnd, watcher.descriptor].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    let count = poll(&descriptors, nfds_t(descriptors.count), timeout())
    if count < 0, errno != EINTR { hasEnded = true }
    if count == 0, keys.isWaiting { press(keys.flush()) }
    if descriptors[0].revents != 0 { readKeys() }
    if descriptors[1].revents != 0 { readSignals() }
    if descriptors[2].revents != 0 { readEvents() }
    if descriptors[3].revents != 0 {
      watcher.drain()
      settles = .now + .milliseconds(Self.settlingMilliseconds)
    }
    let now = ContinuousClock.now
    if let settles, now >= settles {
      self.settles = nil
      lookAtFile()
    } else if now >= nextLook {
      lookAtFile()
    }
  }

  private func timeout() -> Int32 {
    let due = min(nextLook, settles ?? nextLook)
    let left = (due - .now) / .milliseconds(1)
    let most = keys.isWaiting ? Double(Self.sequenceMilliseconds) : .infinity
    return Int32(max(0, min(left.rounded(.up), most)))
  }

  private func readKeys() {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(STDIN_FILENO, &bytes, bytes.count)
    if count > 0 {
      press(keys.take(bytes[..<count]))
    } else if count == 0 || errno != EINTR && errno != EAGAIN {
      // The terminal is gone.
      hasEnded = true
    }
  }

  private func press(_ keys: [Key]) {
    for key in keys { perform(model.press(key)) }
  }

  private func readSignals() {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(session.signals, &bytes, bytes.count)
    for byte in bytes.prefix(max(0, count)) {
      switch Int32(byte) {
      case SIGWINCH: break
      case SIGCONT: screen.forget()
      case SIGTSTP: perform([.pause])
      case let number:
        // As the signal would have ended the program, but with the terminal put back.
        session.end()
        signal(number, SIG_DFL)
        // To the process: this thread may be one that takes no signals.
        kill(getpid(), number)
        hasEnded = true
      }
    }
  }

  // MARK: - The file

  private func lookAtFile() {
    let hasChanged = watcher.hasChanged()
    model.watching = watcher.refusal.map { .polling($0) } ?? .notified
    let pause =
      watcher.refusal == nil ? FileWatcher.slowLookMilliseconds : FileWatcher.lookMilliseconds
    nextLook = .now + .milliseconds(pause)
    guard hasChanged else { return }
    // Saving without a change, or touching, is no reason to run anything.
    if content() != checked { check() }
  }

  private func content() -> Data? {
    guard let file = FileHandle(forReadingAtPath: model.exercise.submissionFile.url.path) else {
      return nil
    }
    defer { try? file.close() }
    return (try? file.read(upToCount: Self.fileBytesMax)) ?? nil ?? Data()
  }

  // MARK: - Doing

  private func perform(_ actions: [WatchModel.Action]) {
    for action in actions {
      switch action {
      case .check: open()
      case .checkAll: checkAll()
      case .hint: showHint()
      case .reset: reset()
      case .show(let index): show(solution: index)
      case .remember:
        let id = model.exercise.id.value
        attempt { try progressFile.update { $0.current = id } }
      case .pause:
        session.pause()
        screen.forget()
      case .redraw: screen.forget()
      case .quit: hasEnded = true
      }
    }
  }

  private func attempt(_ body: () throws -> Void) {
    do {
      try body()
    } catch {
      model.notice = services.describe(error)
    }
  }

  /// Begins with the current exercise.
  private func open() {
    watcher.watch(model.exercise.submissionFile)
    nextLook = .now
    model.hasSolution = !model.course.folder.solutions(of: model.exercise.id.value).isEmpty
    check()
  }

  private func check() {
    checked = content()
    model.isEdited = model.exercise.isEdited
    guard checked != nil else {
      model.work = nil
      model.notice = "\(model.exercise.submissionFile.shown) is not there: x puts the starter back"
      return
    }
    model.notice = nil
    guard running == nil else {
      isAgainWanted = true
      running?.cancel()
      return
    }
    model.activity = "running its tests"
    start([model.exercise], at: model.current) { .checked($0, $1[0]) }
  }

  private func checkAll() {
    guard running == nil else {
      isAllWanted = true
      return
    }
    isAllWanted = false
    model.activity = "running the tests of all exercises"
    start(model.course.exercises, at: model.current) { .checkedAll($1) }
  }

  private func start(
    _ exercises: [Exercise], at index: Int,
    _ event: @escaping @Sendable (Int, [CheckedWork]) -> Event
  ) {
    let (services, inbox) = (services, inbox)
    running = Task.detached {
      do {
        inbox.post(event(index, try await services.check(exercises)))
      } catch {
        inbox.post(.failed(index, services.describe(error)))
      }
    }
  }

  private func readEvents() {
    var bytes = [UInt8](repeating: 0, count: 64)
    _ = read(inboxEnd, &bytes, bytes.count)
    let events = inbox.events.list.withLock { list in
      defer { list = [] }
      return list
    }
    for event in events {
      running = nil
      // What was checked is not what is there now.
      if isAgainWanted {
        isAgainWanted = false
        check()
        continue
      }
      switch event {
      case .checked(let index, let work) where index == model.current:
        remember([work])
        model.take(work)
      case .checkedAll(let works):
        remember(works)
        model.takeAll(works)
      case .failed(let index, let fault) where index == model.current: model.take(fault: fault)
      case .checked, .failed: check()
      }
    }
    if isAllWanted, running == nil { checkAll() }
  }

  private func remember(_ works: [CheckedWork]) {
    attempt {
      try progressFile.remember(works)
      model.take(try progressFile.read())
    }
  }

  /// The hint that was shown last, and the next one when that is on the page.
  private func showHint() {
    let exercise = model.exercise
    attempt {
      let shown = try progressFile.read()[exercise: exercise.id.value].hintsShown
      let isRepeated = model.hint == nil && shown > 0
      model.hint = try progressFile.hint(of: exercise, level: isRepeated ? shown : nil)
    }
  }

  private func reset() {
    attempt {
      switch try model.exercise.reset(in: model.course.folder) {
      case .unchanged: model.notice = "It is the starter already."
      case .restored: model.notice = "The starter is back."
      case .replaced(let backup): model.notice = "The starter is back; yours is in \(backup)"
      }
      let notice = model.notice
      check()
      model.notice = notice
    }
  }

  private func show(solution index: Int) {
    let files = model.course.folder.solutions(of: model.exercise.id.value)
    guard index < files.count else { return }
    let own = String(decoding: content() ?? Data(), as: UTF8.self)
    model.solution = SolutionView(of: files, index: index, comparedWith: own)
    model.view = .solution
    model.scroll = 0
  }

  private func draw() {
    let size = session.size
    let page = WatchPage(model: model, width: size.width, height: size.height)
    let (rows, extent) = page.rows()
    model.extent = extent
    model.scroll = max(0, min(model.scroll, extent.lines - extent.height))
    session.write(screen.update(to: rows, size: size))
  }
}
