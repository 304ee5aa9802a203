"""Every select on persons, employments and accounts."""

from __future__ import annotations

from .accounts import (
    account_exists,
    active_administrators,
    count_accounts,
    demo_accounts,
    find_account,
    find_account_by_email,
    find_open_link,
    find_password,
    found_accounts,
    get_account,
    get_account_to_change,
    has_demo_accounts,
    link_is_open,
    open_links,
    usable_account_exists,
)
from .persons import (
    find_person,
    find_person_by_key,
    get_person,
)
from .requests import (
    STATES,
    account_states,
    accounts_of,
    addresses_shared,
    addresses_taken,
    employed_people,
    find_open_request,
    open_requests,
    people_called,
    select_for_request,
)
from .sign_ins import (
    find_sign_in,
    find_sign_in_to_change,
    sign_ins_of,
)

__all__ = [
    "STATES",
    "account_exists",
    "account_states",
    "accounts_of",
    "active_administrators",
    "addresses_shared",
    "addresses_taken",
    "count_accounts",
    "demo_accounts",
    "employed_people",
    "find_account",
    "find_account_by_email",
    "find_open_link",
    "find_open_request",
    "find_password",
    "find_person",
    "find_person_by_key",
    "find_sign_in",
    "find_sign_in_to_change",
    "found_accounts",
    "get_account",
    "get_account_to_change",
    "get_person",
    "has_demo_accounts",
    "link_is_open",
    "open_links",
    "open_requests",
    "people_called",
    "select_for_request",
    "sign_ins_of",
    "usable_account_exists",
]
