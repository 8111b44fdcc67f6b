import ExerciseKit
import Exercise_05_copy_on_write

// Mistake: unmapping gives back the first page alone.
struct Submission: PageHandling {
  func fork(_ parent: inout AddressSpace, _ frames: inout Frames) -> AddressSpace {
    for area in parent.areas {
      for page in area.pages {
        guard let entry = parent.entries[page] else { continue }
        frames.share(entry.frame)
        // The first store of either side has to be told of.
        if area.object == nil { parent.entries[page]?.isWritable = false }
      }
    }
    return parent
  }

  func handleFault(
    _ access: Access, page: Int, of space: inout AddressSpace, _ frames: inout Frames
  ) throws(Errno) -> FaultResult {
    // May the program do that?
    guard let area = space.area(of: page) else { return .segmentationFault }
    if access == .write, !area.isWritable { return .segmentationFault }

    // A page of a shared object: everybody's, so it is never copied.
    if let object = area.object {
      let frame = try frames.page(page - area.pages.lowerBound, of: object)
      frames.share(frame)
      space.entries[page] = PageEntry(frame, isWritable: area.isWritable)
      return .resolved
    }

    // The first touch of a page of one's own.
    guard let entry = space.entries[page], entry.frame != .zero else {
      if access == .read {
        space.entries[page] = PageEntry(.zero, isWritable: false)
      } else {
        space.entries[page] = PageEntry(try frames.allocate(), isWritable: true)
      }
      return .resolved
    }

    // A store to a page that others may have, too.
    if frames.users(of: entry.frame) == 1 {
      space.entries[page]?.isWritable = true
    } else {
      let copy = try frames.allocateCopy(of: entry.frame)
      frames.release(entry.frame)
      space.entries[page] = PageEntry(copy, isWritable: true)
    }
    return .resolved
  }

  func unmap(_ area: Area, from space: inout AddressSpace, _ frames: inout Frames) {
    for page in area.pages.prefix(1) {
      if let entry = space.entries[page] { frames.release(entry.frame) }
      space.entries[page] = nil
    }
  }
}
