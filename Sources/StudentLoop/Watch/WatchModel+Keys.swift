import Results

extension WatchModel {
  /// What a key does.
  ///
  /// - Returns: What the loop has to do.
  package mutating func press(_ key: Key) -> [Action] {
    switch key {
    case .interrupt: return [.quit]
    case .suspend: return [.pause]
    case .redraw: return [.redraw]
    default: break
    }
    if view == .list, list.isSearching { return search(key) }
    if let doubt { return answer(doubt, key) }
    notice = nil
    if move(key) { return [] }
    if view == .list {
      switch key {
      case .enter:
        guard let chosen = list.chosen(in: outline) else { return [] }
        return openIfReady(chosen)
      case .character("/"):
        list.isSearching = true
        return []
      case .character("f"):
        list.nextFilter(in: outline)
        return []
      default: break
      }
    }
    return command(key)
  }

  private mutating func command(_ key: Key) -> [Action] {
    switch key {
    case .character("q"): return [.quit]
    case .character("n"): return goOn()
    case .character("p"):
      guard current > 0 else {
        notice = "This is the first exercise."
        return []
      }
      return open(current - 1)
    case .character("h"):
      view = .exercise
      scroll = 0
      return [.hint]
    case .character("l"):
      toggle(.list)
      list.select(current, in: outline)
      return []
    case .character("r"):
      view = .exercise
      return [.check]
    case .character("t"):
      guard work?.result.tests.contains(where: { !$0.timeline.isEmpty }) == true else {
        notice = "There is no trace: no test has failed in a run of a program."
        return []
      }
      toggle(.trace)
      return []
    case .character("c"): return [.checkAll]
    case .character("x"):
      doubt = .reset
      return []
    case .character("s"): return showSolution()
    case .escape, .enter:
      if view == .exercise { hint = nil }
      view = .exercise
      scroll = 0
      return []
    default: return []
    }
  }

  private mutating func showSolution() -> [Action] {
    guard hasSolution else {
      notice = "This course has no solution to show."
      return []
    }
    guard isPassed || outline.exercises[current].mark == .completed else {
      notice = "The solution is shown when your own passes."
      return []
    }
    if view == .solution, let solution {
      guard solution.index + 1 < solution.count else {
        view = .exercise
        return []
      }
      return [.show(solution: solution.index + 1)]
    }
    return [.show(solution: 0)]
  }

  private mutating func toggle(_ other: View) {
    view = view == other ? .exercise : other
    scroll = 0
  }

  /// Answers a question; any key but a yes is a no.
  private mutating func answer(_ doubt: Doubt, _ key: Key) -> [Action] {
    self.doubt = nil
    switch (doubt, key) {
    case (.reset, .character("y")): return [.reset]
    case (.next, .character("y")), (.next, .character("n")): return openIfReady(current + 1)
    case (.open(let index), .character("y")): return open(index)
    default: return []
    }
  }

  /// Scrolls, or moves through the list.
  private mutating func move(_ key: Key) -> Bool {
    let page = max(1, extent.height - 2)
    let step: Int
    switch key {
    case .up, .character("k"): step = -1
    case .down, .character("j"): step = 1
    case .pageUp, .character("b"): step = -page
    case .pageDown, .character(" "): step = page
    case .home, .character("g"): step = -extent.lines
    case .end, .character("G"): step = extent.lines
    default: return false
    }
    if view == .list {
      list.move(by: step, in: outline)
    } else {
      scroll = max(0, min(scroll + step, extent.lines - extent.height))
    }
    return true
  }

  /// Takes a key into the text that is looked for.
  private mutating func search(_ key: Key) -> [Action] {
    switch key {
    case .character(let character): list.search.append(character)
    case .backspace:
      if !list.search.isEmpty { list.search.removeLast() }
    case .escape:
      list.search = ""
      list.isSearching = false
    case .enter, .up, .down: list.isSearching = false
    default: break
    }
    list.keepSelection(in: outline)
    return []
  }
}
