internal import LinuxABI

/// Numbers of users or groups in a user namespace, in a row, and the same in the first one.
struct IDRange: Sendable {
  /// The first number in the namespace.
  var first: UInt32
  /// What it is in the first namespace.
  var origin: UInt32
  var count: UInt32
}

/// What a number is of.
enum IDKind: Sendable {
  case user
  case group
}

// Numbers of users and groups, which each user namespace has its own of.
//
// What the kernel keeps are the numbers in the first namespace.
//
// Source: user_namespaces(7), "User and group ID mappings"; `kernel/user_namespace.c`.
extension Kernel {
  private func map(of namespace: Int32, _ kind: IDKind) -> ContiguousArray<IDRange> {
    kind == .user ? userNamespaces[namespace].userMap : userNamespaces[namespace].groupMap
  }

  /// The user or group that a namespace calls so, the first of `count` in a row.
  ///
  /// Source: `kernel/user_namespace.c: make_kuid, make_kgid, map_id_range_down`.
  ///
  /// - Returns: nil if that is none, or if not one range of the namespace has all of them.
  func kernelID(
    _ number: UInt32, _ kind: IDKind, count: UInt32 = 1, in namespace: Int32
  ) -> UInt32? {
    guard namespace >= 0 else {
      return UInt64(number) + UInt64(count) <= UInt64(UInt32.max) ? number : nil
    }
    for range in map(of: namespace, kind) where number >= range.first {
      let offset = number - range.first
      if UInt64(offset) + UInt64(count) <= UInt64(range.count) { return range.origin &+ offset }
    }
    return nil
  }

  /// What a namespace calls a user or group.
  ///
  /// Source: `kernel/user_namespace.c: from_kuid, from_kgid`.
  ///
  /// - Returns: nil if it has no number there.
  func number(ofID id: UInt32, _ kind: IDKind, in namespace: Int32) -> UInt32? {
    guard namespace >= 0 else { return id }
    for range in map(of: namespace, kind)
    where id >= range.origin && id - range.origin < range.count {
      return range.first + (id - range.origin)
    }
    return nil
  }

  /// The user whose powers are root's in a task's user namespace; nil if that has none.
  func rootID(of task: Int32) -> UInt32? { kernelID(0, .user, in: userNamespace(of: task)) }

  /// Whether a user namespace is another one, or somewhere below it.
  ///
  /// Source: `kernel/user_namespace.c: in_userns`.
  func isUserNamespace(_ namespace: Int32, within other: Int32) -> Bool {
    guard other >= 0 else { return true }
    var namespace = namespace
    while namespace >= 0, namespace != other { namespace = userNamespaces[namespace].parent }
    return namespace == other
  }

  /// Whether a task's groups may be set.
  ///
  /// Source: `kernel/user_namespace.c: userns_may_setgroups`.
  func maySetGroups(_ task: Int32) -> Bool {
    let namespace = userNamespace(of: task)
    guard namespace >= 0 else { return true }
    return !userNamespaces[namespace].deniesGroups && !userNamespaces[namespace].groupMap.isEmpty
  }

  // MARK: - Files of /proc

  /// Source: `kernel/user_namespace.c: m_show`; `proc_setgroups_show`.
  func mapText(_ kind: ProcessEntry.Kind, of task: Int32, seenBy viewer: Int32) -> [UInt8] {
    let namespace = userNamespace(of: task)
    if kind == .groupSetting {
      let denies = namespace >= 0 && userNamespaces[namespace].deniesGroups
      return Array((denies ? "deny\n" : "allow\n").utf8)
    }
    guard namespace >= 0 else { return Array("         0          0 4294967295\n".utf8) }
    let of: IDKind = kind == .userMap ? .user : .group
    var below = userNamespace(of: viewer)
    if below == namespace { below = userNamespaces[namespace].parent }
    var text = ""
    for range in map(of: namespace, of) {
      let origin = number(ofID: range.origin, of, in: below) ?? .max
      text += padded(range.first) + " " + padded(origin) + " " + padded(range.count) + "\n"
    }
    return Array(text.utf8)
  }

  private func padded(_ number: UInt32) -> String {
    let digits = String(number)
    return String(repeating: " ", count: max(10 - digits.utf8.count, 0)) + digits
  }

  /// Writes `uid_map`, `gid_map` or `setgroups`.
  mutating func writeMap(
    _ kind: ProcessEntry.Kind, of task: Int32, _ bytes: ArraySlice<UInt8>, by caller: Int32
  ) throws(Errno) {
    let namespace = userNamespace(of: task)
    if kind == .groupSetting { return try setGroupSetting(bytes, in: namespace) }
    // user_namespaces(7): the first one has its numbers; others are set from within or from above.
    // Source: `proc_uid_map_write`.
    guard namespace >= 0,
      [namespace, userNamespaces[namespace].parent].contains(userNamespace(of: caller))
    else { throw .notPermitted }
    // EINVAL: as much as a page. Source: `map_write`.
    guard bytes.count < Int(Memory.pageBytes) else { throw .invalidArgument }
    let of: IDKind = kind == .userMap ? .user : .group
    // EPERM: it is set once, and with CAP_SYS_ADMIN there.
    guard map(of: namespace, of).isEmpty,
      hasCapability(.systemAdministration, caller, in: namespace)
    else { throw .notPermitted }
    var ranges = try Self.ranges(bytes)
    guard isPermitted(ranges, of, in: namespace, by: caller) else { throw .notPermitted }
    let parent = userNamespaces[namespace].parent
    for place in ranges.indices {
      // EPERM: what has no number above, or not in one range.
      guard
        let origin = kernelID(
          ranges[place].origin, of, count: ranges[place].count, in: parent)
      else { throw .notPermitted }
      ranges[place].origin = origin
    }
    if of == .user {
      userNamespaces[namespace].userMap = ranges
    } else {
      userNamespaces[namespace].groupMap = ranges
    }
  }

  /// Source: `kernel/user_namespace.c: proc_setgroups_write`.
  private mutating func setGroupSetting(
    _ bytes: ArraySlice<UInt8>, in namespace: Int32
  ) throws(Errno) {
    guard bytes.count < 8 else { throw .invalidArgument }
    let isAllowed = bytes.starts(with: "allow".utf8)
    guard isAllowed || bytes.starts(with: "deny".utf8),
      bytes.dropFirst(isAllowed ? 5 : 4).allSatisfy(Self.isSpace)
    else { throw .invalidArgument }
    let denies = namespace >= 0 && userNamespaces[namespace].deniesGroups
    // EPERM: what is denied stays so, and what has numbers is allowed.
    guard isAllowed ? !denies : namespace >= 0 && userNamespaces[namespace].groupMap.isEmpty else {
      throw .notPermitted
    }
    if !isAllowed { userNamespaces[namespace].deniesGroups = true }
  }

  /// Whether a task may give a namespace these numbers.
  ///
  /// Source: `kernel/user_namespace.c: new_idmap_permitted, verify_root_map`.
  private func isPermitted(
    _ ranges: ContiguousArray<IDRange>, _ kind: IDKind, in namespace: Int32, by caller: Int32
  ) -> Bool {
    let record = userNamespaces[namespace]
    let mine = credentials(of: caller)
    // Root of the namespace above goes only to who could set capabilities of files there.
    if kind == .user, ranges.contains(where: { $0.origin == 0 }) {
      let may =
        userNamespace(of: caller) == namespace
        ? record.makerSetsFileCapabilities
        : hasCapability(.setFileCapabilities, caller, in: record.parent)
      guard may else { return false }
    }
    // Whoever made the namespace may name himself.
    if ranges.count == 1, ranges[0].count == 1, record.ownerID == mine.userID {
      let id = kernelID(ranges[0].origin, kind, in: record.parent)
      if kind == .user, id == mine.userID { return true }
      if kind == .group, record.deniesGroups, id == mine.groupID { return true }
    }
    return hasCapability(
      kind == .user ? .setUserID : .setGroupID, caller, in: record.parent)
  }

  // MARK: - Reading

  /// The most lines of a map (`UID_GID_MAP_MAX_EXTENTS`).
  private static var rangesMax: Int { 340 }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0d).contains(byte)
  }

  /// The lines of a map, of three numbers each.
  ///
  /// Source: `kernel/user_namespace.c: map_write, mappings_overlap`.
  ///
  /// - Throws: EINVAL.
  private static func ranges(_ bytes: ArraySlice<UInt8>) throws(Errno) -> ContiguousArray<IDRange> {
    var ranges: ContiguousArray<IDRange> = []
    // What is written ends at its first zero, as a string of C does.
    var lines = bytes.prefix { $0 != 0 }.split(separator: 0x0a, omittingEmptySubsequences: false)
    // Behind the last newline there is no line.
    if lines.last?.isEmpty == true { lines.removeLast() }
    for line in lines {
      var numbers: [UInt32] = []
      for word in line.split(whereSeparator: isSpace) {
        guard let number = number(word) else { throw .invalidArgument }
        numbers.append(number)
      }
      guard numbers.count == 3 else { throw .invalidArgument }
      let range = IDRange(first: numbers[0], origin: numbers[1], count: numbers[2])
      // No number is all ones, none is beyond it, and no range is empty.
      guard range.first != .max, range.origin != .max, range.count > 0,
        !range.first.addingReportingOverflow(range.count).overflow,
        !range.origin.addingReportingOverflow(range.count).overflow,
        ranges.count < rangesMax
      else { throw .invalidArgument }
      for other in ranges {
        let isApart =
          (range.first >= other.first + other.count || other.first >= range.first + range.count)
          && (range.origin >= other.origin + other.count
            || other.origin >= range.origin + range.count)
        guard isApart else { throw .invalidArgument }
      }
      ranges.append(range)
    }
    guard !ranges.isEmpty else { throw .invalidArgument }
    return ranges
  }

  /// A number as `simple_strtoul` with base 10 reads it, with nothing behind; of a long one the lower half counts.
  private static func number(_ word: ArraySlice<UInt8>) -> UInt32? {
    guard !word.isEmpty else { return nil }
    var number: UInt32 = 0
    for digit in word {
      guard (0x30...0x39).contains(digit) else { return nil }
      number = number &* 10 &+ UInt32(digit - 0x30)
    }
    return number
  }
}
