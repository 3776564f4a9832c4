"""What the program knows and decides: pure types and functions, no input or output, no clock."""
