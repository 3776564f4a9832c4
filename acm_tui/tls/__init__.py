"""TLS handshakes that see which certificate an address serves."""
