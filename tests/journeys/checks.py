"""What must hold on every page: axe finds nothing, nothing is cut off or runs out of the window, targets are large."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDE, PHONE, NARROWEST = 1280, 390, 320
"""Widths in CSS pixels; 320 is what WCAG 1.4.10 asks for."""

# Best practices are on by default; target-size (WCAG 2.2) has to be asked for. Colours alone change in the dark.
_AXE = """async dark => {
  const rules = dark ? {runOnly: ['color-contrast']} : {rules: {'target-size': {enabled: true}}};
  const found = await axe.run(document, {resultTypes: ['violations'], ...rules});
  return found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary}`));
}"""

_OVERFLOW = """() => {
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) found.push(`the page is ${root.scrollWidth} wide`);
  for (const one of document.querySelectorAll('body *')) {
    if (one.closest('svg, .visually-hidden, thead, .who') || one.clientWidth === 0) continue;
    const style = getComputedStyle(one);
    const hides = style.overflowX === 'hidden' || style.overflowX === 'clip';
    if (hides && one.tagName !== 'PROGRESS' && one.scrollWidth > one.clientWidth + 1)
      found.push(`cut off: ${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`);
  }
  return found;
}"""

# A link within a sentence may be as high as its line (WCAG 2.5.8, "inline").
_TARGETS = """() => {
  const found = [];
  const inSentence = one => {
    if (getComputedStyle(one).display !== 'inline') return false;
    const around = one.closest('p, li, td, th, dd, span') || one.parentElement;
    return around.tagName === 'P' && around.innerText.trim() !== one.innerText.trim();
  };
  const wanted = 'a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]';
  for (const one of document.querySelectorAll(wanted)) {
    if (!one.checkVisibility() || one.closest('.skip, [aria-hidden="true"]')) continue;
    const box = one.getBoundingClientRect();
    if ((box.width < 24 || box.height < 24) && !inSentence(one))
      found.push(`${Math.round(box.width)}x${Math.round(box.height)}: ${one.outerHTML.slice(0, 90)}`);
  }
  return found;
}"""


def faults(page: Page, dark_at: int) -> list[str]:
    """Everything that is wrong with the page that is open, wide and narrow; in the dark at the width `dark_at`."""
    from axe_playwright_python.base import AXE_SCRIPT  # optional: only the browser tests have it installed

    found = []
    page.evaluate(AXE_SCRIPT)
    for width in (NARROWEST, PHONE, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        for check in (_OVERFLOW, _TARGETS):
            found += [f"{width}: {text}" for text in page.evaluate(check)]
        if width != NARROWEST:
            found += [f"{width}: {text}" for text in page.evaluate(_AXE, False)]
        if width == dark_at:
            page.emulate_media(color_scheme="dark")
            found += [f"{width}, dark: {text}" for text in page.evaluate(_AXE, True)]
            page.emulate_media(color_scheme="light")
    return found
