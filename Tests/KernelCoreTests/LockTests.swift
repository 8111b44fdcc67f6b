import KernelCore
import LinuxABI
import Testing

/// What Linux answers was measured on 6.18.
@Suite struct `Locks of files` {
  /// F_GETLK, F_SETLK and F_SETLKW, and the same of open files.
  private enum Command {
    static let ask: UInt64 = 5
    static let set: UInt64 = 6
    static let wait: UInt64 = 7
    static let setOfFile: UInt64 = 37
  }

  private enum Kind: UInt8 {
    case shared = 0
    case exclusive = 1
    case none = 2
  }

  private func lock(
    _ fd: UInt64, _ command: UInt64, _ kind: Kind, _ start: UInt8, _ length: UInt8
  ) -> SystemCall {
    var bytes = [UInt8](repeating: 0, count: 32)
    bytes[0] = kind.rawValue
    bytes[8] = start
    bytes[16] = length
    return .registers(RegisterCall(.fcntl, fd, command, bytes: bytes))
  }

  private var open: SystemCall {
    .open(path: Array("/tmp/locked".utf8), flags: [.create, .readWrite], mode: 0o600)
  }

  private func flock(_ fd: UInt64, _ operation: UInt64) -> SystemCall {
    .registers(RegisterCall(.flock, fd, operation))
  }

  /// Type, start and length of an answer to F_GETLK.
  private func told(_ reply: Reply?) -> [UInt8] {
    guard let bytes = reply?.bytes, bytes.count == 32 else { return [] }
    return [bytes[0], bytes[8], bytes[16]]
  }

  /// Source: fcntl(2); `fs/locks.c: posix_lock_inode`.
  @Test func `a lock of another kind splits one, and neighbours of a kind become one`() throws {
    let play = try Play([
      [
        open, lock(3, Command.set, .exclusive, 10, 20), lock(3, Command.set, .shared, 15, 5),
        .fork(part: 1), .wait(), lock(3, Command.set, .exclusive, 15, 5), .fork(part: 2), .wait(),
      ],
      [
        lock(3, Command.ask, .exclusive, 0, 0), lock(3, Command.ask, .exclusive, 15, 0),
        lock(3, Command.ask, .exclusive, 20, 0), lock(3, Command.ask, .shared, 15, 5),
      ],
      [lock(3, Command.ask, .exclusive, 0, 0)],
    ])
    #expect(
      play.answers[3]?.map { told($0) } == [[1, 10, 5], [0, 15, 5], [1, 20, 10], [2, 15, 5]])
    #expect(play.answers[4]?.map { told($0) } == [[1, 10, 20]])
  }

  /// Source: `fs/locks.c: locks_translate_pid`.
  @Test func `the first PID namespace is told whose lock it was, if that process is gone`() throws {
    let play = try Play([
      [
        open, .clone(.files, .child, part: 1), .wait(), .fork(part: 2), .wait(),
        .clone(.newPID, .child, part: 2), .wait(),
      ],
      [lock(3, Command.set, .exclusive, 0, 4)],
      [lock(3, Command.ask, .exclusive, 0, 4)],
    ])
    #expect(play.answers[4]?.first?.bytes[24..<28] == [3, 0, 0, 0])
    #expect(play.answers[5]?.first?.bytes[24..<28] == [0, 0, 0, 0])
  }

  /// Source: fcntl(2): "If a process closes any file descriptor referring to a file".
  @Test func `any close of the file lets a process's locks go, but not those of open files`()
    throws
  {
    let play = try Play([
      [
        open, open, lock(3, Command.set, .exclusive, 0, 4),
        lock(3, Command.setOfFile, .exclusive, 10, 4), .close(fd: 4), .fork(part: 1), .wait(),
      ],
      [lock(3, Command.ask, .exclusive, 0, 4), lock(3, Command.ask, .exclusive, 10, 4)],
    ])
    #expect(play.answers[3]?.map { told($0) } == [[2, 0, 4], [1, 10, 4]])
  }

  @Test func `who waits gets the lock when its owner ends`() throws {
    let play = try Play([
      [
        open, lock(3, Command.set, .exclusive, 0, 4), .fork(part: 1), .schedYield,
        lock(3, Command.set, .none, 0, 2), .schedYield,
      ],
      [lock(3, Command.set, .shared, 0, 1), lock(3, Command.wait, .exclusive, 0, 4)],
    ])
    #expect(play.values(3).suffix(1) == [0])
    #expect(play.ending == .allDone)
  }

  /// Source: fcntl(2), EDEADLK; `fs/locks.c: posix_locks_deadlock`.
  @Test func `two that would wait for each other`() throws {
    let play = try Play([
      [
        open, lock(3, Command.set, .exclusive, 0, 1), .fork(part: 1), .schedYield, .schedYield,
        lock(3, Command.wait, .exclusive, 1, 1), lock(3, Command.set, .none, 0, 0), .wait(),
      ],
      [lock(3, Command.set, .exclusive, 1, 1), lock(3, Command.wait, .exclusive, 0, 1)],
    ])
    #expect(play.errors(2).contains(.deadlock))
    #expect(play.values(3) == [0, 0])
  }

  /// Source: flock(2): "Converting a lock is not guaranteed to be atomic".
  @Test func `an open file that fails to lock alone has lost what it shared`() throws {
    let play = try Play([
      [
        open, open, flock(3, 1), flock(4, 1), flock(3, 6), flock(4, 6), flock(3, 5), flock(4, 8),
        flock(3, 5),
      ]
    ])
    #expect(play.values(2).dropFirst(2) == [0, 0, -11, 0, -11, 0, 0])
  }
}
