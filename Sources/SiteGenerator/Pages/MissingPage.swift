/// What a server shows for an address without a page.
///
/// Its links are relative like all others, so it is right for addresses in the site's own folder; a
/// page that must work at every depth would have to know where the site lies.
struct MissingPage {
  let frame: PageFrame

  func build() -> BuiltPage {
    let address = PageAddress.missing
    let home = address.url(to: .front)
    let html = frame.theme.render(
      .missing,
      [
        "home": .url(home),
        "wayHTML": .html(frame.words.html(.missingWay, ["front": .url(home)])),
      ])
    let content = PageFrame.Content(
      address: address, title: frame.words.text(.missingWindowTitle),
      description: frame.words.text(.missingDescription), html: html)
    return BuiltPage(address: address, html: frame.page(content))
  }
}
