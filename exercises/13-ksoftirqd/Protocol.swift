import ExerciseKit
import Wire

/// What you write: how one processor of Linux serves its soft interrupts.
///
/// An interrupt must be short. What takes longer is *raised* as a soft interrupt, a bit of `pending`, and
/// is served when the interrupt is over. If there is too much of it, the rest is left to a kernel thread of
/// this processor, `ksoftirqd`, which has to share the processor with all other tasks.
///
/// What `processor` throws you let pass.
public protocol SoftInterrupts: Sendable {
  init()

  /// Raises a soft interrupt: sets its bit in `pending`, whatever comes in between.
  ///
  /// In an interrupt that is all, since its end will look. Elsewhere nobody would look, so `ksoftirqd` is
  /// woken.
  ///
  /// - Parameters:
  ///   - vector: The number of the soft interrupt, 0 to 31.
  ///   - processor: The processor. Interrupts may be enabled or not, and stay as they are.
  /// - Throws: What `processor` throws.
  ///
  /// Source: `kernel/softirq.c: raise_softirq`.
  func raise(_ vector: Int, on processor: Processor) throws

  /// The end of an interrupt: serves what is raised, unless this interrupt came in the middle of something
  /// that ends with a look of its own.
  ///
  /// - Parameter processor: The processor, with interrupts disabled.
  /// - Throws: What `processor` throws.
  ///
  /// Source: `kernel/softirq.c: irq_exit`.
  func endInterrupt(on processor: Processor) throws

  /// Serves what is raised, in rounds.
  ///
  /// A round takes all bits of `pending` at once and handles each of them, the lowest first. What is raised
  /// meanwhile is for the next round. There is a next round only if there is something pending, this was
  /// not the tenth, less than 2 ms have passed, and no other task is to run; else `ksoftirqd` gets the rest.
  ///
  /// - Parameter processor: The processor, with interrupts disabled, as they are again at the end; handlers
  ///   run with interrupts enabled, and with soft interrupts disabled, so that nobody serves them meanwhile.
  /// - Throws: What `processor` throws.
  ///
  /// Source: `kernel/softirq.c: handle_softirqs`.
  func serve(on processor: Processor) throws

  /// The whole life of `ksoftirqd`: sleeps until it is woken, serves as long as something is pending,
  /// and lets other tasks run each time that it has served. It ends when it is told to stop.
  ///
  /// - Parameter processor: The processor, with interrupts enabled.
  /// - Throws: What `processor` throws.
  ///
  /// Source: `kernel/softirq.c: ksoftirqd`, Linux 2.6.11.
  func daemon(on processor: Processor) throws
}

/// How a kernel thread says that it will sleep.
public enum SleepState: Sendable {
  /// It does not: `schedule` comes back at once.
  case running
  /// It sleeps at the next `schedule`, unless it is woken before.
  case interruptible
}

/// A processor, as this code sees it.
///
/// An interrupt may come at each of these calls, if interrupts are enabled.
public final class Processor {
  // A class, because interrupts change it in the middle of the code that uses it.

  /// How long `serve` may go on, in nanoseconds.
  public static let serviceNanosecondsMax: UInt64 = 2_000_000
  /// How many rounds `serve` may make.
  public static let roundsMax = 10

  private let scene: SoftScene
  private let code: any SoftInterrupts
  private var bits: UInt32 = 0
  private var isEnabled = true
  private var interruptDepth = 0
  private var softDepth = 0
  private var handlerDepth = 0
  private var points = 0
  private var time: UInt64 = 0
  private var state = SleepState.running
  private var handled = [Int](repeating: 0, count: 32)
  private var stepCount = 0
  /// What happened.
  private(set) var log: [SoftEvent] = []

  init(_ scene: SoftScene, _ code: any SoftInterrupts) {
    self.scene = scene
    self.code = code
  }

  // MARK: - What your code does with it

  /// The soft interrupts that are raised, a bit each.
  public var pending: UInt32 {
    get {
      point()
      return bits
    }
    set {
      point()
      bits = newValue
    }
  }

  /// The time, in nanoseconds.
  public var now: UInt64 { time }

  /// Whether another task is to run: `need_resched`.
  public var needsReschedule: Bool { time >= scene.rescheduleNanoseconds }

  /// Whether this is an interrupt, or code that runs while soft interrupts are disabled: `in_interrupt`.
  public var isInInterrupt: Bool { interruptDepth > 0 || softDepth > 0 }

  /// Whether interrupts are enabled.
  public var areInterruptsEnabled: Bool { isEnabled }

  /// Lets no interrupt come: `local_irq_disable`.
  public func disableInterrupts() {
    point()
    isEnabled = false
  }

  /// Lets interrupts come again: `local_irq_enable`.
  public func enableInterrupts() {
    isEnabled = true
    point()
  }

  /// Says that soft interrupts are not to be served until further notice: `local_bh_disable`.
  public func disableSoftInterrupts() {
    point()
    softDepth += 1
  }

  /// Takes that back; nothing is served by this alone.
  public func enableSoftInterrupts() {
    softDepth -= 1
    point()
  }

  /// Runs the handler of a soft interrupt.
  public func handle(_ vector: Int) throws {
    log.append(
      SoftEvent(
        handlerDepth > 0
          ? .nestedHandler : !isEnabled ? .handlerWithoutInterrupts : .handler, vector, time))
    try countStep()
    guard (0..<32).contains(vector) else { throw SceneOver() }
    handlerDepth += 1
    point()
    time += scene.handlerNanoseconds
    if handled[vector] < scene.repeats {
      handled[vector] += 1
      for raised in 0..<32 where scene.raises[vector] >> UInt32(raised) & 1 == 1 {
        try code.raise(raised, on: self)
      }
    }
    point()
    handlerDepth -= 1
    if let failure { throw failure }
  }

  /// Wakes `ksoftirqd`: whatever it has said, it does not sleep now.
  public func wakeDaemon() {
    point()
    log.append(SoftEvent(.wake, 0, time))
    state = .running
  }

  // MARK: - What ksoftirqd does besides

  /// Says how the next `schedule` will be.
  public func setState(_ state: SleepState) {
    point()
    self.state = state
  }

  /// Sleeps if that was said, until somebody wakes the thread; else lets others run.
  public func schedule() throws {
    point()
    if let failure { throw failure }
    guard state == .interruptible else {
      log.append(SoftEvent(.schedule, 0, time))
      try countStep()
      return
    }
    log.append(SoftEvent(isEnabled ? .sleep : .sleepWithoutInterrupts, 0, time))
    // All that the scene has comes before the end.
    let end = max(scene.arrivals.last?.point ?? 0, scene.stopsAtPoint ?? 0)
    while state == .interruptible {
      guard points < end, isEnabled else { throw SceneOver() }
      time += scene.handlerNanoseconds
      point()
      if let failure { throw failure }
    }
  }

  /// Lets another task run if one is to: `cond_resched`.
  public func reschedule() throws {
    point()
    log.append(SoftEvent(.reschedule, 0, time))
    try countStep()
    if let failure { throw failure }
  }

  /// Whether `ksoftirqd` is to end.
  public var shouldStop: Bool {
    point()
    return scene.stopsAtPoint.map { points >= $0 } ?? false
  }

  /// Ends a scene that does not come to an end.
  private func countStep() throws {
    stepCount += 1
    guard stepCount <= scene.stepsMax else { throw SceneOver() }
  }

  // MARK: - Interrupts

  /// What code threw in an interrupt, for who was interrupted.
  private var failure: (any Error)?

  /// A place at which an interrupt can come.
  private func point() {
    guard isEnabled, interruptDepth == 0 else { return }
    points += 1
    // Who is told to stop is woken.
    if scene.stopsAtPoint == points { state = .running }
    let place = points
    for arrival in scene.arrivals where arrival.point == place { interrupt(arrival.vectors) }
  }

  /// An interrupt.
  func interrupt(_ vectors: UInt32) {
    log.append(SoftEvent(.interrupt, Int(vectors), time))
    isEnabled = false
    do {
      interruptDepth += 1
      defer { interruptDepth -= 1 }
      for vector in 0..<32 where vectors >> UInt32(vector) & 1 == 1 {
        try code.raise(vector, on: self)
      }
    } catch {
      failure = failure ?? error
    }
    if isEnabled { log.append(SoftEvent(.enabledTooEarly, 0, time)) }
    isEnabled = false
    do {
      try code.endInterrupt(on: self)
    } catch {
      failure = failure ?? error
    }
    if isEnabled { log.append(SoftEvent(.enabledTooEarly, 1, time)) }
    isEnabled = true
  }

  /// Plays the scene.
  func play() throws {
    switch scene.start {
    case .interrupt(let vectors): interrupt(vectors)
    case .task(let vector):
      try code.raise(vector, on: self)
      if !isEnabled { log.append(SoftEvent(.leftDisabled, 0, time)) }
    case .daemon: break
    }
    isEnabled = true
    if let failure { throw failure }
    guard scene.hasDaemon else { return }
    state = .running
    try code.daemon(on: self)
    log.append(SoftEvent(.daemonEnded, 0, time))
  }

  /// What is raised and not served.
  var left: UInt32 { bits }
}

/// The end of a scene: let it pass.
struct SceneOver: Error {}
