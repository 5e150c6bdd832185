"""The network of an address, as one customer is assigned it."""

import ipaddress

UNKNOWN = "unknown"


def network(source_ip: str) -> str:
    """The network of an address as one customer is assigned it: an IPv4 address, or a /64 of IPv6."""
    try:
        address = ipaddress.ip_address(source_ip)
    except ValueError:
        return UNKNOWN
    return str(ipaddress.ip_network((address, 64 if address.version == 6 else 32), strict=False))  # noqa: PLR2004
