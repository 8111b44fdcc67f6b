/// Who compiles and judges the submissions of a class.
package enum GradingEngine: Sendable {
  /// This machine.
  case local
  /// The machines of a cluster, through Slurm.
  case slurm(Cluster)

  /// How a cluster is used.
  package struct Cluster: Sendable {
    /// The folder of the run, which all machines share.
    package var folder: String
    /// The most tasks at a time; nil for as many as there is room for.
    package var tasksMax: Int?
    /// Takes what went wrong and was mended, for the user.
    package var warn: @Sendable (String) -> Void

    package init(
      folder: String, tasksMax: Int?, warn: @escaping @Sendable (String) -> Void
    ) {
      self.folder = folder
      self.tasksMax = tasksMax
      self.warn = warn
    }
  }
}
