"""`deckgen explain`: what a code means."""

import difflib

import click

from deckgen.rules.explain import explanations, to_markdown, to_text


@click.command(epilog="Example: deckgen explain DG312")
@click.argument("codes", metavar="[CODE]...", nargs=-1)
@click.option("--markdown", is_flag=True, help="Print all codes as the page docs/rules.md.")
def command(codes: tuple[str, ...], markdown: bool) -> None:
    """Say what a finding's code means, why it matters, and how to write it better.

    Without a CODE, every code is listed with its title.
    """
    known = explanations()
    if markdown:
        click.echo(to_markdown(known.values()), nl=False)
        return
    if not codes:
        click.echo("\n".join(f"{code}  {explanation.title}" for code, explanation in known.items()))
        return
    chosen = [code.upper() if code.upper().startswith("DG") else f"DG{code}" for code in codes]
    for code in chosen:
        if code not in known:
            close = difflib.get_close_matches(code, known, n=1)
            raise click.UsageError(f"There is no finding {code}." + (f" Did you mean {close[0]}?" if close else ""))
    click.echo("\n".join(to_text(known[code]) for code in chosen), nl=False)
