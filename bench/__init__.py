"""Measures deckgen beside plain scripts that make the same deck: `make bench`. Nothing here runs in the tests."""
