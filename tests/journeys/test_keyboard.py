"""The region page by keyboard alone: skip the menu, see where you are, and go through the page in its order."""

from __future__ import annotations

import pytest

from .conftest import Visit

pytestmark = pytest.mark.browser

# The part of the page in which the focus stands, and how well its ring stands out against what is behind it.
FOCUS = """() => {
  const one = document.activeElement;
  const part = one.closest('.skip, .masthead, .date-card, nav.chip-row, form.filters, thead, tbody, aside, footer');
  const light = text => {
    const [r, g, b] = text.match(/[\\d.]+/g).slice(0, 3).map(n => n / 255)
      .map(n => n <= .04045 ? n / 12.92 : ((n + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  let behind = one.parentElement;
  const clear = element => /, 0\\)$|transparent/.test(getComputedStyle(element).backgroundColor);
  while (behind.parentElement && clear(behind)) behind = behind.parentElement;
  const style = getComputedStyle(one);
  const [low, high] = [light(style.outlineColor), light(getComputedStyle(behind).backgroundColor)].sort();
  return {
    part: part ? part.className || part.tagName.toLowerCase() : one.tagName,
    ring: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
    contrast: (high + .05) / (low + .05),
    inView: one.getBoundingClientRect().bottom > 0 && one.getBoundingClientRect().top < innerHeight,
  };
}"""


def test_the_skip_link_leads_past_the_menu(visit: Visit):
    visitor = visit("programme_team")
    page = visitor.open("/region")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("one => one === document.activeElement && one.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "on"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_is_visible_and_goes_through_the_page_in_its_order(visit: Visit, scheme: str):
    visitor = visit("programme_team", color_scheme=scheme)
    page = visitor.open("/region?region=0")
    parts, unclear = [], []
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        found = page.evaluate(FOCUS)
        if found["part"] not in parts[-1:]:
            parts.append(found["part"])
        if found["ring"] < 2 or found["contrast"] < 3 or not found["inView"]:
            unclear.append(found)
    assert parts == [
        "skip",
        "A",  # the mailbox of the demo
        "masthead",
        "card date-card",
        "chip-row",
        "filters",
        "thead",
        "tbody",
        "stack-large",
    ]
    assert unclear == []


def test_a_date_is_chosen_by_keyboard(visit: Visit):
    visitor = visit("programme_team")
    page = visitor.open("/region")
    page.locator("#on").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("31-12-2022")
    visitor.press_and_wait("Enter")
    assert "on=31-12-2022" in visitor.here
