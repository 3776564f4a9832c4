"""Thin adapters between AWS and the domain. They call, translate errors and decide nothing."""
