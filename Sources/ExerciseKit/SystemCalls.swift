@_exported public import LinuxABI
internal import Wire

/// The system-call interface of one task: what its code can ask of the kernel.
///
/// Each call stops the task until the kernel lets it run again, so each is marked `await`; each can
/// fail with an `Errno`, so each is marked `try`. Each knows by `file` and `line`, which are left out,
/// where it is called: a report quotes that line. The handle belongs to its task: a child gets one
/// of its own, and a call through another task's handle is a fault of the program.
public struct SystemCalls: Sendable {
  let task: UInt32

  /// The register of the processor that points to what belongs to this thread alone: `tp` on riscv64,
  /// the base of FS on x86-64.
  ///
  /// The kernel sets it when the thread starts, from the `tls` of clone with `.setTLS`; otherwise it is what
  /// the creator has.
  public let threadPointer: UserAddress

  /// Where a call stands in the source: `#fileID` and `#line`.
  typealias Place = (file: StaticString, line: UInt32)

  /// Makes a call and gives its answer.
  ///
  /// The place goes along, so that a report can quote the line that made the call.
  ///
  /// - Throws: `Errno` where the kernel says so, `NotBuilt`, or `Killed`.
  @discardableResult
  func call(
    _ number: SystemCallNumber, _ arguments: UInt64..., bytes: [UInt8] = [], at place: Place?
  ) async throws -> CallReply {
    let named = place.map { SourcePlace(file: $0.file.description, line: $0.line) }
    let reply = try await TaskRuntime.current.call(
      Trap(
        number: number.rawValue, arguments: arguments, bytes: bytes, place: named ?? .unknown),
      by: task)
    guard reply.notBuilt.isEmpty else { throw NotBuilt(name: reply.notBuilt) }
    guard reply.value >= 0 else { throw Errno(rawValue: Int32(truncatingIfNeeded: -reply.value)) }
    return reply
  }
}

extension UInt64 {
  /// A signed argument as the register holds it: sign-extended.
  init(register value: Int32) {
    self = UInt64(bitPattern: Int64(value))
  }
}
