"""Invoices of Spanish and Catalan companies in the layouts of many programs, with what their pages say."""

from . import corrections, freelancers, traders
from .drawing import Layout

EVERY: tuple[Layout, ...] = (*freelancers.LAYOUTS, *traders.LAYOUTS, *corrections.LAYOUTS)
