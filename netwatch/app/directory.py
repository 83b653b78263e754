"""People of an LDAP directory, as the settings say."""

from netwatch.app.settings import SettingsError
from netwatch.app.vouching import RoleMap, Vouched
from netwatch.app.workspace import Workspace
from netwatch.model.person import Origin


def in_directory(work: Workspace, name: str, password: str) -> Vouched | None:
    """Return whom the directory vouches for, None when it does not.

    Raises SettingsError, DirectoryError, NotAdmittedError for somebody without a role.
    """
    from netwatch.identity.ldap import Directory, find

    settings = work.settings
    if not (settings.ldap_url and settings.ldap_user and settings.ldap_base):
        raise SettingsError("setting ldap_user and ldap_base: needed beside ldap_url")
    directory = Directory(
        url=settings.ldap_url,
        user=settings.ldap_user,
        base=settings.ldap_base,
        filter=settings.ldap_filter,
        ca=settings.ldap_ca,
    )
    entry = find(directory, name, password)
    if entry is None:
        return None
    roles = {group.casefold(): role for group, role in settings.ldap_roles.items()}
    told = RoleMap(roles=roles, default=settings.ldap_default_role, speaks=True)
    return Vouched(
        origin=Origin.LDAP,
        subject=entry.name.casefold(),
        name=name,
        role=told.role(each.casefold() for each in entry.groups),
    )
