"""An embedded AWS, DNS and set of load balancers, for ``--demo`` and for the tests."""
