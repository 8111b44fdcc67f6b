/// The queued tasks by a time, in a balanced tree that also knows the least of another time.
///
/// # Theory of operation
///
/// Linux keeps the tasks of its fair schedulers in a red-black tree with a cached leftmost node, and
/// EEVDF's is augmented: each node knows the least vruntime in its subtree. This is an AVL tree
/// with the same two extras, whose nodes are records of one table, named by their task's slot. A
/// task with an equal key goes behind those that are there, and no rotation changes that order, so
/// equals are served first come, first served.
///
/// Source: `kernel/sched/fair.c: __enqueue_entity`, `min_vruntime_update`, Linux 6.8.
struct TimelineTree: Sendable {
  private struct Node: Sendable {
    var key: Int64 = 0
    var value: Int64 = 0
    /// The least value in this node's subtree.
    var least: Int64 = 0
    var parent: Int32 = -1
    var left: Int32 = -1
    var right: Int32 = -1
    /// 1 for a leaf; 0 for a slot that is not in the tree.
    var height: Int32 = 0
  }

  private var nodes: [Node] = []
  private var root: Int32 = -1
  /// The task with the least key, or -1.
  private(set) var first: Int32 = -1

  /// Makes room for a slot.
  mutating func reserve(_ task: Int32) { nodes.reserve(task, filler: Node()) }

  /// Whether a task is in the tree.
  func contains(_ task: Int32) -> Bool { nodes[Int(task)].height > 0 }

  /// Adds a task.
  ///
  /// - Complexity: O(log n)
  mutating func insert(_ task: Int32, key: Int64, value: Int64) {
    var parent: Int32 = -1
    var at = root
    var isFirst = true
    var isLeft = false
    while at >= 0 {
      parent = at
      if value < nodes[Int(at)].least { nodes[Int(at)].least = value }
      isLeft = key < nodes[Int(at)].key
      if isLeft {
        at = nodes[Int(at)].left
      } else {
        at = nodes[Int(at)].right
        isFirst = false
      }
    }
    nodes[Int(task)] = Node(key: key, value: value, least: value, parent: parent, height: 1)
    if parent < 0 {
      root = task
    } else if isLeft {
      nodes[Int(parent)].left = task
    } else {
      nodes[Int(parent)].right = task
    }
    if isFirst { first = task }
    rebalance(from: parent)
  }

  /// Takes a task out.
  ///
  /// - Complexity: O(log n)
  mutating func remove(_ task: Int32) {
    let node = nodes[Int(task)]
    precondition(node.height > 0, "the task is not queued")
    if first == task { first = next(after: task) }
    nodes[Int(task)].height = 0
    if node.left < 0 || node.right < 0 {
      replace(task, with: node.left >= 0 ? node.left : node.right, under: node.parent)
      rebalance(from: node.parent)
      return
    }
    // The next in order takes its place.
    var heir = node.right
    while nodes[Int(heir)].left >= 0 { heir = nodes[Int(heir)].left }
    var start = heir
    if heir != node.right {
      start = nodes[Int(heir)].parent
      replace(heir, with: nodes[Int(heir)].right, under: start)
      nodes[Int(heir)].right = node.right
      nodes[Int(node.right)].parent = heir
    }
    nodes[Int(heir)].left = node.left
    nodes[Int(node.left)].parent = heir
    nodes[Int(heir)].height = node.height
    nodes[Int(heir)].least = node.least
    replace(task, with: heir, under: node.parent)
    if start != heir { rebalance(from: start) }
    rebalance(from: heir)
  }

  /// The task behind another, or -1.
  func next(after task: Int32) -> Int32 {
    var at = nodes[Int(task)].right
    if at >= 0 {
      while nodes[Int(at)].left >= 0 { at = nodes[Int(at)].left }
      return at
    }
    at = task
    var parent = nodes[Int(at)].parent
    while parent >= 0, nodes[Int(parent)].right == at {
      at = parent
      parent = nodes[Int(at)].parent
    }
    return parent
  }

  /// The first task whose value is no greater than a limit, or -1.
  ///
  /// - Complexity: O(log n)
  func first(withValueAtMost limit: Int64) -> Int32 {
    var at = root
    if at < 0 || nodes[Int(at)].least > limit { return -1 }
    while true {
      let left = nodes[Int(at)].left
      if left >= 0, nodes[Int(left)].least <= limit {
        at = left
      } else if nodes[Int(at)].value <= limit {
        return at
      } else {
        at = nodes[Int(at)].right
      }
    }
  }

  // MARK: - Balance

  /// Puts a subtree, or nothing, where another was.
  private mutating func replace(_ old: Int32, with new: Int32, under parent: Int32) {
    if parent < 0 {
      root = new
    } else if nodes[Int(parent)].left == old {
      nodes[Int(parent)].left = new
    } else {
      nodes[Int(parent)].right = new
    }
    if new >= 0 { nodes[Int(new)].parent = parent }
  }

  /// Restores height, least value and balance on the way up, until nothing changes any more.
  private mutating func rebalance(from start: Int32) {
    var at = start
    while at >= 0 {
      let parent = nodes[Int(at)].parent
      let left = nodes[Int(at)].left
      let right = nodes[Int(at)].right
      let lean = height(left) - height(right)
      if lean > 1 {
        if height(nodes[Int(left)].left) < height(nodes[Int(left)].right) { rotateLeft(left) }
        rotateRight(at)
      } else if lean < -1 {
        if height(nodes[Int(right)].right) < height(nodes[Int(right)].left) { rotateRight(right) }
        rotateLeft(at)
      } else if !refresh(at) {
        return
      }
      at = parent
    }
  }

  @inline(__always)
  private func height(_ task: Int32) -> Int32 { task < 0 ? 0 : nodes[Int(task)].height }

  /// Computes what a node knows of its subtree.
  ///
  /// - Returns: Whether that changed.
  @discardableResult
  @inline(__always)
  private mutating func refresh(_ task: Int32) -> Bool {
    let node = nodes[Int(task)]
    var height: Int32 = 0
    var least = node.value
    if node.left >= 0 {
      height = nodes[Int(node.left)].height
      least = min(least, nodes[Int(node.left)].least)
    }
    if node.right >= 0 {
      height = max(height, nodes[Int(node.right)].height)
      least = min(least, nodes[Int(node.right)].least)
    }
    if height + 1 == node.height, least == node.least { return false }
    nodes[Int(task)].height = height + 1
    nodes[Int(task)].least = least
    return true
  }

  private mutating func rotateLeft(_ task: Int32) {
    let up = nodes[Int(task)].right
    let moved = nodes[Int(up)].left
    replace(task, with: up, under: nodes[Int(task)].parent)
    nodes[Int(task)].right = moved
    if moved >= 0 { nodes[Int(moved)].parent = task }
    nodes[Int(up)].left = task
    nodes[Int(task)].parent = up
    refresh(task)
    refresh(up)
  }

  private mutating func rotateRight(_ task: Int32) {
    let up = nodes[Int(task)].left
    let moved = nodes[Int(up)].right
    replace(task, with: up, under: nodes[Int(task)].parent)
    nodes[Int(task)].left = moved
    if moved >= 0 { nodes[Int(moved)].parent = task }
    nodes[Int(up)].right = task
    nodes[Int(task)].parent = up
    refresh(task)
    refresh(up)
  }

  // MARK: - For tests

  /// The tasks in order; stops the program if the tree is not what it should be.
  func checkInvariants() -> [Int32] {
    var tasks: [Int32] = []
    if root >= 0 {
      precondition(nodes[Int(root)].parent < 0, "the root has a parent")
      check(root, into: &tasks)
    }
    precondition(first == (tasks.first ?? -1), "the first is not the first")
    return tasks
  }

  private func check(_ task: Int32, into tasks: inout [Int32]) {
    let node = nodes[Int(task)]
    var least = node.value
    if node.left >= 0 {
      precondition(nodes[Int(node.left)].parent == task, "a child of another")
      check(node.left, into: &tasks)
      least = min(least, nodes[Int(node.left)].least)
    }
    if let before = tasks.last { precondition(nodes[Int(before)].key <= node.key, "out of order") }
    tasks.append(task)
    if node.right >= 0 {
      precondition(nodes[Int(node.right)].parent == task, "a child of another")
      check(node.right, into: &tasks)
      least = min(least, nodes[Int(node.right)].least)
    }
    precondition(abs(height(node.left) - height(node.right)) <= 1, "out of balance")
    precondition(node.height == max(height(node.left), height(node.right)) + 1, "wrong height")
    precondition(node.least == least, "wrong least value")
  }
}
