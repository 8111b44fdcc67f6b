import Foundation
import KernelCore
import LinuxABI
import Testing

/// Kernel threads of the running kernel, as far as /proc shows them: G1, G2, G8, G13, G16.
@Suite struct `Kernel threads of the running kernel` {
  /// What /proc says of a task.
  private struct Shown {
    let name: String
    let state: Character
    let parent: Int32
    let group: Int32
    let session: Int32
    let flags: ProcessFlags
    let status: String

    init?(_ threadID: Int32) {
      guard let stat = try? String(contentsOfFile: "/proc/\(threadID)/stat", encoding: .utf8),
        let open = stat.firstIndex(of: "("), let close = stat.lastIndex(of: ")"),
        let status = try? String(contentsOfFile: "/proc/\(threadID)/status", encoding: .utf8)
      else { return nil }
      name = String(stat[stat.index(after: open)..<close])
      let fields = stat[close...].split(separator: " ").dropFirst().map(String.init)
      guard fields.count > 7, let parent = Int32(fields[1]), let group = Int32(fields[2]),
        let session = Int32(fields[3]), let flags = UInt32(fields[6])
      else { return nil }
      state = Character(fields[0])
      self.parent = parent
      self.group = group
      self.session = session
      self.flags = ProcessFlags(rawValue: flags)
      self.status = status
    }
  }

  /// The tasks of /proc, or nil, with the reason printed, where it does not show the kernel's
  /// threads.
  private static func shown() -> [Int32: Shown]? {
    guard let kthreadd = Shown(2), kthreadd.name == "kthreadd" else {
      print("The running kernel was not asked for its threads: /proc/2 is not kthreadd here.")
      return nil
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    var tasks: [Int32: Shown] = [:]
    for threadID in names.compactMap({ Int32($0) }) { tasks[threadID] = Shown(threadID) }
    return tasks
  }

  /// The flags that both know; the running kernel has more.
  private static let known: ProcessFlags = [
    .worker, .forkedOnly, .noFreeze, .kernelThread, .fixedProcessor,
  ]

  @Test func `kthreadd and its children are as in the emulator`() throws {
    guard let shown = Self.shown() else { return }
    let emulated = Kernel(boot: .full).processLines
    let kthreadd = try #require(shown[2])
    #expect(kthreadd.parent == 0 && emulated[1].parentProcessID == 0)
    #expect(kthreadd.flags.intersection(Self.known) == emulated[1].flags)
    var compared = 0
    for line in emulated.dropFirst(2) {
      // Numbers of workers come and go; the kind of a worker is in its name up to the colon.
      let kind = line.name.prefix { $0 != ":" }
      guard let (_, task) = shown.first(where: { isOfKind($0.value.name, String(kind)) }) else {
        continue
      }
      compared += 1
      #expect(task.parent == 2 && line.parentProcessID == 2, "\(task.name)")
      #expect(task.flags.intersection(Self.known) == line.flags, "\(task.name) and \(line)")
      #expect(task.group == 0 && task.session == 0)
      #expect(line.processGroupID == 0 && line.sessionID == 0)
    }
    #expect(compared >= 2)
  }

  /// A worker that does something just now has that behind its name; high-priority pools have an H.
  private func isOfKind(_ name: String, _ kind: String) -> Bool {
    guard kind.hasPrefix("kworker/"), !kind.hasPrefix("kworker/R") else { return name == kind }
    let isUnbound = kind.hasPrefix("kworker/u")
    return name.hasPrefix("kworker/u") == isUnbound && name.hasPrefix("kworker/")
      && !name.hasPrefix("kworker/R") && !name.contains("H")
  }

  /// G1: no memory, no program, no way to it; G8: every signal is ignored.
  @Test func `kernel threads have no memory and ignore all signals`() throws {
    guard let shown = Self.shown() else { return }
    let threads = shown.filter { $0.value.flags.contains(.kernelThread) }
    #expect(threads.count > 5)
    for (threadID, thread) in threads {
      #expect(threadID == 2 || thread.parent == 2, "\(thread.name)")
      #expect(!thread.status.contains("VmSize"), "\(thread.name)")
      // Since 6.8.
      if thread.status.contains("Kthread:") {
        #expect(thread.status.contains("Kthread:\t1"), "\(thread.name)")
      }
    }
    let kthreadd = try #require(shown[2])
    #expect(kthreadd.status.contains("SigIgn:\tffffffffffffffff"))
    let maps = try? String(contentsOfFile: "/proc/2/maps", encoding: .utf8)
    #expect(maps == nil || maps == "")
    #expect((try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/2/exe")) == nil)
  }

  @Test func `kill of kthreadd does nothing`() throws {
    guard Self.shown() != nil else { return }
    guard getuid() == 0 else {
      print("The running kernel was not asked to kill kthreadd: that needs root.")
      return
    }
    #expect(kill(2, SIGKILL) == 0)
    #expect(Shown(2)?.name == "kthreadd")
  }
}
