// The page table of an address space: the runs of entries that its areas own in `frames`.
//
// A run is made when the first page of its area is touched, at the end of the table. One that its
// area has given up leaves a hole of entries without frames; when the holes are more than half of the
// table, it is written anew. So no run has to be moved when another one comes or goes, and an area
// that nobody touches has none.
extension Memory {
  /// Holes of fewer entries than this stay.
  private static var holesMin: Int { 512 }

  /// Gives an area entries, if it has none.
  ///
  /// - Returns: Where they begin.
  mutating func makeEntries(_ space: Int32, _ place: Int) -> Int {
    let first = spaces[space].areas[place].firstEntry
    if first >= 0 { return Int(first) }
    let start = spaces[space].frames.count
    spaces[space].frames.append(
      contentsOf: repeatElement(
        AddressSpace.noFrame, count: Int(spaces[space].areas[place].pageCount)))
    spaces[space].areas[place].firstEntry = Int32(start)
    return start
  }

  /// Gives back the frames and the entries of an area that is no longer in the list.
  mutating func dropEntries(_ space: Int32, of area: MemoryArea) {
    guard area.firstEntry >= 0 else { return }
    let entries = Int(area.firstEntry)..<Int(area.firstEntry + area.pageCount)
    dropFrames(space, entries)
    if entries.upperBound == spaces[space].frames.count {
      spaces[space].frames.removeSubrange(entries)
    }
    closeHoles(space)
  }

  /// How many pages of a space have frames (`RSS`).
  func residentPages(_ space: Int32) -> Int {
    var count = 0
    for frame in spaces[space].frames where frame != AddressSpace.noFrame { count += 1 }
    return count
  }

  /// Gives back the frames of some entries.
  mutating func dropFrames(_ space: Int32, _ entries: Range<Int>) {
    for entry in entries {
      let frame = spaces[space].frames[entry]
      guard frame != AddressSpace.noFrame else { continue }
      physical.release(frame)
      spaces[space].frames[entry] = AddressSpace.noFrame
    }
  }

  /// Writes the table anew if most of it is holes.
  mutating func closeHoles(_ space: Int32) {
    let count = spaces[space].frames.count
    guard count >= Self.holesMin else { return }
    var used = 0
    for area in spaces[space].areas where area.firstEntry >= 0 { used += Int(area.pageCount) }
    guard used * 2 < count else { return }
    var table: ContiguousArray<Int32> = []
    table.reserveCapacity(used)
    for place in spaces[space].areas.indices {
      let area = spaces[space].areas[place]
      guard area.firstEntry >= 0 else { continue }
      spaces[space].areas[place].firstEntry = Int32(table.count)
      let first = Int(area.firstEntry)
      table += spaces[space].frames[first..<first + Int(area.pageCount)]
    }
    spaces[space].frames = table
  }

  /// Makes two areas of the one that reaches across the start of a page.
  mutating func split(_ space: Int32, at page: UInt64) {
    let place = spaces[space].placeOfArea(page: page)
    guard place < spaces[space].areas.count, spaces[space].areas[place].firstPage < page else {
      return
    }
    var upper = spaces[space].areas[place]
    let lowerCount = Int32(page - upper.firstPage)
    spaces[space].areas[place].pageCount = lowerCount
    upper.firstPage = page
    upper.pageCount -= lowerCount
    if upper.firstEntry >= 0 { upper.firstEntry += lowerCount }
    if upper.object >= 0 {
      upper.firstObjectPage += lowerCount
      objects[upper.object].areaCount += 1
    }
    spaces[space].areas.insert(upper, at: place + 1)
  }

  /// Makes one area of neighbours that are mapped alike, from before a page to behind another.
  ///
  /// Source: `mm/vma.c: can_vma_merge_before, can_vma_merge_after`.
  mutating func merge(_ space: Int32, from first: UInt64, to end: UInt64) {
    var place = max(spaces[space].placeOfArea(page: first) - 1, 0)
    while place + 1 < spaces[space].areas.count {
      let (lower, upper) = (spaces[space].areas[place], spaces[space].areas[place + 1])
      guard lower.firstPage <= end else { return }
      guard Self.canMerge(lower, upper) else {
        place += 1
        continue
      }
      joinEntries(space, place)
      spaces[space].areas[place].pageCount += upper.pageCount
      spaces[space].areas.remove(at: place + 1)
      if upper.object >= 0 { objects[upper.object].areaCount -= 1 }
    }
  }

  private static func canMerge(_ lower: MemoryArea, _ upper: MemoryArea) -> Bool {
    lower.endPage == upper.firstPage && lower.access == upper.access
      && lower.sharing == upper.sharing && lower.flags == upper.flags
      && lower.object == upper.object
      && (lower.object < 0 || lower.firstObjectPage + lower.pageCount == upper.firstObjectPage)
      && lower.pageCount <= Int32.max - upper.pageCount
  }

  /// Puts the entries of two neighbours in a row.
  private mutating func joinEntries(_ space: Int32, _ place: Int) {
    let (lower, upper) = (spaces[space].areas[place], spaces[space].areas[place + 1])
    if lower.firstEntry < 0, upper.firstEntry < 0 { return }
    if lower.firstEntry >= 0, upper.firstEntry == lower.firstEntry + lower.pageCount { return }
    if lower.firstEntry >= 0, upper.firstEntry < 0,
      Int(lower.firstEntry + lower.pageCount) == spaces[space].frames.count
    {
      spaces[space].frames.append(
        contentsOf: repeatElement(AddressSpace.noFrame, count: Int(upper.pageCount)))
      return
    }
    let start = spaces[space].frames.count
    moveEntries(space, of: lower)
    moveEntries(space, of: upper)
    spaces[space].areas[place].firstEntry = Int32(start)
    // The rest of the list is not merged yet, but it owns what it says.
    spaces[space].areas[place + 1].firstEntry = Int32(start) + lower.pageCount
    closeHoles(space)
  }

  /// Copies the entries of an area to the end of the table, and leaves a hole where they were.
  mutating func moveEntries(_ space: Int32, of area: MemoryArea) {
    let count = Int(area.pageCount)
    guard area.firstEntry >= 0 else {
      spaces[space].frames.append(contentsOf: repeatElement(AddressSpace.noFrame, count: count))
      return
    }
    let entries = Int(area.firstEntry)..<Int(area.firstEntry) + count
    spaces[space].frames.append(contentsOf: Array(spaces[space].frames[entries]))
    for entry in entries { spaces[space].frames[entry] = AddressSpace.noFrame }
  }

  /// Lets an area have more pages behind its last one.
  mutating func extend(_ space: Int32, _ place: Int, by pages: Int32) {
    let area = spaces[space].areas[place]
    if area.firstEntry >= 0 {
      if Int(area.firstEntry + area.pageCount) != spaces[space].frames.count {
        let start = spaces[space].frames.count
        moveEntries(space, of: area)
        spaces[space].areas[place].firstEntry = Int32(start)
      }
      spaces[space].frames.append(
        contentsOf: repeatElement(AddressSpace.noFrame, count: Int(pages)))
    }
    spaces[space].areas[place].pageCount += pages
    closeHoles(space)
  }

  /// Lets an area have more pages before its first one.
  mutating func extendDown(_ space: Int32, _ place: Int, by pages: Int32) {
    let area = spaces[space].areas[place]
    if area.firstEntry >= 0 {
      let start = spaces[space].frames.count
      spaces[space].frames.append(
        contentsOf: repeatElement(AddressSpace.noFrame, count: Int(pages)))
      moveEntries(space, of: area)
      spaces[space].areas[place].firstEntry = Int32(start)
    }
    spaces[space].areas[place].firstPage -= UInt64(pages)
    spaces[space].areas[place].pageCount += pages
    closeHoles(space)
  }
}
