"""Newer prices into the book: AWS price lists and rows read by hand, checked as a whole before one byte is written."""
