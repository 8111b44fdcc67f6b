import ExerciseKit
import GraderKit
import KernelCore
import Results
import Testing

extension `Workers of this process` {
  /// Signals, programs and thread pointers of submissions, in workers of this process.
  @Suite struct `A submission's task` {
    private static let word = SystemCalls.data
    private static let seen = SystemCalls.data + 4
    private static let thread: CloneFlags = [.vm, .fs, .files, .sighand, .thread]

    /// Runs a program once, and gives what became of it.
    private func run(
      scripts: [Int: TaskScript] = [:], kernel: Kernel = Kernel(), _ program: @escaping TaskBody
    ) throws -> ProgramRun {
      var found: ProgramRun?
      let result = try `Workers of this process`.result(of: program) { test in
        found = try test.run(kernel: kernel, scripts: scripts)
      }
      #expect(result.verdict == .pass, "\(result.message)")
      return try #require(found)
    }

    /// Explores a program; every schedule of it is to end with a status.
    private func explore(_ status: Int32, _ program: @escaping TaskBody) throws -> TestResult {
      try `Workers of this process`.result(of: program) { test in
        try test.explore(
          strategy: .bounded(preemptions: 2), schedulesMax: 2_000, finding: .deadlocks
        ) { run in
          try test.expect(run.status, is: .exited(status), "another status")
        }
      }
    }

    private static let counts: TaskBody = { linux in
      try await linux.sigaction(
        .user1,
        .handle { linux, info in
          let isOwn = try await linux.getpid() == info.processID && info.signal == .user1
          _ = try await linux.fetchAdd(Self.word, isOwn ? 1 : 100)
        })
      try await linux.kill(try await linux.getpid(), .user1)
      // It was taken on the way back from kill.
      return Int32(try await linux.load(Self.word))
    }

    @Test func `runs the handler of a signal, which makes calls of its own`() throws {
      let run = try run(Self.counts)
      #expect(run.status == .exited(1))
      #expect(
        run.calls.map(\.call.number) == [
          .rtSigaction, .getpid, .kill, .getpid, .fetchAdd, .load,
        ])
      #expect(run.calls[2].value == 0)
      #expect(try explore(1, Self.counts).verdict == .pass)
    }

    @Test func `is interrupted in a call, or starts it again`() throws {
      func program(_ flags: SignalActionFlags) -> TaskBody {
        { linux in
          try await linux.sigaction(
            .user1,
            .handle(flags: flags) { linux, _ in
              _ = try await linux.exchange(Self.seen, 1)
            })
          let main = try await linux.getpid()
          let child = try await linux.clone([.vm], exitSignal: .child) { linux in
            try await linux.yield()
            try await linux.kill(main, .user1)
            try await linux.yield()
            try await linux.yield()
            return 3
          }
          do {
            let ended = try await linux.wait(for: ProcessID(child))
            return Int32(try await linux.load(Self.seen)) * 10 + (ended?.status.exitCode ?? 0)
          } catch Errno.interrupted {
            return 20
          }
        }
      }
      #expect(try run(program([])).status == .exited(20))
      #expect(try run(program(.restart)).status == .exited(13))
    }

    @Test func `runs handlers on top of each other, and before its own first step`() throws {
      let program: TaskBody = { linux in
        let note: @Sendable (SystemCalls, UInt32) async throws -> Void = { linux, digit in
          let before = try await linux.load(Self.word)
          try await linux.store(Self.word, before * 10 + digit)
        }
        try await linux.sigaction(.user1, .handle { linux, _ in try await note(linux, 1) })
        try await linux.sigaction(
          .user2,
          .handle { linux, _ in
            // The other one is taken in here.
            try await linux.tgkill(try await linux.getpid(), try await linux.gettid(), .user1)
            try await note(linux, 2)
          })
        let main = try await linux.getpid()
        let thread = try await linux.clone(
          Self.thread.union(.childClearTID), childTID: Self.seen
        ) { linux in
          try await note(linux, 3)
          return 0
        }
        // The thread has not run yet; both wait for it.
        try await linux.tgkill(main, thread, .user2)
        for _ in 0..<9 { try await linux.yield() }
        return Int32(try await linux.load(Self.word))
      }
      let run = try run(program)
      #expect(run.status == .exited(123))
      #expect(run.ending == .finished)
    }

    @Test func `takes several signals before it starts, one handler after the other`() throws {
      let program: TaskBody = { linux in
        for (signal, digit) in [(Signal.user1, UInt32(1)), (.user2, 2)] {
          try await linux.sigaction(
            signal,
            .handle { linux, _ in
              let before = try await linux.load(Self.word)
              try await linux.store(Self.word, before * 10 + digit)
            })
        }
        let main = try await linux.getpid()
        let thread = try await linux.clone(Self.thread) { linux in
          let before = try await linux.load(Self.word)
          try await linux.store(Self.word, before * 10 + 3)
          return 0
        }
        try await linux.tgkill(main, thread, .user1)
        try await linux.tgkill(main, thread, .user2)
        for _ in 0..<9 { try await linux.yield() }
        return Int32(try await linux.load(Self.word))
      }
      // The second is put on top of the first, which has not begun.
      #expect(try run(program).status == .exited(213))
    }

    @Test func `waits for signals that it blocks`() throws {
      let program: TaskBody = { linux in
        try await linux.sigprocmask(.block, SignalSet(of: .user1, .user2))
        try await linux.kill(try await linux.getpid(), .user2)
        guard try await linux.sigpending() == SignalSet(.user2) else { return 1 }
        let info = try await linux.sigwait(SignalSet(of: .user1, .user2))
        guard info.signal == .user2, info.code == .user else { return 2 }
        try await linux.sigaction(.user1, .handle { _, _ in })
        try await linux.kill(try await linux.getpid(), .user1)
        do {
          try await linux.sigsuspend([])
        } catch Errno.interrupted {
          return 7
        }
        return 3
      }
      #expect(try run(program).status == .exited(7))
      #expect(try explore(7, program).verdict == .pass)
    }

    @Test func `has a handler that ends at once where a script has set it`() throws {
      let script = TaskScript([
        .sigaction(signal: .user1, disposition: .handler(at: UserAddress(rawValue: 0x4000))),
        .kill(pid: 2, signal: .user1), .exitGroup(code: 5),
      ])
      let run = try run(scripts: [0: script]) { linux in try await linux.handOver(to: 0) }
      #expect(run.status == .exited(5))
    }

    @Test func `executes a program in the place of all threads of its process`() throws {
      var kernel = Kernel.explored()
      kernel.makeFile("/program", contents: Array("\u{7f}ELF".utf8), permissions: 0o755)
      let program: TaskBody = { linux in
        try await linux.clone(Self.thread) { linux in
          do {
            try await linux.execve("/nothing") { _ in 1 }
          } catch Errno.noSuchFileOrDirectory {}
          try await linux.execve("/program") { linux in
            let isLeader = try await linux.getpid().rawValue == linux.gettid().rawValue
            let isNew = try await linux.load(Self.word) == 0
            return isLeader && isNew && linux.threadPointer == .null ? 9 : 1
          }
        }
        try await linux.store(Self.word, 5)
        while true { try await linux.yield() }
      }
      let run = try run(kernel: kernel, program)
      #expect(run.status == .exited(9))
      #expect(run.ending == .finished)
    }

    @Test func `has the thread pointer that clone gave it, in its handlers too`() throws {
      let program: TaskBody = { linux in
        let own = SystemCalls.data + 256
        try await linux.sigaction(
          .user1, .handle { linux, _ in try await linux.store(linux.threadPointer, 6) })
        let main = try await linux.getpid()
        let threadID = try await linux.clone(
          Self.thread.union([.setTLS, .vfork]), tls: own.rawValue
        ) { linux in
          try await linux.tgkill(main, try await linux.gettid(), .user1)
          let value = try await linux.load(linux.threadPointer)
          try await linux.clone(Self.thread.union(.vfork)) { linux in
            try await linux.store(linux.threadPointer, value + 1)
            return 0
          }
          return 0
        }
        guard threadID.rawValue > 0, linux.threadPointer == .null else { return 1 }
        return Int32(try await linux.load(own))
      }
      #expect(try run(program).status == .exited(7))
    }
  }
}
