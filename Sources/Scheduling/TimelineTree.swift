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
package struct TimelineTree: Sendable {
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

  private var table: [Node] = []
  private var root: Int32 = -1
  /// The task with the least key, or -1.
  package private(set) var first: Int32 = -1

  /// An empty tree.
  package init() {}

  /// Makes room for a slot.
  package mutating func reserve(_ task: Int32) { table.reserve(task, filler: Node()) }

  /// Whether a task is in the tree.
  package func contains(_ task: Int32) -> Bool { table[Int(task)].height > 0 }

  /// Adds a task.
  ///
  /// - Complexity: O(log n)
  package mutating func insert(_ task: Int32, key: Int64, value: Int64) {
    var top = root
    var nodes = table.mutableSpan
    var parent: Int32 = -1
    var at = top
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
      top = task
    } else if isLeft {
      nodes[Int(parent)].left = task
    } else {
      nodes[Int(parent)].right = task
    }
    Self.rebalance(&nodes, &top, from: parent)
    root = top
    if isFirst { first = task }
  }

  /// Takes a task out.
  ///
  /// - Complexity: O(log n)
  package mutating func remove(_ task: Int32) {
    if first == task { first = next(after: task) }
    var top = root
    var nodes = table.mutableSpan
    Self.remove(task, from: &nodes, &top)
    root = top
  }

  /// The task behind another, or -1.
  package func next(after task: Int32) -> Int32 {
    var at = table[Int(task)].right
    if at >= 0 {
      while table[Int(at)].left >= 0 { at = table[Int(at)].left }
      return at
    }
    at = task
    var parent = table[Int(at)].parent
    while parent >= 0, table[Int(parent)].right == at {
      at = parent
      parent = table[Int(at)].parent
    }
    return parent
  }

  /// The first task whose value is no greater than a limit, or -1.
  ///
  /// - Complexity: O(log n)
  package func first(withValueAtMost limit: Int64) -> Int32 {
    var at = root
    if at < 0 || table[Int(at)].least > limit { return -1 }
    while true {
      let left = table[Int(at)].left
      if left >= 0, table[Int(left)].least <= limit {
        at = left
      } else if table[Int(at)].value <= limit {
        return at
      } else {
        at = table[Int(at)].right
      }
    }
  }

  // MARK: - Balance

  // These work on the table itself, so that it is asked once whether somebody else has it too.

  private static func remove(
    _ task: Int32, from nodes: inout MutableSpan<Node>, _ root: inout Int32
  ) {
    let node = nodes[Int(task)]
    precondition(node.height > 0, "the task is not queued")
    nodes[Int(task)].height = 0
    if node.left < 0 || node.right < 0 {
      let child = node.left >= 0 ? node.left : node.right
      replace(&nodes, &root, task, with: child, under: node.parent)
      rebalance(&nodes, &root, from: node.parent)
      return
    }
    // The next in order takes its place.
    var heir = node.right
    while nodes[Int(heir)].left >= 0 { heir = nodes[Int(heir)].left }
    var start = heir
    if heir != node.right {
      start = nodes[Int(heir)].parent
      replace(&nodes, &root, heir, with: nodes[Int(heir)].right, under: start)
      nodes[Int(heir)].right = node.right
      nodes[Int(node.right)].parent = heir
    }
    nodes[Int(heir)].left = node.left
    nodes[Int(node.left)].parent = heir
    nodes[Int(heir)].height = node.height
    nodes[Int(heir)].least = node.least
    replace(&nodes, &root, task, with: heir, under: node.parent)
    if start != heir { rebalance(&nodes, &root, from: start) }
    rebalance(&nodes, &root, from: heir)
  }

  /// Puts a subtree, or nothing, where another was.
  @inline(__always)
  private static func replace(
    _ nodes: inout MutableSpan<Node>, _ root: inout Int32, _ old: Int32, with new: Int32,
    under parent: Int32
  ) {
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
  private static func rebalance(
    _ nodes: inout MutableSpan<Node>, _ root: inout Int32, from start: Int32
  ) {
    var at = start
    while at >= 0 {
      let node = nodes[Int(at)]
      var leftHeight: Int32 = 0
      var rightHeight: Int32 = 0
      var least = node.value
      if node.left >= 0 {
        leftHeight = nodes[Int(node.left)].height
        least = min(least, nodes[Int(node.left)].least)
      }
      if node.right >= 0 {
        rightHeight = nodes[Int(node.right)].height
        least = min(least, nodes[Int(node.right)].least)
      }
      if leftHeight > rightHeight + 1 {
        let left = nodes[Int(node.left)]
        if height(nodes, left.left) < height(nodes, left.right) {
          rotateLeft(&nodes, &root, node.left)
        }
        rotateRight(&nodes, &root, at)
      } else if rightHeight > leftHeight + 1 {
        let right = nodes[Int(node.right)]
        if height(nodes, right.right) < height(nodes, right.left) {
          rotateRight(&nodes, &root, node.right)
        }
        rotateLeft(&nodes, &root, at)
      } else {
        let height = max(leftHeight, rightHeight) + 1
        if height == node.height, least == node.least { return }
        nodes[Int(at)].height = height
        nodes[Int(at)].least = least
      }
      at = node.parent
    }
  }

  @inline(__always)
  private static func height(_ nodes: borrowing MutableSpan<Node>, _ task: Int32) -> Int32 {
    task < 0 ? 0 : nodes[Int(task)].height
  }

  /// Computes what a node knows of its subtree.
  @inline(__always)
  private static func refresh(_ nodes: inout MutableSpan<Node>, _ task: Int32) {
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
    nodes[Int(task)].height = height + 1
    nodes[Int(task)].least = least
  }

  private static func rotateLeft(
    _ nodes: inout MutableSpan<Node>, _ root: inout Int32, _ task: Int32
  ) {
    let up = nodes[Int(task)].right
    let moved = nodes[Int(up)].left
    replace(&nodes, &root, task, with: up, under: nodes[Int(task)].parent)
    nodes[Int(task)].right = moved
    if moved >= 0 { nodes[Int(moved)].parent = task }
    nodes[Int(up)].left = task
    nodes[Int(task)].parent = up
    refresh(&nodes, task)
    refresh(&nodes, up)
  }

  private static func rotateRight(
    _ nodes: inout MutableSpan<Node>, _ root: inout Int32, _ task: Int32
  ) {
    let up = nodes[Int(task)].left
    let moved = nodes[Int(up)].right
    replace(&nodes, &root, task, with: up, under: nodes[Int(task)].parent)
    nodes[Int(task)].left = moved
    if moved >= 0 { nodes[Int(moved)].parent = task }
    nodes[Int(up)].right = task
    nodes[Int(task)].parent = up
    refresh(&nodes, task)
    refresh(&nodes, up)
  }

  // MARK: - For tests

  /// The tasks in order; stops the program if the tree is not what it should be.
  package func checkInvariants() -> [Int32] {
    var tasks: [Int32] = []
    if root >= 0 {
      precondition(table[Int(root)].parent < 0, "the root has a parent")
      check(root, into: &tasks)
    }
    precondition(first == (tasks.first ?? -1), "the first is not the first")
    return tasks
  }

  private func check(_ task: Int32, into tasks: inout [Int32]) {
    let node = table[Int(task)]
    var least = node.value
    if node.left >= 0 {
      precondition(table[Int(node.left)].parent == task, "a child of another")
      check(node.left, into: &tasks)
      least = min(least, table[Int(node.left)].least)
    }
    if let before = tasks.last { precondition(table[Int(before)].key <= node.key, "out of order") }
    tasks.append(task)
    if node.right >= 0 {
      precondition(table[Int(node.right)].parent == task, "a child of another")
      check(node.right, into: &tasks)
      least = min(least, table[Int(node.right)].least)
    }
    precondition(abs(height(of: node.left) - height(of: node.right)) <= 1, "out of balance")
    precondition(
      node.height == max(height(of: node.left), height(of: node.right)) + 1, "wrong height")
    precondition(node.least == least, "wrong least value")
  }

  private func height(of task: Int32) -> Int32 { task < 0 ? 0 : table[Int(task)].height }
}
