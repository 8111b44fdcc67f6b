import Testing

/// All that needs a Slurm, one after the other: each test has a cluster of its own.
@Suite(
  .serialized,
  .enabled(if: SlurmCluster.obstacle == nil, "\(SlurmCluster.obstacle ?? "")"))
enum ClusterTests {}
