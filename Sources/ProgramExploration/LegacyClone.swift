internal import KernelCore
internal import LinuxABI

/// clone3 as clone, where it asks for nothing more: the explorer knows that.
enum LegacyClone {
  /// The call that the explorer gets.
  static func call(
    for call: SystemCall, of task: TaskID, on kernel: inout Kernel
  ) -> SystemCall {
    guard case .registers(let named) = call, named.number == .clone3, named.b >= 64 else {
      return call
    }
    let size = min(Int(clamping: named.b), 88)
    guard let space = kernel.addressSpace(of: task) else { return call }
    var bytes = kernel.copyFromUser(space, UserAddress(rawValue: named.a), count: size)
    guard bytes.count == size else { return call }
    while bytes.count < 88 { bytes.append(0) }
    func field(_ place: Int) -> UInt64 {
      (0..<8).reduce(0) { $0 | UInt64(bytes[place * 8 + $1]) << UInt64($1 * 8) }
    }
    let flags = field(0)
    // Beyond 32 bits, chosen thread ids, and a pidfd or a thread id in places of their own.
    guard flags <= UInt64(UInt32.max), flags & 0xff == 0, field(4) <= 64, field(8) == 0,
      field(9) == 0, flags & CloneFlags.pidfd.rawValue == 0, (field(5) == 0) == (field(6) == 0)
    else { return call }
    return .clone(
      CloneArguments(
        flags: CloneFlags(rawValue: flags), exitSignal: Int32(field(4)),
        parentTID: UserAddress(rawValue: field(3)), childTID: UserAddress(rawValue: field(2)),
        tls: field(7), entry: named.f))
  }
}
