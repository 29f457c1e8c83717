"""The command line. Nothing heavy is imported before a command needs it, so that `--help` answers at once."""

import contextlib
import io
import sys
from collections.abc import Iterator
from typing import Annotated

import typer

EXIT_CODES = """
Exit codes: 0 done and complete; 1 something failed or is not complete; 2 something that was given cannot be used;
3 a person is needed.
"""

app = typer.Typer(
    name="lmsync",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="A live, complete copy of a school's LMS behind one REST API.\n\n"
    "Begin with: lmsync demo (a made-up school), or lmsync serve and then "
    "POST /api/v1/crm/configure with the address and token of your LMS.",
    epilog=EXIT_CODES,
)
held_app = typer.Typer(
    help="What waits for a person: see, apply or dismiss it, or take that back.", rich_markup_mode=None
)
app.add_typer(held_app, name="held")
token_app = typer.Typer(help="Tokens of programs: make one, list them, take one back.", rich_markup_mode=None)
app.add_typer(token_app, name="token")
operators_app = typer.Typer(
    help="People who log in: let them in, list them, help who is locked out.", rich_markup_mode=None
)
app.add_typer(operators_app, name="operators")
keys_app = typer.Typer(help="The key that seals stored secrets.", rich_markup_mode=None)
app.add_typer(keys_app, name="keys")

Which = Annotated[str | None, typer.Argument(help="The slug or name of a connection; all of them when omitted.")]


@app.command()
def serve() -> None:
    """Serve the API and the panel, and keep everything synchronised. Runs until it is stopped.

    The first start makes the data folder and shows the API token once. Until somebody can log in, each start shows a
    link that makes the first owner. Settings are LMSYNC_… variables: lmsync config.
    """
    from lmsync.cli.serving import serve as run

    run()


@app.command()
def demo(
    people: Annotated[int, typer.Option(help="How many people the made-up school has.", min=20, max=100_000)] = 300,
    seed: Annotated[int, typer.Option(help="The same seed gives the same school.")] = 1,
    once: Annotated[
        bool, typer.Option("--once", help="Show everything and end, instead of waiting for Ctrl-C.")
    ] = False,
    still: Annotated[bool, typer.Option("--still", help="Let nothing change in the school by itself.")] = False,
    browser: Annotated[bool, typer.Option(help="Open the panel in the browser of this desktop.")] = True,
) -> None:
    """See it work without an LMS: a simulated Moodle and a simulated Canvas, connected, read and served on this machine.

    The school lives: every few seconds somebody joins or leaves, or a lesson moves.
    """
    from lmsync.cli.demo import demo as run

    raise typer.Exit(run(people, seed, once=once, lives=not still, opens=browser))


@app.command()
def sync(
    connection: Which = None,
    wait: Annotated[bool, typer.Option(help="Wait for the end of the run, or only ask for it.")] = True,
    plan: Annotated[
        bool, typer.Option("--plan", help="Only say what the run would ask of the LMS, and how long that takes.")
    ] = False,
) -> None:
    """Synchronise now.

    Whoever is free does it: the running server, or this command when there is none. A run that is going on already
    is joined, never doubled.
    """
    if plan:
        from lmsync.cli.plan import plan as show

        raise typer.Exit(show(connection))
    from lmsync.cli.commands import sync as run

    raise typer.Exit(run(connection, wait=wait))


@app.command()
def check(connection: Which = None) -> None:
    """Try the stored connections: every right that matters, what is lost without it, and how to grant it."""
    from lmsync.cli.commands import check as run

    raise typer.Exit(run(connection))


@app.command()
def simulate(
    system: Annotated[str, typer.Argument(help="The system to simulate: moodle or canvas.")],
    people: Annotated[int, typer.Option(help="How many people the school has.", min=20, max=100_000)] = 300,
    seed: Annotated[int, typer.Option(help="The same seed gives the same school.")] = 1,
    begins: Annotated[str, typer.Option(help="The first day of its school year.")] = "2026-09-01",
    listen: Annotated[str, typer.Option(help="host:port")] = "127.0.0.1:8700",
    token: Annotated[str | None, typer.Option(help="The token to accept; one is made up when omitted.")] = None,
) -> None:
    """Stand in for an LMS: a made-up school with all the quirks of the real system, to develop and test against.

    Faults and changes are ordered from this machine at /_control on the same port; GET /_control lists them.
    """
    from lmsync.cli.simulating import simulate as run

    raise typer.Exit(run(system, people, seed, begins, listen, token))


@app.command()
def migrate(
    source: Annotated[str | None, typer.Option("--from", help="The database to move from; it is only read.")] = None,
    target: Annotated[str | None, typer.Option("--to", help="The empty database to move to.")] = None,
) -> None:
    """Bring the database to this version's schema (`lmsync serve` does it by itself), or move an installation.

    lmsync migrate --from sqlite:////var/lib/lmsync/lmsync.db --to postgresql://lmsync@localhost/lmsync copies everything,
    compares both by counts and content, and only then keeps the copy. Stop lmsync serve before, and name the new
    database in LMSYNC_DATABASE_URL after.
    """
    from lmsync.cli.commands import migrate as run

    raise typer.Exit(run(source, target))


@app.command()
def config(
    new_key: Annotated[bool, typer.Option("--new-key", help="Make a new LMSYNC_SECRET_KEY and print it.")] = False,
) -> None:
    """Show every setting, what it is now, and what it is for. Secrets are not shown."""
    from lmsync.cli.commands import config as run

    raise typer.Exit(run(new_key=new_key))


@app.command()
def openapi() -> None:
    """Print the OpenAPI document of the API: every call, answer and error. Needs no server, no database, no data folder."""
    from lmsync.cli.describing import openapi as run

    run()


@held_app.callback(invoke_without_command=True)
def held(context: typer.Context) -> None:
    """What waits for a person: see, apply or dismiss it, or take that back."""
    if context.invoked_subcommand is None:
        from lmsync.cli.held import show

        raise typer.Exit(show())


HeldNumber = Annotated[int, typer.Argument(help="Its number in lmsync held.")]


@held_app.command("apply")
def held_apply(
    number: HeldNumber,
    rollover: Annotated[
        bool,
        typer.Option(
            "--rollover",
            help="A new term has begun: the next run removes without asking what is missing of this kind, unless it would be "
            "all of it.",
        ),
    ] = False,
) -> None:
    """They really left: remove them. Or a field is really empty: empty it."""
    from lmsync.cli.held import apply

    raise typer.Exit(apply(number, rollover=rollover))


@held_app.command("dismiss")
def held_dismiss(number: HeldNumber) -> None:
    """They are still there: keep exactly these, each until the LMS shows it again."""
    from lmsync.cli.held import dismiss

    raise typer.Exit(dismiss(number))


@held_app.command("undo")
def held_undo(number: HeldNumber) -> None:
    """Take a decision back: a dismissal waits again; what was removed is there again, and is kept."""
    from lmsync.cli.held import undo

    raise typer.Exit(undo(number))


@token_app.command("new")
def token_new(
    name: Annotated[str, typer.Argument(help="Which program gets it.")],
    scopes: Annotated[
        str,
        typer.Option(
            help="What it may do: scopes separated by commas, or read (everything that can be read, with the names of "
            "people), or all."
        ),
    ] = "read",
    connection: Annotated[
        list[str], typer.Option(help="Limit it to a connection, by slug or name; may be given several times.")
    ] = [],  # noqa: B006  Typer reads it and changes nothing
    kinds: Annotated[str | None, typer.Option(help="Limit it to kinds of record, separated by commas.")] = None,
    days: Annotated[int | None, typer.Option(help="After how many days it ends.", min=1, max=3650)] = None,
) -> None:
    """Make a token for a program and show it, once.

    A timetable without names of people: lmsync token new Timetable --scopes read:lessons,read:courses
    """
    from lmsync.cli.tokens import new as run

    raise typer.Exit(run(name, scopes, connection, kinds, days))


@token_app.command("list")
def token_list() -> None:
    """Who has a token, what it may do, and when it was used last."""
    from lmsync.cli.tokens import list_all as run

    raise typer.Exit(run())


@token_app.command("revoke")
def token_revoke(number: Annotated[int, typer.Argument(help="Its number in lmsync token list.")]) -> None:
    """Take a token back: from now on it opens nothing."""
    from lmsync.cli.tokens import revoke as run

    raise typer.Exit(run(number))


@operators_app.command("create")
def operators_create(
    login: Annotated[str, typer.Argument(help="What they log in with.")],
    name: Annotated[str | None, typer.Option(help="What they are called; the login when omitted.")] = None,
    role: Annotated[
        str | None,
        typer.Option(help="owner (when omitted, for the first), admin or viewer (when omitted, for all others)."),
    ] = None,
) -> None:
    """Let somebody in, and show a command that chooses the password, once.

    The first one: lmsync operators create anna
    """
    from lmsync.cli.operators import create as run

    raise typer.Exit(run(login, name, role))


@operators_app.command("list")
def operators_list() -> None:
    """Who may log in, as what, and when they last did."""
    from lmsync.cli.operators import list_all as run

    raise typer.Exit(run())


@operators_app.command("reset")
def operators_reset(login: Annotated[str, typer.Argument(help="Who is locked out.")]) -> None:
    """Show a command that chooses a new password, once."""
    from lmsync.cli.operators import reset as run

    raise typer.Exit(run(login))


@keys_app.command("rotate")
def keys_rotate(
    drop_old: Annotated[
        bool, typer.Option("--drop-old", help="Also remove the old keys: somebody else may have them.")
    ] = False,
) -> None:
    """Seal every stored secret with a new key, while the server runs.

    With a key in the data folder a new one is made; with LMSYNC_SECRET_KEY put the new one before the old one first.
    """
    from lmsync.cli.keys import rotate as run

    raise typer.Exit(run(drop_old=drop_old))


def main() -> None:
    import os

    # Whatever a command makes holds the data of children: for its owner only, whoever else uses the machine.
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        # A terminal without Russian letters, or a path that is not in UTF-8, must not end a command.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    with plain_errors():
        app()


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """What went wrong is told in one sentence that says what to do, and ends the process."""
    from lmsync.errors import InvalidInput, LmsyncError

    try:
        yield
    except InvalidInput as error:
        text = error.words.said_in(language())
        variable = f"{error.field}: " if error.field.startswith("LMSYNC_") and error.field not in text else ""
        print(f"lmsync: {variable}{text}", file=sys.stderr)
        sys.exit(2)
    except LmsyncError as error:
        print(f"lmsync: {error}", file=sys.stderr)
        sys.exit(1)


def language() -> str:
    """LMSYNC_LANGUAGE, else that of the terminal."""
    import os

    from lmsync.settings import stated_language

    for stated in (stated_language(), *(os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))):
        spoken = (stated or "").lower()
        if spoken.startswith(("ru", "en")) or spoken in {"c", "c.utf-8", "posix"}:
            return spoken[:2] if spoken.startswith("ru") else "en"
    return "en"
