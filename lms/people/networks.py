"""From which network somebody comes, however a proxy writes the address."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network


def network_of(address: str) -> str:
    """One text for all addresses of who can be one guesser, however a proxy writes them."""
    try:
        found = ip_address(_without_port(address.strip()))
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((int(found), 64), strict=False))


def _without_port(address: str) -> str:
    """203.0.113.9 of "203.0.113.9:51234", 2001:db8::1 of "[2001:db8::1]:443"."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    host, colon, _port = address.partition(":")
    return host if colon and "." in host else address
