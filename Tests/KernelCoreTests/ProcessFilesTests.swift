import KernelCore
import LinuxABI
import Testing

@Suite struct `Files of processes` {
  @Test func `what a task says of itself`() throws {
    let play = try Play([
      Part(
        [
          .fileCall(.prctl, 15, 0, 0, 0, 0, "worker"), .registers(RegisterCall(.prctl, 16)),
        ] + Self.contents("/proc/self/status") + Self.contents("/proc/self/stat")
          + Self.contents("/proc/thread-self/comm") + Self.contents("/proc/self/maps") + [
            .readlink("/proc/self"), .readlink("/proc/thread-self"), .readlink("/proc/self/cwd"),
            .readlink("/proc/self/exe"), .readlink("/proc/2/fd/0"), .open("/proc/3/stat", []),
          ])
    ])
    let texts = play.texts(2)
    #expect(play.answers[2]?[1].bytes == Array("worker".utf8) + [UInt8](repeating: 0, count: 10))
    let status = texts[3]
    for line in [
      "Name:\tworker\n", "State:\tR (running)\n", "Tgid:\t2\n", "PPid:\t1\n", "TracerPid:\t0\n",
      "Uid:\t0\t0\t0\t0\n", "Threads:\t1\n", "SigBlk:\t0000000000000000\n", "NSpid:\t2\n",
    ] {
      #expect(status.contains(line))
    }
    let fields = texts[6].split(separator: " ")
    #expect(fields.count == 52)
    #expect(fields.prefix(6) == ["2", "(worker)", "R", "1", "2", "2"])
    #expect(texts[9] == "worker\n")
    #expect(texts[12].contains(" rw-p "))
    #expect(
      texts.suffix(6).prefix(3) == ["2", "2/task/2", "/"])
    #expect(
      play.errors(2).suffix(3) == [.noSuchFileOrDirectory, nil, .noSuchFileOrDirectory])
    #expect(texts.suffix(2).first == "/dev/console")
  }

  @Test func `processes are listed in the order of their numbers`() throws {
    let play = try Play([
      [
        .fork(part: 1), .fork(part: 1), .thread(part: 1), .open("/proc", .directory),
        .fileCall(.getdents64, 3, 0, 4_096), .open("/proc/2/task", .directory),
        .fileCall(.getdents64, 4, 0, 4_096), .open("/proc/self/fd", .directory),
        .fileCall(.getdents64, 5, 0, 4_096), .wait(), .open("/proc/3/status", []),
        .open("/proc/5/comm", []), .open("/proc/self/task/3/comm", []),
      ],
      [.schedYield],
    ])
    #expect(play.listed(2, 4).suffix(4) == ["1:4", "2:4", "3:4", "4:4"])
    #expect(play.listed(2, 6).dropFirst(2) == ["2:4", "5:4"])
    #expect(
      play.listed(2, 8).dropFirst(2) == ["0:10", "1:10", "2:10", "3:10", "4:10", "5:10"])
    #expect(play.errors(2).last == .noSuchFileOrDirectory)
  }

  /// B27: the name alone of what that rule names.
  @Test func `a program is called by its file, and a child by its parent's name`() throws {
    var kernel = Kernel()
    kernel.makeDirectory("/bin")
    kernel.makeFile("/bin/tool", contents: [0x7f, 0x45, 0x4c, 0x46, 1], permissions: 0o755)
    kernel.makeFile(
      "/bin/script", contents: Array("#! /bin/tool -x  \nrest".utf8), permissions: 0o755)
    let play = try Play(
      [
        [
          .registers(
            RegisterCall(.execve, 0, 0, 0, 0, 0, 1, bytes: Array("/bin/script\0s\0a b\0".utf8)))
        ],
        Part(
          [.fork(part: 2)] + Self.contents("/proc/self/cmdline") + [
            .readlink("/proc/self/exe"), .wait(),
          ]),
        Part(Self.contents("/proc/self/comm")),
      ], on: kernel)
    #expect(play.texts(2)[2] == "/bin/tool\0-x\0/bin/script\0a b\0")
    #expect(play.texts(2)[4] == "/bin/tool")
    #expect(play.texts(3)[1] == "script\n")
  }

  @Test func `what cannot be executed`() throws {
    var kernel = Kernel()
    kernel.makeDirectory("/bin")
    kernel.makeFile("/bin/empty", permissions: 0o755)
    kernel.makeFile("/bin/blank", contents: Array("#!  \n".utf8), permissions: 0o755)
    kernel.makeFile("/bin/lost", contents: Array("#!/nowhere\n".utf8), permissions: 0o755)
    kernel.makeFile("/bin/loop", contents: Array("#!/bin/loop\n".utf8), permissions: 0o755)
    kernel.makeFile("/bin/plain", contents: [0x7f, 0x45, 0x4c, 0x46], permissions: 0o644)
    // Two bytes name an interpreter without a byte, a directory; 256 cut a name off.
    kernel.makeFile("/bin/two", contents: Array("#!".utf8), permissions: 0o755)
    let long = "#!/" + String(repeating: "x", count: 300)
    kernel.makeFile("/bin/long", contents: Array(long.utf8), permissions: 0o755)
    let names = ["empty", "blank", "lost", "loop", "plain", "none", "two", "long"]
    let play = try Play(
      [Part(names.map { .execve(path: Array("/bin/\($0)".utf8), entry: 0) })], on: kernel)
    #expect(
      play.errors(2) == [
        .execFormatError, .execFormatError, .noSuchFileOrDirectory, .tooManySymbolicLinks,
        .permissionDenied, .noSuchFileOrDirectory, .permissionDenied, .execFormatError,
      ])
  }

  @Test func `pipes are told by their inodes, and opened anew`() throws {
    let play = try Play([
      [
        .pipe(), .readlink("/proc/self/fd/3"), .open("/proc/self/fd/4", .writeOnly), .write(5, "x"),
        .read(3, 5), .close(fd: 4), .close(fd: 5), .read(3, 5), .stat("/dev/fd/3"),
      ]
    ])
    #expect(play.texts(2)[1] == "pipe:[4]")
    #expect(play.texts(2)[4] == "x")
    #expect(play.values(2)[7] == 0)
    #expect(play.answers[2]?[8].bytes[16..<20] == [0x80, 0x11, 0, 0])
  }

  private static func contents(_ path: String) -> [SystemCall] {
    [.open(path, []), .read(3, 4_096), .close(fd: 3)]
  }
}

@Suite struct `Streams of programs` {
  @Test func `what is written to 1 and 2 is told apart`() throws {
    var kernel = Kernel()
    kernel.consoleInput = Array("input".utf8)
    let program = kernel.spawnProgram(entry: 0, streams: .separate)
    let calls: [SystemCall] = [
      .write(1, "out"), .write(2, "err"), .write(1, "more"),
      .registers(RegisterCall(.dup3, 1, 2)), .write(2, "joined"), .read(0, 3), .read(0, 3),
      .read(0, 3), .fileCall(.fstat, 1), .fileCall(.ioctl, 1, 0x5401), .write(0, "x"),
    ]
    let replies = try Self.run(&kernel, calls)
    #expect(kernel.console == Array("outerrmorejoined".utf8))
    #expect(kernel.console(of: .output) == Array("outmorejoined".utf8))
    #expect(kernel.console(of: .error) == Array("err".utf8))
    #expect(kernel.consoleRuns.map(\.range) == [0..<3, 3..<6, 6..<16])
    #expect(replies[5].bytes == Array("inp".utf8))
    #expect(replies[6].bytes == Array("ut".utf8))
    #expect(replies[7].value == 0)
    #expect(replies[8].bytes[16..<20] == [0x80, 0x11, 0, 0])
    #expect(replies[9].errno == .notTerminal)
    #expect(replies[10].errno == .badFileDescriptor)
    #expect(kernel.status(ofProgram: program) != nil)
  }

  @Test func `a terminal, if the boot says so`() throws {
    var boot = Boot.bare
    boot.console = .terminal
    var kernel = Kernel(boot: boot)
    kernel.consoleInput = Array("one\ntwo\n".utf8)
    _ = kernel.spawnProgram(entry: 0)
    let replies = try Self.run(
      &kernel,
      [
        .fileCall(.ioctl, 0, 0x5401), .fileCall(.ioctl, 1, 0x5413), .read(0, 100), .read(0, 100),
        .read(0, 100), .fileCall(.fstat, 0), .open("/dev/tty", .readWrite),
        .fileCall(.ioctl, 0, 0x540f),
        .fileCall(.ioctl, 0, 0x9999),
      ])
    #expect(replies[0].bytes.count == 36)
    #expect(replies[1].bytes == [24, 0, 80, 0, 0, 0, 0, 0])
    #expect(replies[2].bytes == Array("one\n".utf8))
    #expect(replies[3].bytes == Array("two\n".utf8))
    #expect(replies[4].value == 0)
    #expect(replies[5].bytes[16..<20] == [0x90, 0x21, 0, 0])
    #expect(replies[6].value == 3)
    #expect(replies[7].bytes == [2, 0, 0, 0])
    #expect(replies[8].errno == .notTerminal)
  }

  @Test func `random numbers are the same in every run, and others with another seed`() throws {
    func numbers(_ seed: UInt64?) throws -> [UInt8] {
      var boot = Boot.bare
      if let seed { boot.randomSeed = seed }
      var kernel = Kernel(boot: boot)
      _ = kernel.spawnProgram(entry: 0)
      let replies = try Self.run(
        &kernel, [.fileCall(.getrandom, 0, 20), .open("/dev/urandom", []), .read(3, 20)])
      return replies[0].bytes + replies[2].bytes
    }
    #expect(try numbers(nil).count == 40)
    #expect(try numbers(nil) == numbers(nil))
    #expect(try numbers(nil) != numbers(1))
  }

  private static func run(_ kernel: inout Kernel, _ calls: [SystemCall]) throws -> [Reply] {
    var replies: [Reply] = []
    var left = calls[...]
    while true {
      switch kernel.next() {
      case .start(let task, _): kernel.submit(left.popFirst() ?? .exit(code: 0), by: task)
      case .resume(let task, let reply):
        replies.append(reply)
        kernel.submit(left.popFirst() ?? .exit(code: 0), by: task)
      case .allDone, .deadlock: return replies
      default: break
      }
      try kernel.checkInvariants()
    }
  }
}
