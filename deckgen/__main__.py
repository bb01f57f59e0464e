"""The program itself: `deckgen`, and `python -m deckgen`."""

import os
import sys
from typing import NoReturn

from deckgen.commands import main


def run() -> NoReturn:
    """Runs the command line and ends the process.

    Python would first take all values apart, one by one, which for a large deck is a tenth of the time of a build.
    """
    code: object = 0
    try:
        main(prog_name="deckgen")
    except SystemExit as stop:
        code = stop.code
    except OSError as error:
        if error.filename is not None:
            raise
        # Standard output has no room, or is gone.
        code = f"deckgen: the result cannot be written: {error.strerror}"
    if isinstance(code, str):
        sys.stderr.write(f"{code}\n")
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or 1
    os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    run()
