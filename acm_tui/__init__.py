"""Move TLS certificates on load balancers from email to DNS validation."""

__version__ = "0.1.0"
