/// The elements that a page can be built from.
///
/// What runs, embeds or changes how the rest is read (`script`, `style`, `iframe`, `object`, `base`,
/// `meta` ...) is not among them: the head's elements have functions of their own in `HTMLDocument`.
package enum HTMLTag: String, CaseIterable, Sendable {
  // Sections
  case article, aside, footer, header, main, nav, section, search
  case h1, h2, h3, h4, h5, h6
  // Grouping
  case blockquote, dd, div, dl, dt, figcaption, figure, hr, li, ol, p, pre, ul
  // Text
  case a, abbr, b, bdi, br, cite, code, data, del, dfn, em, i, ins, kbd, mark, q, s, samp, small
  case span, strong, sub, sup, time, u, wbr
  case variable = "var"
  // Tables
  case caption, col, colgroup, table, tbody, td, tfoot, th, thead, tr
  // Interaction
  case button, datalist, details, dialog, fieldset, form, input, label, legend, meter, optgroup
  case option, output, progress, select, summary, textarea
  // Media
  case canvas, img

  /// Says whether the element can have no content and no end tag.
  package var isVoid: Bool {
    switch self {
    case .br, .col, .hr, .img, .input, .wbr: true
    default: false
    }
  }
}
