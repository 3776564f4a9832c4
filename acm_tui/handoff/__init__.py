"""What leaves the program: the request to the DNS team as a message, a zone file or a table."""
