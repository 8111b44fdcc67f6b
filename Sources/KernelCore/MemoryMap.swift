package import LinuxABI

/// An area of an address space, as `/proc/PID/maps` tells of it.
package struct MappedArea: Equatable, Sendable {
  /// What an area is called.
  package enum Name: Equatable, Sendable {
    /// It has no name: memory of a program's own.
    case none
    /// `[heap]`.
    case heap
    /// `[stack]`.
    case stack
    /// Anonymous memory that processes share: `/dev/zero (deleted)`.
    case shared
    /// The file with this node, from the offset on.
    case file(node: Int32)
    /// A System V segment: `/SYSV00000000 (deleted)`.
    case segment(key: Int32)
  }

  /// The first address.
  package var start: UserAddress
  /// The address behind the last.
  package var end: UserAddress
  /// What may be done there.
  package var access: MemoryAccess
  /// Whether it is shared: `s` or `p`.
  package var sharing: MemorySharing
  /// The bytes of the file before those that it shows.
  package var offset: UInt64
  /// What it is called.
  package var name: Name
  /// How many of its pages have frames.
  package var residentPages: Int
  /// Whether its pages stay in memory.
  package var isLocked: Bool
}

extension Kernel {
  /// The areas of an address space, in ascending order.
  ///
  /// Source: `fs/proc/task_mmu.c: show_map_vma`.
  ///
  /// - Complexity: Linear in the pages that were touched.
  package func areas(of space: AddressSpaceID) -> [MappedArea] {
    let details = memory.details(of: space.rawValue)
    return memory.spaces[space.rawValue].areas.map { area in
      let start = area.firstPage << Memory.pageShift
      let end = area.endPage << Memory.pageShift
      var resident = 0
      for page in 0..<area.pageCount
      where memory.frame(of: area, page, space.rawValue) != AddressSpace.noFrame {
        resident += 1
      }
      var name = MappedArea.Name.none
      if area.object >= 0 {
        let object = memory.objects[area.object]
        let segment =
          programSides.isEmpty
          ? nil
          : programSide.segments.first {
            $0.object == area.object
              && $0.generation == memory.objects.generation(of: area.object)
          }
        name =
          object.file >= 0
          ? .file(node: object.node) : segment.map { .segment(key: $0.permissions.key) } ?? .shared
      } else if start < details.breakEnd, end > details.breakStart,
        memory.spaces[space.rawValue].details >= 0
      {
        // Source: `include/linux/mm.h: vma_is_initial_heap, vma_is_initial_stack`.
        name = .heap
      } else if details.stackEnd > start, details.stackEnd <= end {
        name = .stack
      }
      let offset = area.object >= 0 ? UInt64(area.firstObjectPage) << Memory.pageShift : 0
      return MappedArea(
        start: UserAddress(rawValue: start), end: UserAddress(rawValue: end),
        access: area.access, sharing: area.sharing, offset: offset, name: name,
        residentPages: resident, isLocked: area.flags.contains(.locked))
    }
  }
}
