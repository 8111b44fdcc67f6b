// What a test needs of the layers below comes with `import GraderKit`.
@_exported public import ExerciseKit
@_exported public import KernelCore
@_exported public import LinuxABI
@_exported public import Processors
@_exported public import Results
@_exported public import Scheduling
@_exported public import Wire
