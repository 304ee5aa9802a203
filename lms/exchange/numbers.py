"""What a cell with a number says, exactly; or `Wrong` with what would be right."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from .cells import Wrong, plain
from .messages import message as _

_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}([.,]\d{3})+")
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")
MOST_DECIMALS = 20
"""A number with more is no number anybody typed; the database keeps 32 characters."""


def number(cell: Any) -> Decimal | None:
    """An exact number with a decimal comma or point; what a float added beyond 15 digits is rounded off."""
    if isinstance(cell, (bool, date, timedelta)):
        raise Wrong(_("write a number, such as 12 or 0,5"))
    text = format(cell, ".15g") if isinstance(cell, float) else plain(cell)
    if not text:
        return None
    if not isinstance(cell, float) and (not _NUMBER.fullmatch(text) or len(text) > 40):
        raise Wrong(_advice_on_number(text))
    value = rounded_to_15_digits(Decimal(text.replace(",", ".")))
    exponent = value.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -MOST_DECIMALS:
        raise Wrong(_advice_on_number(text))
    return value


def rounded_to_15_digits(value: Decimal) -> Decimal:
    """The number as a spreadsheet shows it: 0.30000000000000004 is 0.3."""
    if len(value.as_tuple().digits) <= 15:
        return value
    return Decimal(format(value, ".15g"))


def _advice_on_number(text: str) -> str:
    percent = re.fullmatch(r"(\d{1,3})([.,]\d+)?\s*%", text)
    if percent:
        share = Decimal(text.rstrip("% ").replace(",", ".")) / 100
        return _("write a percentage as a share: %(share)s", share=format(share.normalize(), "f"))
    return _("write a number, such as 12 or 0,5")


def whole(lowest: int, highest: int) -> Any:
    """A reader of whole numbers; 12.0 is 12."""

    def read(cell: Any) -> int | None:
        value = number(cell)
        if value is None:
            return None
        if isinstance(cell, str) and _THOUSANDS.fullmatch(plain(cell)):
            plainly = plain(cell).replace(".", "").replace(",", "")
            raise Wrong(_("write the number without a separator of thousands: %(number)s", number=plainly))
        if value != value.to_integral_value() or not lowest <= value <= highest:
            raise Wrong(
                _("write a whole number from %(lowest)s to %(highest)s", lowest=lowest, highest=highest)
            )
        return int(value)

    return read


def fte(cell: Any) -> Decimal | None:
    """More than 0 and at most 2."""
    value = number(cell)
    if value is not None and not 0 < value <= 2:
        raise Wrong(_("write an fte above 0 and at most 2, such as 0,8"))
    return value


def share(cell: Any) -> Decimal | None:
    """From 0 to 1, exact."""
    value = number(cell)
    if value is not None and not 0 <= value <= 1:
        raise Wrong(_("write a share from 0 to 1, such as 0,6"))
    return value
