import ExerciseKit
import Exercise_05_copy_on_write

// Another shape: fork leaves shared areas to faults, as Linux does, and a fault goes through what there is to be
// installed, in the names of the kernel's functions.
struct Submission: PageHandling {
  func fork(_ parent: inout AddressSpace, _ frames: inout Frames) -> AddressSpace {
    var child = AddressSpace()
    child.areas = parent.areas
    for page in parent.entries.indices {
      // Of a shared page the object knows where it is.
      guard let entry = parent.entries[page], parent.area(of: page)?.object == nil else { continue }
      frames.share(entry.frame)
      let readOnly = PageEntry(entry.frame, isWritable: false)
      (parent.entries[page], child.entries[page]) = (readOnly, readOnly)
    }
    return child
  }

  func handleFault(
    _ access: Access, page: Int, of space: inout AddressSpace, _ frames: inout Frames
  ) throws(Errno) -> FaultResult {
    guard let area = space.area(of: page), area.isWritable || access == .read else {
      return .segmentationFault
    }
    let new: PageEntry
    switch (area.object, access, space.entries[page]) {
    case (let object?, _, _): new = try sharedFault(page, object, area, &frames)
    case (nil, .read, _): new = PageEntry(.zero, isWritable: false)
    case (nil, .write, nil): new = PageEntry(try frames.allocate(), isWritable: true)
    case (nil, .write, let old?): new = try writeProtectFault(old, &frames)
    }
    space.entries[page] = new
    return .resolved
  }

  /// do_shared_fault.
  private func sharedFault(
    _ page: Int, _ object: Int, _ area: Area, _ frames: inout Frames
  ) throws(Errno) -> PageEntry {
    let frame = try frames.page(page - area.pages.lowerBound, of: object)
    frames.share(frame)
    return PageEntry(frame, isWritable: area.isWritable)
  }

  /// do_wp_page: the frame of zeroes has no users, so it is copied like any other.
  private func writeProtectFault(
    _ old: PageEntry, _ frames: inout Frames
  ) throws(Errno) -> PageEntry {
    if frames.users(of: old.frame) == 1 { return PageEntry(old.frame, isWritable: true) }
    let copy = try frames.allocateCopy(of: old.frame)
    frames.release(old.frame)
    return PageEntry(copy, isWritable: true)
  }

  func unmap(_ area: Area, from space: inout AddressSpace, _ frames: inout Frames) {
    for page in area.pages {
      guard let entry = space.entries[page] else { continue }
      space.entries[page] = nil
      frames.release(entry.frame)
    }
  }
}
