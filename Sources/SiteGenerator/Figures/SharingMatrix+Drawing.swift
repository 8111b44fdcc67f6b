package import Markup

extension SharingMatrix {
  /// Adds the matrix to a page as a woven drawing, with a caption and a table that says the same.
  ///
  /// Each column is a warp thread, each task a weft thread. Where two tasks have the same object the
  /// warp runs through both cells; where they have different ones it is cut between them. Equal colour
  /// and equal number, within a column, are the same object; either alone tells it.
  ///
  /// - Parameters:
  ///   - element: What the figure is added to.
  ///   - title: What the matrix is of, such as the call.
  ///   - words: The words of captions and labels.
  package func draw(into element: HTMLElement, title: String, words: Words) {
    let figure = element.add(.div, "figure")
    drawing(in: figure, title: title, words)
    figure.add(.p, "caption", text: sentence(words))
    let details = figure.add(.details)
    details.add(.summary, text: words.text(.figureSharingHow))
    details.add(.p, text: words.text(.figureSharingLegend))
    table(in: details, title: title, words)
  }

  // MARK: Drawing

  /// The measures of the drawing, in units that are pixels on a phone.
  private enum Measure {
    static let width = 400.0
    static let names = 92.0
    static let header = 34.0
    static let rowHeight = 66.0
    static let cellWidth = 46.0
    static let cellHeight = 34.0
    static let margin = 14.0
    static let column = (width - names) / Double(Structure.allCases.count)

    static func x(column index: Int) -> Double { names + column * (Double(index) + 0.5) }
    static func y(row index: Int) -> Double { header + margin + rowHeight * (Double(index) + 0.5) }
    static func height(rows: Int) -> Double { header + 2 * margin + rowHeight * Double(rows) }
  }

  private static let objectClasses: [CSSClass] = [
    "object-a", "object-b", "object-c", "object-d", "object-e", "object-f",
  ]

  /// The colour of an object; beyond the last one they begin again, and the number tells them apart.
  private static func color(_ rank: Int) -> CSSClass { objectClasses[rank % objectClasses.count] }

  private func drawing(in figure: HTMLElement, title: String, _ words: Words) {
    let label = words.text(.figureSharing, ["name": title])
    let svg = figure.drawing(
      width: Measure.width, height: Measure.height(rows: rows.count),
      label: label, "sharing")
    svg.add(.title, text: label)
    svg.add(.desc, text: description(words))
    for index in Structure.allCases.indices { warp(of: index, in: svg) }
    for (index, row) in rows.enumerated() { weft(row, at: index, words, in: svg) }
    for (index, structure) in Structure.allCases.enumerated() {
      svg.add(.text, "column-name", text: structure.rawValue)
        .set(.x, Measure.x(column: index)).set(.y, Measure.header - 10)
    }
    for (index, row) in rows.enumerated() {
      for (column, cell) in row.cells.enumerated() {
        draw(cell, x: Measure.x(column: column), y: Measure.y(row: index), in: svg)
      }
    }
  }

  /// What the drawing shows, in words.
  private func description(_ words: Words) -> String {
    let sentences = rows.map { row in
      let objects = zip(Structure.allCases, row.cells).map { structure, cell in
        cell.map { "\(structure.rawValue) #\($0.identity)" }
          ?? words.text(.figureHasNo, ["structure": structure.rawValue])
      }
      return words.text(
        .figureHas,
        [
          "name": row.name(words), "tid": "\(row.threadID)", "pid": "\(row.processID)",
          "objects": objects.joined(separator: ", "),
        ])
    }
    return (sentences + [sentence(words)]).joined(separator: " ")
  }

  /// The thread of a column, from above the first cell to below the last, cut between different
  /// objects.
  private func warp(of column: Int, in svg: SVGElement) {
    let x = Measure.x(column: column)
    let middle = Measure.rowHeight / 2
    for (index, row) in rows.enumerated() {
      guard let cell = row.cells[column] else { continue }
      let color = Self.color(cell.rank)
      let y = Measure.y(row: index)
      let above = index > 0 ? rows[index - 1].cells[column] : nil
      let below = index + 1 < rows.count ? rows[index + 1].cells[column] : nil
      let isCutAbove = index > 0 && above?.identity != cell.identity
      let isCutBelow = index + 1 < rows.count && below?.identity != cell.identity
      let gap = 8.0
      // Pieces of one thread overlap a little, or a hair of light would show between them.
      let top = index == 0 ? Measure.header : y - middle + (isCutAbove ? gap : -1)
      let bottom =
        y + middle - (isCutBelow ? gap : 0) + (index + 1 == rows.count ? Measure.margin - 4 : 0)
      svg.add(.line, "warp", color).set(.x1, x).set(.x2, x).set(.y1, top).set(.y2, bottom)
      if isCutAbove { fray(x: x, y: top, towards: -1, color, in: svg) }
      if isCutBelow { fray(x: x, y: bottom, towards: 1, color, in: svg) }
    }
  }

  /// The loose fibres at the end of a cut thread.
  private func fray(
    x: Double, y: Double, towards way: Double, _ color: CSSClass, in svg: SVGElement
  ) {
    for (start, end, length) in [(-2.4, -5.0, 4.5), (0.0, -0.6, 6.0), (2.4, 4.6, 5.0)] {
      var path = SVGPath()
      path.move(x: x + start, y: y - way)
      path.curve(
        x1: x + start, y1: y + way * length * 0.5, x2: x + end, y2: y + way * length * 0.4,
        x: x + end, y: y + way * length)
      svg.add(.path, "end", color).outline(path)
    }
  }

  private func weft(_ row: Row, at index: Int, _ words: Words, in svg: SVGElement) {
    let y = Measure.y(row: index)
    svg.add(.line, "weft").set(.x1, Measure.names - 8).set(.x2, Measure.width - 4)
      .set(.y1, y).set(.y2, y)
    svg.add(.text, "task-name", text: row.name(words)).set(.x, 4).set(.y, y - 3)
    let identity =
      row.threadID == row.processID
      ? words.text(.figureProcessID, ["pid": "\(row.processID)"])
      : words.text(.figureThreadOf, ["tid": "\(row.threadID)", "pid": "\(row.processID)"])
    svg.add(.text, "task-id", text: identity).set(.x, 4).set(.y, y + 13)
  }

  private func draw(_ cell: Cell?, x: Double, y: Double, in svg: SVGElement) {
    guard let cell else { return }
    let group = svg.add(.g, "cell", Self.color(cell.rank))
    group.add(.rect).set(.x, x - Measure.cellWidth / 2).set(.y, y - Measure.cellHeight / 2)
      .set(.width, Measure.cellWidth).set(.height, Measure.cellHeight).set(.rx, 5)
    group.add(.text, text: "#\(cell.identity)").set(.x, x).set(.y, y + 5)
  }

  // MARK: Table

  private func table(in details: HTMLElement, title: String, _ words: Words) {
    let box = details.add(.div, "table-scroll").set(.tabindex, 0).set(.role, "group")
    box.set(.ariaLabel, words.text(.figureSharingTable, ["name": title]))
    let none = words.text(.figureNone)
    box.add(.table) { table in
      table.add(.thead).add(.tr) { row in
        row.add(.th, text: words.text(.figureStructure)).set(.scope, "col")
        for task in rows { row.add(.th, text: task.name(words)).set(.scope, "col") }
        row.add(.th, text: words.text(.figureWhich)).set(.scope, "col")
      }
      let body = table.add(.tbody)
      for (index, structure) in Structure.allCases.enumerated() {
        body.add(.tr) { row in
          row.add(.th).set(.scope, "row").add(.code, text: structure.rawValue)
          for task in rows {
            row.add(.td, text: task.cells[index].map { "#\($0.identity)" } ?? none)
          }
          row.add(
            .td, text: words.text(shared.contains(structure) ? .figureShared : .figureSeparate))
        }
      }
    }
  }
}

extension SharingMatrix.Row {
  /// What the task is called.
  fileprivate func name(_ words: Words) -> String {
    switch name {
    case .parent: words.text(.figureParent)
    case .child: words.text(.figureChild)
    case .task: words.text(.figureTask, ["tid": "\(threadID)"])
    }
  }
}
