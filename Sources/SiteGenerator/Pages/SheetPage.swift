import Courseware
import Diagnostics
import Markup

/// A page of one text under a title: what the glossary, the cheat sheet and their like have in common.
struct SheetPage {
  let frame: PageFrame
  let address: PageAddress
  let title: String
  let description: String
  /// The paragraph under the title.
  let lede: String

  /// The page around its text.
  func build(bodyHTML: String, diagnostics: DiagnosticList = DiagnosticList()) -> BuiltPage {
    let html = frame.theme.render(
      .sheet,
      [
        "trail": frame.trail(from: address),
        "hereName": .text(title),
        "title": .text(title),
        "lede": .text(lede),
        "bodyHTML": .html(bodyHTML),
      ])
    let content = PageFrame.Content(
      address: address, title: title, description: description, html: html)
    return BuiltPage(address: address, html: frame.page(content), diagnostics: diagnostics)
  }
}
