"""netwatch export: what netwatch knows, in the form other tools take."""

from pathlib import Path
from typing import Annotated

import typer

from netwatch.cli._common import Format, Output, OutputError, emit, say, write_whole
from netwatch.cli._progress import progress
from netwatch.cli._settings import Setting, read_settings

app = typer.Typer(no_args_is_help=True, help="Give what netwatch knows to other tools.")


@app.command("navigator")
def navigator(form: Format = "json", output: Output = None) -> None:
    """Write the techniques that the rules look for as an ATT&CK Navigator layer.

    Example: netwatch export navigator --output netwatch-layer.json
    """
    from netwatch.app.navigator import navigator_layer

    emit(navigator_layer(), form, output)


@app.command("rules")
def rules(
    to: Annotated[str, typer.Option("--to", help="sigma, splunk, elastic or sentinel.")],
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write one file each into this folder.")
    ] = None,
    form: Format = "table",
) -> None:
    """Give detection rules to a SIEM: Sigma, SPL, ES|QL or KQL.

    Example: netwatch export rules --to sigma --output rules/
    """
    from netwatch.app.detection_content import (
        INDEX,
        detection_rules,
        document,
        index_page,
        target_named,
    )

    target = target_named(to)
    found = detection_rules(target)
    if output is None:
        emit(document(target, found), form)
        return
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make {output}: {error.strerror}") from None
    for each in found:
        write_whole(output / each.file, each.text)
    write_whole(output / INDEX, index_page(target, found))
    say(f"{output}: {len(found)} rules and {INDEX}")


@app.command("analytics")
def analytics(
    dialect: Annotated[
        str,
        typer.Option(
            help="duckdb, spark, clickhouse, trino, athena, bigquery, snowflake or postgres."
        ),
    ],
    *,
    question: Annotated[
        str | None,
        typer.Option("--question", "-q", help="first-seen, beacons, volumes or duplication."),
    ] = None,
    setting: Setting = None,
    output: Output = None,
) -> None:
    """Print the questions of `netwatch analyse` as SQL for another engine; needs `analytics`.

    The tables they read are described in docs/detection-content.md.

    Example: netwatch export analytics --dialect spark --question beacons
    """
    from netwatch.app.analytics import Question, dialect_named, question_named, sql

    engine = dialect_named(dialect)
    asked = tuple(Question) if question is None else (question_named(question),)
    if setting and question is None:
        raise typer.BadParameter("--set needs --question: each question has settings of its own")
    text = "\n\n".join(f"{sql(each, engine, read_settings(setting))};" for each in asked)
    if output is None:
        typer.echo(text)
    else:
        write_whole(output, text + "\n")


@app.command("git")
def git(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The bare repository to write; made if need be.")],
    *,
    device: Annotated[
        list[str] | None, typer.Option("--device", "-d", help="Only these devices.")
    ] = None,
) -> None:
    """Write a git repository as Oxidized keeps one: a file a device, a commit a changed version.

    Run again, it adds what came since. Secrets stay replaced by their fingerprints.

    Example: netwatch export git configs.git
    """
    from netwatch.app.past.export import export_git
    from netwatch.app.workspace import Workspace

    with Workspace.open(context.obj) as work:
        done = export_git(
            work,
            folder,
            tuple(device or ()),
            lambda commits: progress(commits, "writing", lambda each: each.path),
        )
    say(f"{folder}: {done.commits} commits added, {done.devices} devices")
