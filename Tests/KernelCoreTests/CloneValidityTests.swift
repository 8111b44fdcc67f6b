import KernelCore
import LinuxABI
import Testing

@Suite struct `Validity of flag words` {
  /// Rules A5, A7 to A10, A12, A14 to A17.
  @Test(
    arguments: [
      (CloneFlags.thread, Errno.invalidArgument),
      ([.thread, .sighand], .invalidArgument),
      ([.sighand], .invalidArgument),
      ([.thread, .sighand, .vm], nil),
      ([.vm, .fs, .files, .sighand], nil),
      ([.newNS, .fs], .invalidArgument),
      ([.newUser, .fs], .invalidArgument),
      ([.thread, .sighand, .vm, .newUser], .invalidArgument),
      ([.thread, .sighand, .vm, .newPID], .invalidArgument),
      ([.pidfd, .parentSetTID], .invalidArgument),
      ([.pidfd, .detached], .invalidArgument),
      ([.pidfd, .thread, .sighand, .vm], nil),
      ([.detached], nil),
      ([.newIPC, .sysvSem], .invalidArgument),
      ([.parent, .newPID], nil),
      ([.parent, .newUser], nil),
      ([], nil),
    ] as [(CloneFlags, Errno?)])
  func `root is told what the rules say`(flags: CloneFlags, errno: Errno?) {
    #expect(cloneValidity(flags: flags, exitSignal: 17, caller: .root) == errno)
  }

  /// A16: the early rules win over EPERM, and EPERM wins over A15.
  @Test(
    arguments: [
      (CloneFlags.newNS, Errno.notPermitted),
      ([.newUser, .newNS], nil),
      ([.newUser], nil),
      ([.newNS, .fs], .invalidArgument),
      ([.newIPC, .sysvSem], .notPermitted),
      ([.newUser, .newIPC, .sysvSem], .invalidArgument),
      ([.newNet, .thread], .invalidArgument),
    ] as [(CloneFlags, Errno?)])
  func `a new namespace needs a capability`(flags: CloneFlags, errno: Errno?) {
    #expect(cloneValidity(flags: flags, exitSignal: 17, caller: .user) == errno)
  }

  /// A11.
  @Test func `an init may not make siblings, not even threads`() {
    var caller = CallerState.root
    caller.isInit = true
    #expect(cloneValidity(flags: .parent, exitSignal: 17, caller: caller) == .invalidArgument)
    let thread: CloneFlags = [.parent, .thread, .sighand, .vm]
    #expect(cloneValidity(flags: thread, exitSignal: 0, caller: caller) == .invalidArgument)
    #expect(cloneValidity(flags: .thread4, exitSignal: 0, caller: caller) == nil)
  }

  /// A13.
  @Test func `no threads while children get another PID namespace`() {
    var caller = CallerState.root
    caller.childrenGetOtherPIDNamespace = true
    #expect(cloneValidity(flags: .thread4, exitSignal: 0, caller: caller) == .invalidArgument)
    #expect(cloneValidity(flags: [], exitSignal: 17, caller: caller) == nil)
  }

  /// A6: legacy clone tests the range since 7.1 alone.
  @Test func `an exit signal above 64 is legal in 6_18`() {
    #expect(cloneValidity(flags: [], exitSignal: 255, caller: .root) == nil)
    var later = KernelProfile.linux618
    later.cloneRules.insert(CloneRules(.exitSignalRange))
    #expect(
      cloneValidity(flags: [], exitSignal: 65, caller: .root, profile: later) == .invalidArgument)
    #expect(cloneValidity(flags: [], exitSignal: 64, caller: .root, profile: later) == nil)
  }

  /// A1: the upper half is dropped, and the lowest bits belong to the signal.
  @Test func `CLONE_NEWTIME and the flags of clone3 are none of legacy clone's`() {
    for flags in [CloneFlags.newTime, .clearSighand, .intoCgroup] {
      #expect(cloneValidity(flags: flags, exitSignal: 0, caller: .user) == nil)
    }
  }

  @Test(arguments: CloneRule.allCases)
  func `every rule explains itself`(rule: CloneRule) {
    #expect(!rule.explanation.description.isEmpty)
    #expect([Errno.invalidArgument, .notPermitted].contains(rule.errno))
  }

  @Test func `all 16,777,216 words as root are as measured`() throws {
    let table = try StoredTables.decompressed("errno-table.root.okbits.xz")
    #expect(table.count == 1 << 21)
    var differences = 0
    var legal = 0
    for index in 0..<UInt64(1 << 24) {
      let isLegal = table[Int(index >> 3)] >> UInt8(index & 7) & 1 == 1
      let said = cloneValidity(
        flags: CloneFlags(rawValue: index << 8), exitSignal: 17, caller: .root)
      if (said == nil) != isLegal || said != nil && said != .invalidArgument { differences += 1 }
      if isLegal { legal += 1 }
    }
    #expect(differences == 0)
    #expect(legal == 2_027_520)
  }

  @Test func `all 8,388,608 words as an ordinary user are as measured`() throws {
    let table = try StoredTables.decompressed("errno-table.user-nonet.2bit.xz")
    #expect(table.count == 1 << 21)
    let caller = CallerState(credentials: Credentials(userID: 65_534, groupID: 65_534))
    let errnos: [Errno?] = [nil, .invalidArgument, .notPermitted]
    var differences = 0
    for index in 0..<UInt64(1 << 23) {
      let code = Int(table[Int(index >> 2)] >> UInt8((index & 3) * 2) & 3)
      // Bits 8 to 29 of the word, then bit 31.
      let word = (index & 0x3f_ffff) << 8 | (index >> 22) << 31
      let said = cloneValidity(flags: CloneFlags(rawValue: word), exitSignal: 17, caller: caller)
      if said != errnos[code] { differences += 1 }
    }
    #expect(differences == 0)
  }
}
