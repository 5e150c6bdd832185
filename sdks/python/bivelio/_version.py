"""The version of the package, which is that of the API it was made from."""

__version__ = "1.0.0"
