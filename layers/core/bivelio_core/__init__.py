"""The platform's own code, shared by every Lambda through the core layer."""


class PlainCause(Exception):
    """An exception whose text repeats nothing that a request carried, so that the log may have it.

    It is here because the store and the guard of outgoing requests raise such, also in functions that answer no
    request and so do not load the errors of the API.
    """
