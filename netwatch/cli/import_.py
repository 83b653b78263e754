"""netwatch import: what others publish or kept, taken in from files."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from netwatch.cli import _past
from netwatch.cli._common import say
from netwatch.cli._progress import progress
from netwatch.parsing.text import visible

if TYPE_CHECKING:
    from netwatch.app.known_good import Imported, Seal

app = typer.Typer(no_args_is_help=True, help="Take in what others publish or kept.")
for each in (_past.oxidized, _past.rancid, _past.git, _past.folder):
    app.command(each.__name__)(each)


@app.callback()
def root() -> None:
    """Take in the past, known-good values and roots of trust."""


@app.command("known-good")
def known_good(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            help="Checksum list, BulkHash.csv, JSON bundle, or a folder of image files."
        ),
    ],
    *,
    model: Annotated[
        str, typer.Option(help="A list: only for devices of this model (pattern, C9300*).")
    ] = "",
    signature: Annotated[
        Path | None, typer.Option(help="A bundle: its detached signature.")
    ] = None,
    certificate: Annotated[
        list[Path] | None, typer.Option(help="The signer's certificate and those above it, PEM.")
    ] = None,
    root: Annotated[
        list[Path] | None, typer.Option(help="The root certificate you trust, PEM.")
    ] = None,
    unsigned: Annotated[bool, typer.Option(help="Take a bundle in without a signature.")] = False,
) -> None:
    """Keep the hashes a vendor publishes, to judge the images of devices by.

    The files of a folder are hashed here: take only one that nobody else may write to.

    Example: netwatch import known-good SHA512SUMS --model 'C9300*'
    """
    from netwatch.app.known_good import import_bundle, import_checksums, is_bundle
    from netwatch.app.workspace import Workspace, utc_now

    seal = _seal(signature, certificate or [], root or [])
    if file.is_dir():
        if seal is not None or unsigned:
            raise typer.BadParameter("only a JSON bundle is checked against a signature")
        _folder(context, file, model)
        return
    bundle = is_bundle(file)
    if bundle and seal is None and not unsigned:
        raise typer.BadParameter("a bundle needs --signature, --certificate and --root")
    if not bundle and seal is not None:
        raise typer.BadParameter("only a JSON bundle is checked against a signature")
    with Workspace.open(context.obj) as work:
        if bundle:
            outcome = import_bundle(file, work.store, utc_now(), seal=seal)
        else:
            outcome = import_checksums(file, work.store, utc_now(), model=model)
    _tell(file, outcome)


@app.command("trust-root")
def trust_root(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The root certificate you trust, PEM.")],
) -> None:
    """Keep the vendor's root certificates, to check what devices sign by their own certificates.

    Compare the fingerprint with the one the vendor publishes before you rely on it.

    Example: netwatch import trust-root crca2048.pem
    """
    from netwatch.app.trust_roots import import_trust_roots
    from netwatch.app.workspace import Workspace, utc_now

    with Workspace.open(context.obj) as work:
        outcome = import_trust_roots(file, work.store, utc_now())
    say(f"{file}: {len(outcome.roots)} certificates, {outcome.new} of them new")
    for each in outcome.roots:
        say(f"{each.subject}: SHA-256 {each.fingerprint}")
    for remark in outcome.remarks:
        say(remark)


def _folder(context: typer.Context, folder: Path, model: str) -> None:
    from netwatch.app.known_good_folder import image_files, import_folder
    from netwatch.app.workspace import Workspace, utc_now

    def shown(files: Iterator[Path]) -> Iterator[Path]:
        return progress(
            files, "hashing", lambda each: each.name, sum(1 for _ in image_files(folder))
        )

    with Workspace.open(context.obj) as work:
        outcome = import_folder(folder, work.store, utc_now(), model=model, shown=shown)
    say(f"{folder}: {outcome.files} files hashed, {outcome.new} values of them new")
    for each in outcome.left_out:
        say(f"left out: {visible(each)}")


def _seal(signature: Path | None, certificates: list[Path], roots: list[Path]) -> "Seal | None":
    from netwatch.app.known_good import Seal

    if signature is None and not certificates and not roots:
        return None
    if signature is None or not certificates or not roots:
        raise typer.BadParameter("--signature, --certificate and --root go together")
    return Seal(signature=signature, certificates=tuple(certificates), roots=tuple(roots))


def _tell(file: Path, outcome: "Imported") -> None:
    say(f"{file}: {outcome.read} values, {outcome.new} of them new")
    if outcome.unread:
        lines = ", ".join(map(str, outcome.samples))
        say(f"{file}: {outcome.unread} lines were not understood (line {lines}, ...)")
    if outcome.trust is not None:
        say(f"the signature holds: {' <- '.join(outcome.trust.chain)}")
        for each in outcome.trust.outdated:
            say(f"out of date, which is no fault of the signature: {each}")
        for each in outcome.trust.weak:
            say(f"signed with an old hash: {each}")
