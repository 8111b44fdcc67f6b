internal import LinuxABI

extension RegisterCall {
  /// The arguments as strace would write them, as far as their meaning is known here.
  var argumentText: String {
    switch number {
    case .tgkill:
      String(intA) + ", " + String(intB) + ", " + Signal(rawValue: intC).name
    case .tkill, .rtSigqueueinfo, .pidfdSendSignal:
      String(intA) + ", " + Signal(rawValue: intB).name
    case .execve: String(decoding: bytes, as: UTF8.self)
    case .unshare: CloneFlags(rawValue: a).description
    case .rtSigprocmask: String(intA) + ", " + SignalSet(rawValue: b).description
    case .rtSigsuspend, .rtSigtimedwait: SignalSet(rawValue: a).description
    case .setpgid, .kcmp, .setns, .waitid: words(of: 2)
    case .setresuid, .setresgid, .semget: words(of: 3)
    case .getuid, .geteuid, .getgid, .getegid, .setsid, .rtSigpending, .rtSigreturn, .uname: ""
    default: words(of: 6)
    }
  }

  /// The first words as signed numbers, without zeroes at the end.
  private func words(of count: Int) -> String {
    var values = Array([a, b, c, d, e, f].prefix(count))
    while count == 6, values.count > 1, values.last == 0 { values.removeLast() }
    var text = ""
    for value in values {
      if !text.isEmpty { text += ", " }
      let number = Int64(bitPattern: value)
      text +=
        number.magnitude < 1 << 16 ? String(number) : "0x" + String(value, radix: 16)
    }
    return text
  }
}
