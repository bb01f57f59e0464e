"""The program as users get it: a wheel, installed in an empty environment, away from the repository."""

import subprocess
import sys
import venv
from pathlib import Path

from tests.test_files import lay

ROOT = Path(__file__).parents[1]


def test_an_installed_wheel_builds_a_deck(tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", wheels, ROOT],
        check=True,
        capture_output=True,
    )
    (wheel,) = wheels.iterdir()
    home = tmp_path / "environment"
    venv.create(home, with_pip=True)
    programs = home / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", wheel], check=True, capture_output=True)
    deck = lay(tmp_path / "content" / "stock")
    (deck / "01-case.yaml").write_text(
        (deck / "01-case.yaml").read_text("utf-8").replace("![it](a.svg)", "it"), "utf-8"
    )
    result = subprocess.run([programs / "deckgen", "build"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "1 question, 1 card" in result.stdout
    assert (tmp_path / "dist" / "stock.apkg").stat().st_size > 5000
