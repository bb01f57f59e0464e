"""`python -m deckgen`."""

from deckgen.commands import main

if __name__ == "__main__":
    main(prog_name="deckgen")
