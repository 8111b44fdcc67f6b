import KernelCore
import LinuxABI
import Testing

/// What Linux 2.6.11 does otherwise when tasks are made, execute programs, stop and end.
@Suite struct `Life and death in Linux 2_6` {
  private static func kernel(_ profile: KernelProfile) -> Kernel {
    var kernel = Kernel(profile: profile)
    kernel.makeDirectory("/bin")
    kernel.makeFile("/bin/program", contents: [0x7f, 0x45, 0x4c, 0x46], permissions: 0o755)
    return kernel
  }

  private static func ptrace(_ request: UInt64, _ tracee: UInt64 = 0) -> SystemCall {
    .registers(RegisterCall(.ptrace, request, tracee))
  }

  /// A4: before it could fail it had a number.
  @Test(arguments: [(KernelProfile.linux618, 3), (.linux26, 4)] as [(KernelProfile, Int64)])
  func `a clone that fails may take a number`(profile: KernelProfile, number: Int64) throws {
    let play = try Play(
      [[.clone(.thread, part: 1), .fork(part: 1), .wait()], []], on: Self.kernel(profile))
    #expect(play.errors(2)[0] == .invalidArgument)
    #expect(play.values(2)[1...] == [number, number])
  }

  /// B28: a thread that comes into a stopped process runs in 2.6; the traced one that makes it does
  /// so in the middle of the stop, since its tracer lets it.
  @Test(arguments: [(KernelProfile.linux618, 0), (.linux26, 7)] as [(KernelProfile, Int64)])
  func `a thread of a stopped process may run`(profile: KernelProfile, seen: Int64) throws {
    let (attach, resume): (UInt64, UInt64) = (16, 7)
    let pause = SystemCall.compute(nanoseconds: 10_000_000)
    let sleep = SystemCall.registers(RegisterCall(.nanosleep, 30_000_000))
    let play = try Play(
      [
        [
          .clone([.vm], .child, part: 1), pause, .kill(pid: 3, signal: .stop), pause,
          Self.ptrace(attach, 4), .wait(4, .all), Self.ptrace(resume, 4), pause,
          // The signal that attaching sends.
          .wait(4, [.all, .noHang]), Self.ptrace(resume, 4), pause, pause, pause,
          .load(word(1)), .kill(pid: 3, signal: .kill), .wait(4, .all), .wait(),
        ],
        [.thread(part: 2), .futexWait(word(0), 0)],
        [sleep, .thread(part: 3), .futexWait(word(0), 0)],
        [.store(word(1), 7), .futexWait(word(0), 0)],
      ], on: Self.kernel(profile))
    #expect(play.values(2)[13] == seen)
    #expect(play.values(2)[15...] == [4, 3])
  }

  /// D4, C15: execve leaves the exit signal to who may send it.
  @Test(
    arguments: [
      (KernelProfile.linux618, Credentials.root, false), (.linux618, .user, false),
      (.linux26, .root, true), (.linux26, .user, false),
    ] as [(KernelProfile, Credentials, Bool)])
  func `an exit signal may outlive execve`(
    profile: KernelProfile, credentials: Credentials, keeps: Bool
  ) throws {
    let handler = SignalDisposition(handler: 0x100)
    let play = try Play(
      [
        [
          .sigaction(signal: .user1, disposition: handler),
          .sigaction(signal: .child, disposition: handler), .clone([], .user1, part: 1),
          .compute(nanoseconds: 10_000_000), .wait(-1, .all),
        ],
        [.execve(path: Array("/bin/program".utf8), entry: 2)], [],
      ], on: Self.kernel(profile), as: credentials)
    #expect(play.handled.map(\.signal) == [keeps ? .user1 : .child])
    #expect(play.values(2).last == 3)
  }

  /// D4: a thread that takes its leader's place sends SIGCHLD in both.
  @Test(arguments: [KernelProfile.linux618, .linux26])
  func `who takes the leader's place sends SIGCHLD`(profile: KernelProfile) throws {
    let handler = SignalDisposition(handler: 0x100)
    let play = try Play(
      [
        [
          .sigaction(signal: .child, disposition: handler), .clone([], part: 1),
          .compute(nanoseconds: 50_000_000), .wait(-1),
        ],
        [.thread(part: 2), .futexWait(word(0), 0)],
        [.execve(path: Array("/bin/program".utf8), entry: 3)], [],
      ], on: Self.kernel(profile))
    #expect(play.handled.map(\.signal) == [.child])
    #expect(play.values(2).last == 3)
  }

  /// C24, C25: the next thread adopts in 2.6, not the first, and the exit signal is SIGCHLD then.
  @Test(
    arguments: [(KernelProfile.linux618, 2, 10), (.linux26, 4, 17)]
      as [(KernelProfile, ThreadID, Int32)])
  func `the next thread may adopt children`(
    profile: KernelProfile, adopter: ThreadID, signal: Int32
  ) throws {
    var seen: [(parent: ThreadID, signal: Int32)] = []
    _ = try Play(
      [
        [.thread(part: 1), .thread(part: 2), .futexWait(word(0), 0)],
        [.clone([], .user1, part: 3), .exit(code: 0)], [.compute(nanoseconds: 20_000_000)],
        [.compute(nanoseconds: 10_000_000), .getppid, .exitGroup(code: 0)],
      ], on: Self.kernel(profile)
    ) { kernel, threadID, number in
      guard threadID == 5, number == 1,
        let child = kernel.tasks.first(where: { $0.threadID == 5 })
      else { return }
      seen.append((child.parentThreadID, child.exitSignal))
    }
    #expect(seen.map(\.parent) == [adopter])
    #expect(seen.map(\.signal) == [signal])
  }

  /// C30, B26: 2.6.11 has neither subreapers nor a renunciation of privileges.
  @Test func `options of prctl came later`() throws {
    let options: [UInt64] = [36, 39, 35, 79, 1]
    let calls = options.map {
      SystemCall.registers(RegisterCall(.prctl, $0 | 1 << 32, $0 == 36 ? 1 : 0))
    }
    let play = try Play([Part(calls)], on: Self.kernel(.linux618))
    #expect(play.errors(2) == [nil, nil, .notImplemented, .invalidArgument, nil])
    #expect(play.answers[2]?.map { $0.notBuilt } == [nil, nil, .call(.prctl), nil, nil])
    let book = try Play([Part(calls)], on: Self.kernel(.linux26))
    let absent = Errno.invalidArgument
    #expect(book.errors(2) == [absent, absent, absent, absent, nil])
  }

  /// C33: tracees are selected as children are in 2.6.
  @Test(arguments: [KernelProfile.linux618, .linux26])
  func `a tracee may need __WALL`(profile: KernelProfile) throws {
    let traceMe: UInt64 = 0
    let play = try Play(
      [
        [
          .clone([], part: 1), .compute(nanoseconds: 10_000_000), .wait(3, .noHang),
          .wait(3, [.noHang, .all]), .kill(pid: 3, signal: .kill),
        ],
        [Self.ptrace(traceMe), .kill(pid: 3, signal: .user1)],
      ], on: Self.kernel(profile))
    #expect(play.errors(2)[2] == (profile == .linux26 ? .noChildProcess : nil))
    #expect(play.values(2)[3] == (profile == .linux26 ? 3 : 0))
  }
}
