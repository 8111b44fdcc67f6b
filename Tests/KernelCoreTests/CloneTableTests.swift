import KernelCore
import LinuxABI
import Testing

/// Every flag word, put to clone itself: what the tables say is legal makes a child, which ends and
/// is reaped.
@Suite(.serialized) struct `Every flag word through clone` {
  @Test func `all 16,777,216 words as root are answered as measured`() throws {
    let table = try StoredTables.decompressed("errno-table.root.okbits.xz")
    var sweep = Sweep(credentials: .root)
    for index in 0..<UInt64(1 << 24) {
      let isLegal = table[Int(index >> 3)] >> UInt8(index & 7) & 1 == 1
      sweep.expect(isLegal ? nil : .invalidArgument, of: index << 8)
    }
    try sweep.finish()
    #expect(sweep.childCount == 2_027_520)
  }

  @Test func `all 8,388,608 words as an ordinary user are answered as measured`() throws {
    let table = try StoredTables.decompressed("errno-table.user-nonet.2bit.xz")
    let errnos: [Errno?] = [nil, .invalidArgument, .notPermitted]
    var sweep = Sweep(credentials: Credentials(userID: 65_534, groupID: 65_534))
    for index in 0..<UInt64(1 << 23) {
      let code = Int(table[Int(index >> 2)] >> UInt8((index & 3) * 2) & 3)
      // Bits 8 to 29 of the word, then bit 31.
      let word = (index & 0x3f_ffff) << 8 | (index >> 22) << 31
      sweep.expect(errnos[code], of: word)
    }
    try sweep.finish()
    #expect(sweep.childCount > 0)
  }
}

/// One process that calls clone, over and over, and gets rid of what it made.
private struct Sweep {
  private var kernel: Kernel
  private let program: TaskID
  /// How many children there were.
  private(set) var childCount = 0
  private var differences: [String] = []
  private var differenceCount = 0

  /// How many differences are shown.
  private static let shownMax = 5
  /// How often the tables are checked as a whole.
  private static let checkEvery = 1 << 18

  init(credentials: Credentials) {
    var limits = KernelLimits()
    limits.traceEventsMax = 256
    limits.decisionsMax = 256
    kernel = Kernel(limits: limits)
    program = kernel.spawnProgram(entry: 0, credentials: credentials)
    if case .start(let task, _) = kernel.next() { kernel.submit(.getpid, by: task) }
    _ = answer()
  }

  /// Makes the call, and holds the answer against what Linux said.
  mutating func expect(_ errno: Errno?, of word: UInt64) {
    let flags = CloneFlags(rawValue: word)
    let reply = call(
      .clone(
        CloneArguments(
          flags: flags, exitSignal: .child, parentTID: UserMemoryLayout.dataStart,
          childTID: UserMemoryLayout.dataStart + 64, entry: 1)))
    if reply.errno != errno {
      differenceCount += 1
      if differences.count < Self.shownMax {
        differences.append(
          "\(flags): \(reply.errno?.name ?? "a child") \(reply.notBuilt?.name ?? ""), not "
            + (errno?.name ?? "a child"))
      }
    }
    guard reply.errno == nil else { return }
    childCount += 1
    if flags.contains(.pidfd) { _ = call(.close(fd: 3)) }
    // C12: the init of a namespace lets its handlers ignore SIGCHLD when it ends. Where they are the
    // caller's too, that leaves no zombie, then or later.
    let isIgnored = flags.contains([.sighand, .newPID])
    defer {
      if isIgnored {
        _ = call(.schedYield)
        _ = call(.sigaction(signal: .child, disposition: .default))
      }
    }
    // Threads are nobody's to wait for, and siblings are init's.
    if flags.isDisjoint(with: [.thread, .parent]) {
      let waited = call(.wait4(pid: -1, options: .all))
      if isIgnored ? waited.errno != .noChildProcess : waited.value != reply.value {
        differenceCount += 1
        differences.append("\(flags): the child is not reaped: \(waited)")
      }
    }
    if childCount % Self.checkEvery == 0 { check() }
  }

  /// Ends the process, and looks at what is left.
  mutating func finish() throws {
    kernel.submit(.exitGroup(code: 0), by: program)
    while kernel.next() != .allDone {}
    check()
    #expect(kernel.tasks.count == 1)
    #expect(kernel.framesInUse == 0)
    #expect(differenceCount == 0, "\(differences.joined(separator: "\n"))")
  }

  private mutating func check() {
    do {
      try kernel.checkInvariants()
    } catch {
      differenceCount += 1
      differences.append("\(error)")
    }
  }

  private mutating func call(_ call: SystemCall) -> Reply {
    kernel.submit(call, by: program)
    return answer()
  }

  /// Runs everybody until the process has its answer: children end at once.
  private mutating func answer() -> Reply {
    while true {
      switch kernel.next() {
      case .resume(let task, let reply) where task == program: return reply
      case .start(let task, _), .resume(let task, _): kernel.submit(.exit(code: 0), by: task)
      case .handler, .ended: continue
      case .allDone, .deadlock: return Reply(value: -1)
      }
    }
  }
}
