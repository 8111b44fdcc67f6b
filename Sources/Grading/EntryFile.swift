internal import ExerciseKit

/// The generated file that makes a plugin of a module: the entry points that its host calls.
///
/// Names are qualified, since a student's file may declare the same ones.
enum EntryFile {
  /// The file's name: not one that a student would choose.
  static let name = "threadbare-entry.swift"

  /// The entry of a submission: what conforms to the exercise's protocol is handed to the worker.
  static func submission(exerciseModule: String) -> SourceFile {
    SourceFile(
      name: name,
      text: """
        import ExerciseKit
        import \(exerciseModule)
        \(version)
        @_cdecl("threadbare_submission")
        public func threadbareSubmission() -> Swift.UnsafeMutableRawPointer {
          ExerciseKit.Plugin.export(\(exerciseModule).endpoint(Submission()))
        }

        """)
  }

  /// The entry of a suite of tests.
  static func tests(suite: String) -> SourceFile {
    SourceFile(
      name: name,
      text: """
        import GraderKit
        \(version)
        @_cdecl("threadbare_tests")
        public func threadbareTests() -> Swift.UnsafeMutableRawPointer {
          GraderKit.TestPlugin.export(\(suite)())
        }

        """)
  }

  /// The version is a number in the plugin, not a call into its host: it tells what the plugin was
  /// compiled against.
  private static var version: String {
    """
    @_cdecl("threadbare_kit_version")
    public func threadbareKitVersion() -> Swift.UInt32 { \(Plugin.kitVersion) }
    """
  }
}
