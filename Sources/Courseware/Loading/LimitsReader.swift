/// Reads `limits` of a course or an exercise.
struct LimitsReader {
  let context: ReadingContext

  private static let keys = [
    "cpu_seconds", "wall_seconds", "memory_mib", "output_kib", "processes", "disk_kib",
    "message_kib", "calls", "compile_seconds", "compile_memory_mib",
  ]

  /// The limits under a key; none where there is no such key, or nothing that can be read.
  ///
  /// The ranges keep a slip of the keyboard from taking the grader's machine.
  func limits(_ fields: FieldReader) -> SubmissionLimits {
    guard let node = fields.node("limits", .optional),
      let limits = FieldReader(node, "a set of limits", keys: Self.keys, in: context)
    else { return .none }
    return SubmissionLimits(
      cpuSeconds: limits.integer("cpu_seconds", .optional, in: 1...600),
      wallSeconds: limits.integer("wall_seconds", .optional, in: 1...3_600),
      memoryMiB: limits.integer("memory_mib", .optional, in: 64...16_384),
      outputKiB: limits.integer("output_kib", .optional, in: 1...65_536),
      processes: limits.integer("processes", .optional, in: 0...1_000),
      diskKiB: limits.integer("disk_kib", .optional, in: 0...1_048_576),
      messageKiB: limits.integer("message_kib", .optional, in: 1...1_024),
      calls: limits.integer("calls", .optional, in: 1...1_000_000),
      compileSeconds: limits.integer("compile_seconds", .optional, in: 1...600),
      compileMemoryMiB: limits.integer("compile_memory_mib", .optional, in: 256...65_536))
  }
}
