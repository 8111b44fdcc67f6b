internal import LinuxABI

// Mappings of files.
//
// # Theory of operation
//
// A file that is mapped has an object with its pages; a page gets a frame when somebody touches it,
// with what the file has there. All mappings of a file show the same frames, and a private one copies
// what it writes to. The file itself keeps its contents in the tree. So that both are one, whatever
// calls look into files finds there what was stored through mappings (`pullMappedFiles`), and what
// they change is put into the frames afterwards (`pushMappedFiles`): see `Kernel.submit`. Between two
// calls nobody but the mappings can look.
//
// This file is the only one that knows the tree and the frames.
extension Kernel {
  /// Whether an open file is one that can be mapped.
  func isMappable(_ file: Int32) -> Bool {
    guard openFiles[file].isOfPlace, let node = openFiles[file].place.node else { return false }
    return tree[node].kind == .file
  }

  /// Whether an open file is `/dev/zero`.
  func isZeroDevice(_ file: Int32) -> Bool {
    guard openFiles[file].isOfPlace, let node = openFiles[file].place.node else { return false }
    return tree[node].kind == .zero
  }

  /// The bytes of a mapped file.
  private func contents(ofMapped object: Int32) -> [UInt8] {
    tree[memory.objects[object].node].contents
  }

  private func pageCount(ofBytes count: Int) -> Int {
    (count + Int(Memory.offsetMask)) / Int(Memory.pageBytes)
  }

  /// The object of an open file's pages, with an area more, made if there is none.
  ///
  /// It keeps the file open for as long as it is there.
  ///
  /// - Precondition: The file is one that can be mapped.
  mutating func fileObject(of file: Int32) -> Int32 {
    guard let node = openFiles[file].place.node else { preconditionFailure("not mappable") }
    for object in memory.fileObjects where memory.objects[object].node == node {
      memory.objects[object].areaCount += 1
      return object
    }
    let pages = pageCount(ofBytes: tree[node].contents.count)
    openFiles[file].users += 1
    let object = memory.objects.allocate(
      SharedObject(
        file: file, node: node,
        frames: ContiguousArray(repeating: AddressSpace.noFrame, count: pages)))
    memory.fileObjects.append(object)
    rareParts.insert(.mappedFiles)
    return object
  }

  /// Reads the page of a file that an area shows at an address.
  mutating func readMappedPage(_ space: Int32, _ address: UInt64) throws(MemoryFault) {
    let page = address >> Memory.pageShift
    let place = memory.spaces[space].placeOfArea(page: page)
    guard place < memory.spaces[space].areas.count else { throw .unmapped }
    let area = memory.spaces[space].areas[place]
    let objectPage = Int(area.firstObjectPage) + Int(page - area.firstPage)
    guard area.object >= 0, objectPage < memory.objects[area.object].frames.count else {
      throw .beyondEnd
    }
    guard memory.hasRoom, memory.canPromise(1, limits) else { throw .outOfMemory }
    let frame = memory.physical.allocate()
    memory.objects[area.object].frames[objectPage] = frame
    memory.objects[area.object].chargedPages += 1
    memory.chargedPages += 1
    fill(frame, objectPage, from: contents(ofMapped: area.object))
  }

  /// Puts a page of a file into a frame; what is behind the end of the file is zero.
  private mutating func fill(_ frame: Int32, _ page: Int, from contents: [UInt8]) {
    let start = min(page * Int(Memory.pageBytes), contents.count)
    let count = min(contents.count - start, Int(Memory.pageBytes))
    memory.physical.write(frame, at: 0, contents[start..<start + count])
    if count < Int(Memory.pageBytes) { memory.physical.clear(frame, from: count) }
  }

  // MARK: - One file, two places

  /// Puts what was stored through mappings into the files.
  @inline(never)
  mutating func pullMappedFiles() {
    for object in memory.fileObjects { pull(object) }
  }

  private mutating func pull(_ object: Int32) {
    let node = memory.objects[object].node
    for page in memory.objects[object].frames.indices {
      let frame = memory.objects[object].frames[page]
      guard frame != AddressSpace.noFrame else { continue }
      let contents = tree[node].contents
      let start = page * Int(Memory.pageBytes)
      guard start < contents.count else { return }
      let count = min(contents.count - start, Int(Memory.pageBytes))
      if memory.physical.holds(contents[start..<start + count], in: frame) { continue }
      let bytes = memory.physical.bytes(of: frame, count: count)
      // It is no longer than the file is, so it fits.
      _ = try? tree.write(node, bytes, at: start, limits: limits)
    }
  }

  /// Puts what calls have changed in files into the frames that show them, and takes frames away
  /// that are behind the end of a file that was cut.
  ///
  /// Source: `mm/truncate.c: truncate_pagecache`.
  @inline(never)
  mutating func pushMappedFiles() {
    for object in memory.fileObjects { push(object) }
  }

  private mutating func push(_ object: Int32) {
    let contents = contents(ofMapped: object)
    let pages = pageCount(ofBytes: contents.count)
    let old = memory.objects[object].frames.count
    if pages < old { cut(object, to: pages) }
    if pages > old {
      memory.objects[object].frames.append(
        contentsOf: repeatElement(AddressSpace.noFrame, count: pages - old))
    }
    for page in memory.objects[object].frames.indices {
      let frame = memory.objects[object].frames[page]
      guard frame != AddressSpace.noFrame else { continue }
      let start = page * Int(Memory.pageBytes)
      let count = min(contents.count - start, Int(Memory.pageBytes))
      guard !memory.physical.holds(contents[start..<start + count], in: frame) else { continue }
      fill(frame, page, from: contents)
    }
  }

  /// Takes frames away that are behind the end of a file, also from private mappings.
  ///
  /// Source: `mm/memory.c: unmap_mapping_range`, even_cows.
  private mutating func cut(_ object: Int32, to pages: Int) {
    for space in memory.spaces.indices { memory.cut(space, object, to: pages) }
    for page in pages..<memory.objects[object].frames.count {
      let frame = memory.objects[object].frames[page]
      guard frame != AddressSpace.noFrame else { continue }
      memory.physical.release(frame)
      memory.objects[object].chargedPages -= 1
      memory.chargedPages -= 1
    }
    memory.objects[object].frames.removeSubrange(pages...)
  }

  /// Gives back the objects of files that nobody shows any more, once what was stored there is in
  /// the files.
  @inline(__always)
  mutating func closeMappedFiles() {
    if !memory.fileObjects.isEmpty { closeUnshownFiles() }
  }

  @inline(never)
  private mutating func closeUnshownFiles() {
    var place = 0
    while place < memory.fileObjects.count {
      let object = memory.fileObjects[place]
      guard memory.objects[object].areaCount == 0 else {
        place += 1
        continue
      }
      pull(object)
      memory.fileObjects.remove(at: place)
      let file = memory.objects[object].file
      memory.endObject(object)
      releaseOpenFile(file)
    }
  }
}

extension Memory {
  /// Takes pages of an object, from one on, out of a page table.
  fileprivate mutating func cut(_ space: Int32, _ object: Int32, to pages: Int) {
    for area in spaces[space].areas where area.object == object && area.firstEntry >= 0 {
      let kept = min(max(pages - Int(area.firstObjectPage), 0), Int(area.pageCount))
      let first = Int(area.firstEntry)
      dropFrames(space, first + kept..<first + Int(area.pageCount))
      restamp(space)
    }
  }
}

extension RegisterCall {
  /// Whether nobody who makes the call looks into a file.
  static func leavesFilesAlone(_ number: SystemCallNumber) -> Bool {
    switch number {
    case .futex, .clone, .clone3, .wait4, .waitid, .schedYield, .getpid, .gettid, .getppid,
      .rtSigaction, .rtSigprocmask, .rtSigreturn, .kill, .tkill, .tgkill, .nanosleep, .load,
      .store, .fetchAdd, .exchange, .compareExchange, .compute, .close, .dup, .exit, .exitGroup:
      true
    default: false
    }
  }
}
