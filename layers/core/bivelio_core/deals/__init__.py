"""Deals: what may be sold to contacts, in the stages of pipelines, with exact sums of each."""
