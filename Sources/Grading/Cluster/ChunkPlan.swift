/// How the items of a round are dealt out to tasks.
struct ChunkPlan: Equatable {
  /// What a plan depends on beside the items.
  struct Room {
    /// How many tasks can run at a time.
    var slots: Int
    /// How many tasks an array may have.
    var arrayMax: Int
    /// How long an item takes, as far as anybody knows, in seconds.
    var itemSeconds: Double
  }

  /// The keys of each task.
  let chunks: [[String]]

  /// A task is to be this much work, in seconds: less is lost when a node is, and starting one costs
  /// little against it.
  private static let chunkSeconds = 60.0
  /// So many tasks for each slot, at least, so that one that takes long holds up little.
  private static let chunksPerSlot = 3
  /// More tasks than this are never handed in at once.
  static let arrayMax = 1_000
  /// An item that was lost so often runs alone: then it can take nobody with it.
  static let lostBeforeAlone = 2

  /// Deals out items.
  ///
  /// - Parameters:
  ///   - keys: What is to be done.
  ///   - lost: How many attempts at each were lost.
  ///   - room: What the machines have room for.
  init(_ keys: [String], lost: [String: Int], _ room: Room) {
    let most = max(1, min(room.arrayMax, Self.arrayMax))
    let isAlone = { (key: String) in lost[key, default: 0] >= Self.lostBeforeAlone }
    // Where there are more of them than tasks, the others wait for the next round.
    let alone = keys.filter(isAlone).prefix(most)
    let others = keys.filter { !isAlone($0) }
    let left = most - alone.count
    guard left > 0, !others.isEmpty else {
      chunks = alone.map { [$0] }
      return
    }
    let bySize = (Double(others.count) * room.itemSeconds / Self.chunkSeconds).rounded(.up)
    let wanted = max(Self.chunksPerSlot * max(1, room.slots), bySize < 1e6 ? Int(bySize) : most)
    let count = min(wanted, others.count, left)
    chunks =
      alone.map { [$0] }
      + (0..<count).map { part in
        Array(others[others.count * part / count..<others.count * (part + 1) / count])
      }
  }
}
