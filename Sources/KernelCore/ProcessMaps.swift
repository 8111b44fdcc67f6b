internal import LinuxABI

// What /proc says of a process's memory.
extension Kernel {
  /// The column that the names of files and areas begin in.
  ///
  /// Source: `fs/proc/task_mmu.c: show_vma_header_prefix`, seq_setwidth.
  private static var nameColumn: Int { 73 }

  /// Source: proc_pid_maps(5); `fs/proc/task_mmu.c: show_map_vma`.
  func mappingsText(of task: Int32) -> [UInt8] {
    guard taskTable[task].mm >= 0 else { return [] }
    let mm = taskTable[task].mm
    let details = memory.details(of: mm)
    var bytes: [UInt8] = []
    for area in memory.spaces[mm].areas {
      let start = area.firstPage << Memory.pageShift
      let end = area.endPage << Memory.pageShift
      var text = hexadecimal(start, 8) + "-" + hexadecimal(end, 8) + " "
      text += area.access.contains(.read) ? "r" : "-"
      text += area.access.contains(.write) ? "w" : "-"
      text += area.access.contains(.execute) ? "x" : "-"
      text += area.sharing == .shared ? "s" : "p"
      var name: [UInt8] = []
      var inode: UInt64 = 0
      var offset: UInt64 = 0
      let node = area.object >= 0 ? memory.objects[area.object].node : -1
      if node >= 0, memory.objects[area.object].file >= 0 {
        offset = UInt64(area.firstObjectPage) << Memory.pageShift
        inode = tree[node].inode
        name = shownPath(of: FilePlace(node))
      } else if area.flags.contains(.growsDown) || details.stackEnd == end {
        name = Array("[stack]".utf8)
      } else if start < details.breakEnd, end > details.breakStart {
        name = Array("[heap]".utf8)
      }
      let device =
        inode == 0 ? "00:00 " : "00:" + hexadecimal(UInt64(FileSystem.tree.rawValue), 2) + " "
      text += " " + hexadecimal(offset, 8) + " " + device + String(inode) + " "
      bytes += Array(text.utf8)
      if !name.isEmpty {
        let gap = Self.nameColumn - text.utf8.count
        bytes += [UInt8](repeating: 0x20, count: max(0, gap)) + name
      }
      bytes.append(0x0a)
    }
    return bytes
  }
}
