"""deckgen compiles curated question YAML into Anki decks."""

__version__ = "0.1.0"
