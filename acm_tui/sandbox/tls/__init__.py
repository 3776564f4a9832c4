"""What answers on the addresses of the sandbox's load balancers."""
