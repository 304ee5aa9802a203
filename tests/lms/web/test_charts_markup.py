"""What the chart macros print: safe, accessible, theme-able and fit for a PDF."""

from __future__ import annotations

import io
import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined

import lms.web
from lms.expertise.rules import Flow
from lms.web.charts import Figure, Palette, Predecessor, flow_figure, history_figure, sparkline
from lms.web.charts.translated import translated_words

WEB = Path(lms.web.__file__).parent
NASTY = '<b>Veilig & "Thuis"</b>'
POINTS = [(date(2022, 11, 30), 30), (date(2022, 12, 31), 41), (date(2023, 1, 31), 12)]
MERGED = [Predecessor(NASTY, [(date(2022, 9, 30), 20), (date(2022, 10, 31), 21)])]
YEARS = [Flow(date(2021, 12, 31), date(2022, 12, 31), 0, 5, 9, 3, 4, 2, 1)]
HISTORY = history_figure("history", NASTY, POINTS, norm=[(date(2020, 1, 1), 26)], predecessors=MERGED)
FLOW = flow_figure("flow", "Gained and lost", YEARS)


def rendered(body: str, **values: object) -> str:
    environment = Environment(
        loader=FileSystemLoader(WEB / "templates"), autoescape=True, undefined=StrictUndefined
    )
    environment.globals["_"] = lambda message: message
    imports = (
        '{% from "charts/figure.html" import figure %}{% from "charts/spark.svg.html" import spark_svg %}'
        '{% from "charts/line.svg.html" import line_svg %}{% from "charts/bars.svg.html" import bars_svg %}'
    )
    return environment.from_string(imports + body).render(values)


def page() -> ElementTree.Element:
    body = "<main>{% for f in figures %}{% call figure(f) %}Now <b>12</b>{% endcall %}{% endfor %}</main>"
    return ElementTree.fromstring(rendered(body, figures=[HISTORY, FLOW]))


def local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def svgs() -> list[ElementTree.Element]:
    return [element for element in page().iter() if local(element) == "svg"]


def test_names_are_escaped_everywhere() -> None:
    markup = rendered("{{ figure(f) }}{{ spark_svg(s) }}", f=HISTORY, s=sparkline(POINTS, label=NASTY))
    assert "<b>" not in markup
    assert "&lt;b&gt;Veilig &amp; &#34;Thuis&#34;&lt;/b&gt;" in markup


def test_ids_are_unique_and_name_each_picture() -> None:
    ids = [element.attrib["id"] for element in page().iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids)) == 10
    for svg in svgs():
        assert svg.attrib["role"] == "img"
        assert set(svg.attrib["aria-labelledby"].split()) <= set(ids)


def test_titles_and_descriptions_say_what_is_drawn() -> None:
    wide = svgs()[2]
    said = {local(child): child.text for child in wide if local(child) in {"title", "desc"}}
    assert said == {"title": "Gained and lost", "desc": "From 2022 to 2022: 9 gained and 10 lost."}


def test_both_sizes_are_printed_for_the_style_sheet_to_choose() -> None:
    assert [svg.attrib["class"] for svg in svgs()] == ["chart chart-wide", "chart chart-narrow"] * 2


def test_drawings_use_plain_attributes_and_solid_colours_only() -> None:
    forbidden = {"style", "opacity", "fill-opacity", "stroke-opacity", "dominant-baseline", "filter"}
    for element in (e for svg in svgs() for e in svg.iter()):
        assert not forbidden & set(element.attrib)
        assert local(element) in {"svg", "title", "desc", "path", "circle", "rect", "text"}
        for colour in (element.attrib.get("fill"), element.attrib.get("stroke")):
            assert colour is None or colour == "none" or re.fullmatch("#[0-9a-f]{6}", colour)


def test_every_class_is_coloured_by_the_style_sheet() -> None:
    css = (WEB / "static" / "charts.css").read_text()
    classes = {
        e.attrib["class"] for svg in svgs() for e in svg.iter() if e.attrib.get("class", "").startswith("c-")
    }
    assert {name for name in classes if not re.search(rf"\.{name}\b", css)} == set()


def test_the_table_has_a_caption_and_scoped_headings() -> None:
    table = next(element for element in page().iter() if local(element) == "table")
    assert table.findtext("caption") == NASTY
    assert [cell.attrib["scope"] for cell in table.iter("th")] == ["col"] * 4 + ["row"] * 5
    assert [cell.text for cell in table.iter("td")][-3:] == ["12", "26", "–"]


def test_an_empty_figure_says_what_will_appear() -> None:
    markup = rendered("{% call figure(f) %}None yet{% endcall %}", f=history_figure("h", "History", []))
    assert "<svg" not in markup
    assert "Nothing to show yet." in markup


def test_a_sparkline_is_one_labelled_picture() -> None:
    svg = ElementTree.fromstring(rendered("{{ spark_svg(s) }}", s=sparkline(POINTS, label="peak 41, now 12")))
    assert svg.attrib["role"] == "img"
    assert svg.attrib["aria-label"] == "peak 41, now 12"
    assert [local(child) for child in svg] == ["path", "circle", "circle"]


# ---- colours --------------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def theme(name: str) -> dict[str, str]:
    """The custom properties of one theme from both style sheets."""
    found: dict[str, str] = {}
    for sheet in ("paraat.css", "charts.css"):
        css = (WEB / "static" / sheet).read_text()
        light, _, rest = css.partition("@media (prefers-color-scheme: dark)")
        block = light if name == "light" else rest.partition("\n}")[0]
        found |= dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-fA-F]{6})\b", block))
    return found


@pytest.mark.parametrize("name", ["light", "dark"])
def test_shapes_stand_out_from_the_surface_and_numbers_from_their_bars(name: str) -> None:
    colours = theme(name)
    shapes = (
        "brand",
        "ok",
        "gap",
        "ink-soft",
        "chart-elsewhere-edge",
        "chart-region",
        "chart-lapsed",
        "chart-practice",
    )
    assert {
        s: round(contrast(colours[s], colours["surface"]), 2)
        for s in shapes
        if contrast(colours[s], colours["surface"]) < 3
    } == {}
    pairs = [
        (colours["chart-on-light"], colours["chart-elsewhere"]),
        (colours["chart-on-dark"], colours["chart-region"]),
        (colours["chart-on-dark"], colours["chart-practice"]),
        ("#16242e", colours["chart-lapsed"]),
        (colours["surface"], colours["ok"]),
    ]
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


@pytest.mark.parametrize("name", ["light", "dark"])
def test_causes_differ_in_grey(name: str) -> None:
    colours = theme(name)
    greys = sorted(luminance(colours[f"chart-{c}"]) for c in ("elsewhere", "region", "lapsed", "practice"))
    assert all((b + 0.05) / (a + 0.05) >= 1.4 for a, b in pairwise(greys))


def test_the_style_sheet_and_the_palette_agree_in_light() -> None:
    colours, palette = theme("light"), Palette()
    assert {
        "elsewhere": colours["chart-elsewhere"],
        "elsewhere_edge": colours["chart-elsewhere-edge"],
        "region": colours["chart-region"],
        "lapsed": colours["chart-lapsed"],
        "practice": colours["chart-practice"],
    } == {
        name: getattr(palette, name)
        for name in ("elsewhere", "elsewhere_edge", "region", "lapsed", "practice")
    }


# ---- elsewhere ------------------------------------------------------------------------------------------------


@pytest.mark.slow  # imports svglib and reportlab, about half a second
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(("macro", "figure"), [("line_svg", HISTORY), ("bars_svg", FLOW)])
def test_a_pdf_gets_every_text_of_the_drawing(macro: str, figure: Figure) -> None:
    from svglib.svglib import svg2rlg  # heavy: only this test needs it

    svg = rendered("{{ " + macro + "(f.wide, 'x', f.title, f.description) }}", f=figure)
    drawing = svg2rlg(io.BytesIO(svg.strip().encode()))
    assert sorted(strings(drawing)) == sorted(label.text for label in figure.wide.labels)


def strings(shape: Any) -> list[str]:
    if hasattr(shape, "text"):
        return [shape.text]
    return [text for child in getattr(shape, "contents", []) for text in strings(child)]


def test_words_follow_the_language_of_the_reader() -> None:
    app = Flask("words")
    Babel(app)
    with app.app_context(), force_locale("nl"):
        words = translated_words()
        dutch = (words.number(12345), words.day(date(2028, 3, 14)), words.month(date(2028, 3, 14)))
    with app.app_context(), force_locale("en"):
        words = translated_words()
        english = (words.number(12345), words.day(date(2028, 3, 14)), words.month(date(2028, 3, 14)))
    assert dutch == ("12.345", "14-03-2028", "mrt 2028")
    assert english == ("12,345", "14-03-2028", "Mar 2028")
