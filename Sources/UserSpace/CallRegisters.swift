internal import LinuxABI
internal import Machine

/// A call as a riscv64 program makes it: its number in a7, its arguments in a0 to a5.
///
/// Source: syscall(2), "Architecture calling conventions".
struct CallRegisters: Equatable, Sendable {
  let number: SystemCallNumber
  let a: UInt64
  let b: UInt64
  let c: UInt64
  let d: UInt64
  let e: UInt64
  let f: UInt64

  init(_ hart: Hart) {
    number = SystemCallNumber(rawValue: UInt32(truncatingIfNeeded: hart.x[17]))
    a = hart.x[10]
    b = hart.x[11]
    c = hart.x[12]
    d = hart.x[13]
    e = hart.x[14]
    f = hart.x[15]
  }

  /// Whether other registers ask for the same: by its own number, or by restart_syscall(2).
  func isSame(_ other: CallRegisters) -> Bool {
    (other.number == number || other.number.rawValue == 128) && other.a == a && other.b == b
      && other.c == c && other.d == d && other.e == e && other.f == f
  }

  // An argument of type int.
  var intA: Int32 { Int32(truncatingIfNeeded: a) }
  var intB: Int32 { Int32(truncatingIfNeeded: b) }
  var intC: Int32 { Int32(truncatingIfNeeded: c) }
  var intD: Int32 { Int32(truncatingIfNeeded: d) }

  // Arguments of 32 bits without a sign: what is above them does not count.
  var wordA: UInt64 { a & 0xffff_ffff }
  var wordB: UInt64 { b & 0xffff_ffff }
  var wordC: UInt64 { c & 0xffff_ffff }
}
