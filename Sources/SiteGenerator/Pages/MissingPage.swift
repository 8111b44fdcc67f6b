/// What a server shows for an address without a page.
///
/// Its links are relative like all others, so it is right for addresses in the site's own folder; a
/// page that must work at every depth would have to know where the site lies.
struct MissingPage {
  let frame: PageFrame

  func build() -> BuiltPage {
    let address = PageAddress.missing
    let html = frame.theme.render(.missing, ["home": .url(address.url(to: .front))])
    let content = PageFrame.Content(
      address: address, title: "No such page", description: "There is no page at this address.",
      html: html)
    return BuiltPage(address: address, html: frame.page(content))
  }
}
