"""Variables of the host by which programs reach the package registries: proxies, certificates, settings of npm ...

One list for the runtime's process (`local/environment.py`) and the programs that build for it (`tools/node.py`): behind
a company's proxy a variable that one of them drops is a build that fails.
"""

_NAMES = frozenset(
    {
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "NO_PROXY",
        "http_proxy",
        "https_proxy",
        "no_proxy",
        "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
        "NODE_EXTRA_CA_CERTS",
        "NODE_USE_SYSTEM_CA",
        "NODE_USE_ENV_PROXY",
    }
)
_PREFIXES = ("PIP_", "UV_", "SSL_CERT_", "npm_config_", "NPM_CONFIG_")


def is_for_registries(name: str) -> bool:
    """Whether a variable says how the package registries are reached."""
    return name in _NAMES or name.startswith(_PREFIXES)
