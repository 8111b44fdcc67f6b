import KernelCore
import LinuxABI
import Testing

/// The errors were measured on Linux 6.18, in a directory of a file system of its own.
@Suite struct `The tree of files` {
  @Test func `errors of making and removing names`() throws {
    try expect([
      (.mkdir("d"), nil), (.mkdir("d"), .fileExists), (.mkdir("d/"), .fileExists),
      (.mkdir("e/"), nil), (.mkdir("."), .fileExists), (.mkdir("/"), .fileExists),
      (.mkdir("x/y"), .noSuchFileOrDirectory), (.open("f", [.create, .readWrite]), nil),
      (.open("f/", []), .notDirectory), (.open("g/", [.create, .readWrite]), .isDirectory),
      (.open("f/x", []), .notDirectory), (.open("d", .readWrite), .isDirectory),
      (.open("d", .create), .isDirectory), (.open("d", .directory), nil),
      (.open("f", .directory), .notDirectory), (.symlink("f", "l"), nil),
      (.symlink("f", "l"), .fileExists), (.symlink("", "l2"), .noSuchFileOrDirectory),
      (.symlink("x", "s/"), .noSuchFileOrDirectory), (.open("l", .noFollow), .tooManySymbolicLinks),
      (.open("l", [.create, .exclusive]), .fileExists),
      (.open("l", [.noFollow, .directory]), .notDirectory), (.symlink("loop", "loop"), nil),
      (.open("loop", []), .tooManySymbolicLinks), (.symlink("new", "dangling"), nil),
      (.open("dangling", [.create, .readWrite]), nil), (.access("new", 0), nil),
      (.readlink("l"), nil), (.readlink("f"), .invalidArgument),
      (.readlink("l", 0), .invalidArgument), (.readlink("nope"), .noSuchFileOrDirectory),
      (.readlink("l/"), .notDirectory), (.link("f", "h"), nil), (.link("f", "h"), .fileExists),
      (.link("d", "h2"), .notPermitted), (.link("nope", "h2"), .noSuchFileOrDirectory),
      (.link("f", "h3/"), .noSuchFileOrDirectory), (.link("l", "hl"), nil),
      (.unlink("d"), .isDirectory), (.unlink("d/"), .isDirectory), (.unlink("f/"), .notDirectory),
      (.unlink("."), .isDirectory), (.unlink("nope"), .noSuchFileOrDirectory),
      (.rmdir("f"), .notDirectory), (.rmdir("."), .invalidArgument),
      (.rmdir("d/.."), .directoryNotEmpty), (.rmdir("/"), .resourceBusy),
      (.rmdir("nope"), .noSuchFileOrDirectory), (.mkdir("d/in"), nil),
      (.rmdir("d"), .directoryNotEmpty), (.rename("d", "d/in/x"), .invalidArgument),
      (.rename("d/in", "d"), .directoryNotEmpty), (.rename("f", "d"), .isDirectory),
      (.rename("d", "f"), .notDirectory), (.rename("f", "h"), nil),
      (.rename("f", "f2/"), .notDirectory), (.rename("e", "e2/"), nil),
      (.rename("e2", "d"), .directoryNotEmpty), (.rename(".", "z"), .resourceBusy),
      (.rename("e2/..", "z"), .resourceBusy), (.rename("f", "h", flags: 1), .fileExists),
      (.rename("f", "q", flags: 8), .invalidArgument),
      (.rename("/proc/version", "zz"), .crossDeviceLink),
      (.mkdir("/proc/foo"), .noSuchFileOrDirectory), (.unlink("/proc/version"), .notPermitted),
      (.open("/proc/foo", [.create, .readWrite]), .noSuchFileOrDirectory),
      (.rmdir("/proc"), .resourceBusy), (.rename("/proc", "/p"), .resourceBusy),
      (.open("d", .truncate), .isDirectory), (.open("d", [.create, .directory]), .invalidArgument),
      (.access("f", 1), .permissionDenied), (.access("f", 8), .invalidArgument),
      (.chmod("f", 0o755), nil), (.access("f", 1), nil),
    ])
  }

  @Test func `errors of descriptors and places`() throws {
    try expect([
      (.open("f", [.create, .readWrite]), nil), (.lseek(3, -1, 0), .invalidArgument),
      (.lseek(3, 0, 7), .invalidArgument), (.lseek(3, 5, 2), nil),
      (.lseek(3, 0, 3), .noSuchAddress), (.ftruncate(3, -1), .invalidArgument),
      (.mkdir("d"), nil), (.truncate("d", 1), .isDirectory), (.open("f", []), nil),
      (.ftruncate(4, 1), .invalidArgument), (.fileCall(.fchdir, 4), .notDirectory),
      (.openat(4, "x"), .notDirectory), (.openat(77, "x"), .badFileDescriptor),
      (.openat(77, "/tmp"), nil), (.openat(77, ""), .noSuchFileOrDirectory),
      (.open("d", .directory), nil), (.read(6, 1), .isDirectory),
      (.fileCall(.getdents64, 4, 0, 100), .notDirectory),
      (.fileCall(.getdents64, 6, 0, 10), .invalidArgument), (.fsync(4), nil), (.pipe(), nil),
      (.fsync(7), .invalidArgument), (.ftruncate(8, 0), .invalidArgument),
      (.lseek(7, 0, 0), .illegalSeek), (.fileCall(.fchdir, 7), .notDirectory),
      (.openat(7, "x"), .notDirectory), (.fileCall(.pread64, 7, 0, 1, 0), .illegalSeek),
      (.fileCall(.pread64, 7, 0, 1, .max), .invalidArgument), (.open("/dev/full", .readWrite), nil),
      (.write(9, ""), .noSpace), (.write(9, "x"), .noSpace),
      (.open("/dev/tty", .readWrite), .noSuchAddress), (.open("/dev/null", .readWrite), nil),
      (.lseek(10, 10, 0), nil), (.read(10, 1), nil),
      (.write(fd: 10, buffer: .memory(UserAddress(rawValue: 8), count: 10)), nil),
      (.fileCall(.ioctl, 1, 0x5401), .notTerminal),
    ])
  }

  @Test func `a directory that was removed is empty, and takes nothing`() throws {
    try expect([
      (.mkdir("gone"), nil), (.chdir("gone"), nil), (.rmdir("../gone"), nil),
      (.getcwd, .noSuchFileOrDirectory),
      (.open("new", [.create, .readWrite]), .noSuchFileOrDirectory), (.open(".", []), nil),
      (.mkdir("n"), .noSuchFileOrDirectory), (.access("..", 0), nil),
    ])
  }

  @Test func `a file lives as long as it is open, and its slot is used again`() throws {
    let play = try Play(
      [
        [
          .open("/tmp/f", [.create, .readWrite]), .write(3, "still here"), .unlink("/tmp/f"),
          .lseek(3, 0, 0), .read(3, 100), .open("/tmp/f", []), .stat("/proc/self/fd/3"),
          .readlink("/proc/self/fd/3"), .close(fd: 3), .open("/tmp/g", [.create, .readWrite]),
        ]
      ])
    #expect(play.texts(2)[4] == "still here")
    #expect(play.errors(2)[5] == .noSuchFileOrDirectory)
    // No name is left.
    #expect(play.answers[2]?[6].bytes[20] == 0)
    #expect(play.texts(2)[7] == "/tmp/f (deleted)")
    var limits = KernelLimits()
    limits.nodesMax = 40
    let many = try Play(
      [
        Part { replies in
          guard replies.count < 200 else { return nil }
          return replies.count % 2 == 1
            ? .mkdir("/tmp/again") : .rmdir("/tmp/again")
        }
      ], on: Kernel(limits: limits))
    #expect(many.errors(2).allSatisfy { $0 == nil })
  }

  @Test func `names of one file count, and share what is in it`() throws {
    let play = try Play([
      [
        .open("/tmp/f", [.create, .readWrite]), .write(3, "abc"), .link("/tmp/f", "/tmp/g"),
        .stat("/tmp/g"), .unlink("/tmp/f"), .readlink("/proc/self/fd/3"), .open("/tmp/g", []),
        .read(4, 10), .mkdir("/tmp/d"), .mkdir("/tmp/d/e"), .stat("/tmp/d"), .stat("/tmp/d/e/.."),
      ]
    ])
    let file = play.answers[2]?[3].bytes ?? []
    #expect(file.count == 128)
    #expect(file[16..<24] == [0xa4, 0x81, 0, 0, 2, 0, 0, 0])
    #expect(file[48] == 3)
    #expect(play.texts(2)[5] == "/tmp/g")
    #expect(play.texts(2)[7] == "abc")
    #expect(play.answers[2]?[10].bytes[20] == 3)
    #expect(play.answers[2]?[10].bytes == play.answers[2]?[11].bytes)
  }

  @Test func `what a directory holds, entry by entry`() throws {
    let play = try Play([
      [
        .mkdir("/tmp/d"), .mkdir("/tmp/d/sub"), .open("/tmp/d/file", [.create, .readWrite]),
        .symlink("x", "/tmp/d/link"), .open("/tmp/d", .directory), .fileCall(.getdents64, 4, 0, 60),
        .unlink("/tmp/d/file"), .fileCall(.getdents64, 4, 0, 1_000),
        .fileCall(.getdents64, 4, 0, 1_000),
        .lseek(4, 0, 0), .fileCall(.getdents64, 4, 0, 1_000),
      ]
    ])
    #expect(play.listed(2, 5) == [".:4", "..:4"])
    #expect(play.listed(2, 7) == ["sub:4", "link:10"])
    #expect(play.values(2)[8] == 0)
    #expect(play.listed(2, 10) == [".:4", "..:4", "sub:4", "link:10"])
  }

  @Test func `sticky directories, owners and groups`() throws {
    var kernel = Kernel()
    kernel.makeFile("/tmp/roots", permissions: 0o666)
    kernel.makeFile("/tmp/users", permissions: 0o600, owner: .user)
    let play = try Play(
      [
        [
          .unlink("/tmp/roots"), .rename("/tmp/roots", "/tmp/x"), .unlink("/etc/passwd"),
          .chmod("/tmp/roots", 0o777), .open("/etc/passwd", .readWrite),
          .chmod("/tmp/users", 0o4755),
          .mkdir("/no"), .fileCall(.fchownat, UInt64(bitPattern: -100), 0, 0, 0, 0, "/tmp/users"),
          .unlink("/tmp/users"), .access("/etc/passwd", 2), .access("/home/user", 7),
        ]
      ], on: kernel, as: .user)
    #expect(
      play.errors(2) == [
        .notPermitted, .notPermitted, .permissionDenied, .notPermitted, .permissionDenied, nil,
        .permissionDenied, .notPermitted, nil, .permissionDenied, nil,
      ])
  }

  @Test func `forty links are followed, and no more`() throws {
    var calls: [SystemCall] = [.open("/tmp/l0", [.create, .readWrite])]
    for place in 1...41 { calls.append(.symlink("/tmp/l\(place - 1)", "/tmp/l\(place)")) }
    let play = try Play([Part(calls + [.open("/tmp/l40", []), .open("/tmp/l41", [])])])
    #expect(play.errors(2).suffix(2) == [nil, .tooManySymbolicLinks])
  }

  @Test func `vectors and places`() throws {
    let base = UserMemoryLayout.dataStart
    func vector(_ place: UInt64, _ address: UInt64, _ count: UInt64) -> [SystemCall] {
      [
        .store(address: base + place * 16, width: .doubleWord, value: address),
        .store(address: base + (place * 16 + 8), width: .doubleWord, value: count),
      ]
    }
    let text = base.rawValue + 256
    let play = try Play([
      Part(
        vector(0, text, 2) + vector(1, text + 4, 3) + [
          .store(address: base + 256, width: .doubleWord, value: 0x6766_6564_6362_6100 | 0x61),
          .open("/tmp/f", [.create, .readWrite]), .fileCall(.writev, 3, base.rawValue, 2),
          .fileCall(.pread64, 3, 0, 10, 1), .fileCall(.pwrite64, 3, 0, 2, 4, 0, "XY"),
          .fileCall(.lseek, 3, 0, 1), .fileCall(.pread64, 3, 0, 10, 0),
          .fileCall(.writev, 3, base.rawValue, 1_025),
          .fileCall(.writev, 3, 8, 1), .fileCall(.readv, 3, base.rawValue, 0),
          .fileCall(.ftruncate, 3, 2), .fileCall(.pread64, 3, 0, 10, 0),
        ])
    ])
    #expect(play.values(2).suffix(10) == [5, 4, 2, 5, 6, -22, -14, 0, 0, 2])
    #expect(play.texts(2).suffix(9).first == "adef")
    #expect(play.texts(2).suffix(6).first == "aadeXY")
  }

  private func expect(_ steps: [(SystemCall, Errno?)]) throws {
    var kernel = Kernel()
    kernel.makeDirectory("/work")
    let play = try Play([Part([.chdir("/work")] + steps.map(\.0))], on: kernel)
    let errors = play.errors(2).dropFirst()
    #expect(errors.count == steps.count)
    for (step, error) in zip(steps, errors) where step.1 != error {
      Issue.record("\(step.0): \(error?.name ?? "success"), not \(step.1?.name ?? "success")")
    }
  }
}

extension SystemCall {
  /// A call on files: words, then the strings that it carries.
  static func fileCall(
    _ number: SystemCallNumber, _ a: UInt64 = 0, _ b: UInt64 = 0, _ c: UInt64 = 0,
    _ d: UInt64 = 0, _ e: UInt64 = 0, _ paths: String...
  ) -> SystemCall {
    var bytes: [UInt8] = []
    for path in paths { bytes += Array(path.utf8) + [0] }
    if number == .pwrite64 { bytes.removeLast() }
    return .registers(RegisterCall(number, a, b, c, d, e, bytes: bytes))
  }

  private static var here: UInt64 { UInt64(bitPattern: -100) }

  static func mkdir(_ path: String) -> SystemCall {
    .fileCall(.mkdirat, here, 0, 0o777, 0, 0, path)
  }
  static func symlink(_ target: String, _ path: String) -> SystemCall {
    .fileCall(.symlinkat, 0, here, 0, 0, 0, target, path)
  }
  static func link(_ old: String, _ new: String) -> SystemCall {
    .fileCall(.linkat, here, 0, here, 0, 0, old, new)
  }
  static func unlink(_ path: String) -> SystemCall { .fileCall(.unlinkat, here, 0, 0, 0, 0, path) }
  static func rmdir(_ path: String) -> SystemCall {
    .fileCall(.unlinkat, here, 0, 0x200, 0, 0, path)
  }
  static func rename(_ old: String, _ new: String, flags: UInt64 = 0) -> SystemCall {
    .fileCall(.renameat2, here, 0, here, 0, flags, old, new)
  }
  static func readlink(_ path: String, _ count: UInt64 = 100) -> SystemCall {
    .fileCall(.readlinkat, here, 0, 0, count, 0, path)
  }
  static func access(_ path: String, _ mode: UInt64) -> SystemCall {
    .fileCall(.faccessat, here, 0, mode, 0, 0, path)
  }
  static func chmod(_ path: String, _ mode: UInt64) -> SystemCall {
    .fileCall(.fchmodat, here, 0, mode, 0, 0, path)
  }
  static func stat(_ path: String) -> SystemCall { .fileCall(.newfstatat, here, 0, 0, 0, 0, path) }
  static func openat(_ fd: UInt64, _ path: String) -> SystemCall {
    .fileCall(.openat, fd, 0, 0, 0, 0, path)
  }
  static func truncate(_ path: String, _ length: Int64) -> SystemCall {
    .fileCall(.truncate, 0, UInt64(bitPattern: length), 0, 0, 0, path)
  }
  static func ftruncate(_ fd: UInt64, _ length: Int64) -> SystemCall {
    .fileCall(.ftruncate, fd, UInt64(bitPattern: length))
  }
  static func lseek(_ fd: UInt64, _ offset: Int64, _ whence: UInt64) -> SystemCall {
    .fileCall(.lseek, fd, UInt64(bitPattern: offset), whence)
  }
  static func fsync(_ fd: UInt64) -> SystemCall { .fileCall(.fsync, fd) }
}

extension Play {
  /// The entries that a getdents64 told, with their types.
  func listed(_ threadID: Int32, _ place: Int) -> [String] {
    let replies = answers[threadID] ?? []
    let bytes = place < replies.count ? replies[place].bytes : []
    var entries: [String] = []
    var start = 0
    while start + 19 < bytes.count {
      let length = Int(bytes[start + 16]) | Int(bytes[start + 17]) << 8
      let name = bytes[(start + 19)..<(start + length)].prefix { $0 != 0 }
      entries.append(String(decoding: name, as: UTF8.self) + ":" + String(bytes[start + 18]))
      start += length
    }
    return entries
  }
}
