"""netwatch users: who may use the web console and its API."""

from typing import Annotated

import typer

from netwatch.cli._common import Format, Output, emit, say
from netwatch.model.person import Role

app = typer.Typer(no_args_is_help=True, help="Add, list, change and disable accounts.")
token = typer.Typer(no_args_is_help=True, help="Create, list and revoke API tokens.")
app.add_typer(token, name="token")

Name = Annotated[str, typer.Argument(help="The account's name.")]
Sites = Annotated[
    list[str] | None, typer.Option("--site", help="See devices of this site; several add up.")
]
Tags = Annotated[
    list[str] | None, typer.Option("--tag", help="See devices with this tag; several add up.")
]


@app.command()
def add(
    context: typer.Context,
    name: Name,
    *,
    role: Annotated[Role, typer.Option(help="What the person may do.")] = Role.VIEWER,
    site: Sites = None,
    tag: Tags = None,
    form: Format = "text",
    output: Output = None,
) -> None:
    """Add an account and print the link by which its person sets the password, once.

    Example: netwatch users add ann --role admin
    """
    from netwatch.app.accounts import add as add_account
    from netwatch.app.accounts import proper_name
    from netwatch.app.audit_log import at_the_keyboard
    from netwatch.app.people_views import invited_view
    from netwatch.app.workspace import Workspace, utc_now
    from netwatch.model.person import Limits
    from netwatch.store.people_values import NewAccount

    limits = Limits(sites=frozenset(site or ()), tags=frozenset(tag or ()))
    new = NewAccount(name=proper_name(name), role=role, limits=limits)
    with Workspace.open(context.obj) as work:
        invited = add_account(work, new, at_the_keyboard(), utc_now())
        document = invited_view(invited, work.settings.console_url)
    emit(document, form, output)


@app.command()
def reset(context: typer.Context, name: Name, form: Format = "text", output: Output = None) -> None:
    """Print a new link to set an account's password; the old password works until then.

    Example: netwatch users reset ann
    """
    from netwatch.app.accounts import reset as reset_account
    from netwatch.app.audit_log import at_the_keyboard
    from netwatch.app.people_views import invited_view
    from netwatch.app.workspace import Workspace, utc_now

    with Workspace.open(context.obj) as work:
        invited = reset_account(work, name, at_the_keyboard(), utc_now())
        document = invited_view(invited, work.settings.console_url)
    emit(document, form, output)


@app.command("list")
def list_(context: typer.Context, form: Format = "table", output: Output = None) -> None:
    """List the accounts.

    Example: netwatch users list --format json
    """
    from netwatch.app.people_views import accounts_view
    from netwatch.app.workspace import Workspace

    with Workspace.open(context.obj) as work:
        document = accounts_view(work.store.people.accounts.all())
    emit(document, form, output)


@app.command()
def role(
    context: typer.Context, name: Name, role: Annotated[Role, typer.Argument(help="The new role.")]
) -> None:
    """Give an account another role; its sessions end.

    Example: netwatch users role ann approver
    """
    from netwatch.app.accounts import change_role
    from netwatch.app.audit_log import at_the_keyboard
    from netwatch.app.workspace import Workspace, utc_now

    with Workspace.open(context.obj) as work:
        change_role(work, name, role, at_the_keyboard(), utc_now())
    say(f"{name} is {role.value} now, and signs in again")


@app.command()
def limit(context: typer.Context, name: Name, site: Sites = None, tag: Tags = None) -> None:
    """Say which devices an account sees: of these sites, or with these tags. None: everything.

    Example: netwatch users limit ann --site nyc --tag edge
    """
    from netwatch.app.accounts import change_limits
    from netwatch.app.audit_log import at_the_keyboard
    from netwatch.app.workspace import Workspace, utc_now
    from netwatch.model.person import Limits

    limits = Limits(sites=frozenset(site or ()), tags=frozenset(tag or ()))
    with Workspace.open(context.obj) as work:
        change_limits(work, name, limits, at_the_keyboard(), utc_now())
    say(f"{name} sees {'what was named' if limits.is_limited else 'everything'} from now on")


@app.command()
def disable(context: typer.Context, name: Name) -> None:
    """Let an account in no longer; its sessions end and its tokens no longer count.

    Example: netwatch users disable ann
    """
    from netwatch.app.accounts import disable as disable_account
    from netwatch.app.audit_log import at_the_keyboard
    from netwatch.app.workspace import Workspace, utc_now

    with Workspace.open(context.obj) as work:
        disable_account(work, name, at_the_keyboard(), utc_now())
    say(f"{name} is disabled; netwatch users enable {name} undoes that")


@app.command()
def enable(context: typer.Context, name: Name) -> None:
    """Let a disabled account in again.

    Example: netwatch users enable ann
    """
    from netwatch.app.accounts import enable as enable_account
    from netwatch.app.audit_log import at_the_keyboard
    from netwatch.app.workspace import Workspace, utc_now

    with Workspace.open(context.obj) as work:
        enable_account(work, name, at_the_keyboard(), utc_now())
    say(f"{name} may sign in")


@token.command()
def create(
    context: typer.Context,
    name: Name,
    *,
    purpose: Annotated[str, typer.Option("--for", help="What it is for, to tell it from others.")],
    role: Annotated[Role, typer.Option(help="The most it may do.")] = Role.VIEWER,
    days: Annotated[int, typer.Option(min=1, max=366, help="How long it lasts.")] = 90,
    site: Sites = None,
    tag: Tags = None,
    form: Format = "text",
    output: Output = None,
) -> None:
    """Create a token of an account and print it: it cannot be shown again.

    Example: netwatch users token create ann --for grafana --days 30
    """
    from datetime import timedelta

    from netwatch.app.api_tokens import Wanted
    from netwatch.app.api_tokens import create as create_token
    from netwatch.app.audit_log import at_the_keyboard
    from netwatch.app.people_views import created_view
    from netwatch.app.workspace import Workspace, utc_now
    from netwatch.model.person import Limits

    wanted = Wanted(
        name=purpose,
        role=role,
        lasts=timedelta(days=days),
        limits=Limits(sites=frozenset(site or ()), tags=frozenset(tag or ())),
    )
    with Workspace.open(context.obj) as work:
        document = created_view(create_token(work, name, wanted, at_the_keyboard(), utc_now()))
    emit(document, form, output)


@token.command("list")
def list_tokens(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Only this account's.")] = None,
    form: Format = "table",
    output: Output = None,
) -> None:
    """List tokens, without their text.

    Example: netwatch users token list ann
    """
    from netwatch.app.people_views import tokens_view
    from netwatch.app.workspace import Workspace, utc_now

    with Workspace.open(context.obj) as work:
        tokens = work.store.people.tokens
        document = tokens_view(tokens.of(name) if name else tokens.all(), utc_now())
    emit(document, form, output)


@token.command()
def revoke(
    context: typer.Context, number: Annotated[int, typer.Argument(help="Its id in the list.")]
) -> None:
    """End a token now.

    Example: netwatch users token revoke 3
    """
    from netwatch.app.api_tokens import revoke as revoke_token
    from netwatch.app.audit_log import at_the_keyboard
    from netwatch.app.workspace import Workspace, utc_now

    with Workspace.open(context.obj) as work:
        revoke_token(work, number, at_the_keyboard(), utc_now())
    say(f"token {number} counts no longer")
