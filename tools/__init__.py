"""What maintainers of deckgen run by hand. It is not installed with deckgen."""
