"""Lists of contacts that people keep under a name: a filter, an order and columns."""
