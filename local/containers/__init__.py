"""Runs functions in AWS's Lambda container against the local runtime: `make sam-invoke`."""
