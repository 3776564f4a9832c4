"""Asking DNS: the way from the roots to a zone, its servers, and the check of the validation record."""
