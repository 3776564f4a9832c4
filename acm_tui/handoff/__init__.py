"""What leaves the program: the request to the DNS team as a message, and the records in other forms."""
