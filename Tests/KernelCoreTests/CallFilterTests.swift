import KernelCore
import LinuxABI
import Testing

/// What Linux answers was measured on 6.18; what filters do to programs is in `seccomp-filters`.
@Suite struct `Filters of calls` {
  /// A filter that answers every call with one verdict.
  private func always(_ verdict: UInt32) -> [UInt8] {
    [6, 0, 0, 0] + [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: verdict >> $0) }
  }

  private let noNewPrivileges = SystemCall.registers(RegisterCall(.prctl, 38, 1))

  /// Source: `kernel/seccomp.c: seccomp_prepare_filter`.
  @Test func `who may get privileges cannot have one without CAP_SYS_ADMIN`() throws {
    let install = SystemCall.filter(always(0x7fff_0000), flags: 0)
    let play = try Play(
      [[install, noNewPrivileges, install, .registers(RegisterCall(.prctl, 21))]], as: .user)
    #expect(play.errors(2) == [.permissionDenied, nil, nil, nil])
    #expect(play.answers[2]?.last?.value == 2)
  }

  @Test func `a task without registers cannot have one`() throws {
    let play = try Play([[.registers(RegisterCall(.seccomp, 1, 0, 1, bytes: always(0)))]])
    #expect(play.answers[2]?.first?.notBuilt == .call(.seccomp))
  }

  @Test func `who would listen is refused by name`() throws {
    let play = try Play([[.filter(always(0x7fc0_0000), flags: 8)]])
    #expect(play.answers[2]?.first?.notBuilt == .call(.seccomp))
  }

  @Test func `Linux 2.6 has none`() throws {
    let play = try Play(
      [[.filter(always(0), flags: 0), .filter(always(0), flags: 0, isControl: true)]],
      on: Kernel(profile: .linux26))
    #expect(play.errors(2) == [.notImplemented, .invalidArgument])
  }

  /// Source: `kernel/seccomp.c: seccomp_run_filters`, ACTION_ONLY.
  @Test(arguments: [
    ([0x7fff_0000, 0x7ffc_0000], "made"), ([0x7fff_0000, 0x5_0001], "answered"),
    ([0x5_0001, 0x7fff_0000], "answered"), ([0x5_0001, 0x3_0000], "punished"),
    ([0x7ff0_0000], "answered"), ([0x8000_0000, 0x5_0001, 0], "punished"),
  ])
  func `the strictest verdict counts`(_ verdicts: [UInt32], _ expected: String) throws {
    var made: [CallVerdict] = []
    _ = try Play([Part(verdicts.map { .filter(always($0), flags: 0) } + [.getpid])]) {
      kernel, threadID, call in
      guard call == verdicts.count, let task = kernel.task(ThreadID(rawValue: threadID)) else {
        return
      }
      made.append(
        kernel.verdict(
          of: task, .getpid, at: 0x1000, [UInt64](repeating: 0, count: 6), wasShown: false))
    }
    #expect(made.map(name) == [expected])
  }

  private func name(_ verdict: CallVerdict) -> String {
    switch verdict {
    case .isMade: "made"
    case .isAnswered: "answered"
    case .isShown: "shown"
    case .isPunished: "punished"
    }
  }

  @Test(arguments: [
    (UInt64(0x8000_0000), Signal.badSystemCall), (0x1234_0000, .badSystemCall), (0, .badSystemCall),
    (0x3_0000, .badSystemCall),
  ])
  func `a punished task ends by SIGSYS`(_ verdict: UInt64, _ signal: Signal) throws {
    let play = try Play([[.registers(RegisterCall(.callFilter, 1, verdict, 172, 0x1000))]])
    #expect(play.status?.terminationSignal == signal)
  }

  /// Source: `kernel/seccomp.c: seccomp_get_filter`.
  @Test func `a tracer reads a tracee's filters, the oldest first`() throws {
    func get(_ number: UInt64) -> SystemCall {
      .registers(RegisterCall(.ptrace, 0x420c, 3, number, 0))
    }
    let stop = SystemCall.tgkill(pid: 3, tid: 3, signal: .stop)
    let play = try Play([
      [
        .fork(part: 1), .wait(), get(0), get(1), get(2),
        .registers(RegisterCall(.ptrace, 8, 3)), .wait(),
      ],
      [
        .registers(RegisterCall(.ptrace, 0)), .filter(always(0x7fff_0000), flags: 0),
        .filter(always(0x7ffc_0000), flags: 0), stop,
      ],
    ])
    let replies = play.answers[2] ?? []
    #expect(replies[2...3].map(\.value) == [1, 1])
    #expect(replies[2].bytes == always(0x7fff_0000))
    #expect(replies[3].bytes == always(0x7ffc_0000))
    #expect(play.errors(2)[4] == .noSuchFileOrDirectory)
  }
}
