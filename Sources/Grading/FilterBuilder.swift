internal import CSeccomp
internal import Diagnostics
internal import Foundation

/// Makes a system-call filter with libseccomp.
///
/// A class, because it owns the library's context.
final class FilterBuilder {
  static let allow: UInt32 = 0x7fff_0000
  static let kill = UInt32(SCMP_ACT_KILL_PROCESS)

  static func refuse(_ error: Int32) -> UInt32 { 0x0005_0000 | UInt32(error) }

  private let context: scmp_filter_ctx
  private var isComplete = true

  /// - Parameter others: What becomes of calls that no rule is about.
  /// - Throws: `GradingError.machine`.
  init(others: UInt32) throws(GradingError) {
    guard let context = seccomp_init(others) else {
      throw .machine("libseccomp cannot make a filter")
    }
    self.context = context
  }

  deinit { seccomp_release(context) }

  /// Adds a rule for a call.
  func add(_ action: UInt32, _ name: String, _ conditions: [scmp_arg_cmp] = []) {
    let number = seccomp_syscall_resolve_name(name)
    // A call that this architecture does not have cannot be made either.
    guard number >= 0 else { return }
    let result = seccomp_rule_add_array(
      context, action, number, UInt32(conditions.count), conditions)
    isComplete = isComplete && result == 0
  }

  /// A condition: of the bits in `mask`, an argument has exactly those in `value`.
  static func argument(_ index: UInt32, masked mask: UInt64, is value: UInt64) -> scmp_arg_cmp {
    scmp_arg_cmp(arg: index, op: SCMP_CMP_MASKED_EQ, datum_a: mask, datum_b: value)
  }

  /// The filter as a classic BPF program, 8 bytes an instruction.
  ///
  /// - Throws: `GradingError.machine` if libseccomp refused a rule.
  func program() throws(GradingError) -> [UInt8] {
    guard isComplete else { throw .machine("libseccomp refused a rule of the filter") }
    var ends: [Int32] = [0, 0]
    // libseccomp 2.5 writes filters to descriptors alone; a filter fits into a pipe's buffer.
    guard pipe(&ends) == 0 else { throw .machine("cannot make a pipe: \(systemReason())") }
    defer { close(ends[0]) }
    let result = seccomp_export_bpf(context, ends[1])
    close(ends[1])
    guard result == 0 else { throw .machine("libseccomp cannot write the filter: \(result)") }
    var program: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(ends[0], &buffer, buffer.count)
      guard count > 0 else { return program }
      program += buffer.prefix(count)
    }
  }
}
