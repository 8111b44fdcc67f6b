/// The attributes of HTML elements, grouped by what their values may be.
///
/// There is no setter that takes an attribute's name as text, and none at all for `style`, `srcdoc`
/// and the `on...` handlers.
package enum HTMLAttribute {
  /// Attributes whose value is text for a person or for a script, never read as a URL or as code.
  package enum Text: String, Sendable {
    case abbr, alt, datetime, lang, placeholder, pattern, title, value
    case ariaDescription = "aria-description"
    case ariaLabel = "aria-label"
    case ariaRoleDescription = "aria-roledescription"
    case ariaValueText = "aria-valuetext"
  }

  /// Attributes whose value is a whole number.
  package enum Number: String, Sendable {
    case cols, colspan, height, maxlength, max, min, rows, rowspan, span, start, step, tabindex
    case width
    case ariaColumnCount = "aria-colcount"
    case ariaLevel = "aria-level"
    case ariaPositionInSet = "aria-posinset"
    case ariaRowCount = "aria-rowcount"
    case ariaRowIndex = "aria-rowindex"
    case ariaSetSize = "aria-setsize"
    case ariaValueMax = "aria-valuemax"
    case ariaValueMin = "aria-valuemin"
    case ariaValueNow = "aria-valuenow"
  }

  /// Attributes whose value is a URL.
  package enum Link: String, Sendable {
    case href, src
  }

  /// Attributes whose value is an id: of this element, of another, or of a group of inputs.
  package enum Reference: String, Sendable {
    case id, headers, list, name
    case labelFor = "for"
    case ariaControls = "aria-controls"
    case ariaDescribedBy = "aria-describedby"
    case ariaLabelledBy = "aria-labelledby"
    case ariaOwns = "aria-owns"
  }

  /// Attributes whose value is a word of a fixed list, so that only the source can write it.
  package enum Keyword: String, Sendable {
    case autocomplete, dir, download, hreflang, inputmode, lang, loading, method, rel, role
    case scope, spellcheck, translate, type
    case ariaCurrent = "aria-current"
    case ariaExpanded = "aria-expanded"
    case ariaHasPopup = "aria-haspopup"
    case ariaHidden = "aria-hidden"
    case ariaLive = "aria-live"
    case ariaOrientation = "aria-orientation"
    case ariaPressed = "aria-pressed"
    case ariaSelected = "aria-selected"
    case ariaSort = "aria-sort"
  }

  /// Attributes that are either there or not.
  package enum Flag: String, Sendable {
    case autofocus, checked, disabled, hidden, inert, multiple, open, readonly, required, reversed
    case selected
  }
}
