"""What differs between two states of one device: a closed union."""

from dataclasses import dataclass
from typing import TypeAlias

from netwatch.model.image import FileEntry
from netwatch.model.mirror import Dormant, Mirror, Tunnel
from netwatch.model.posture import Trait
from netwatch.model.state import ConfigLine


@dataclass(frozen=True, slots=True)
class MirrorAdded:
    """A session that was not there at the last look that could see."""

    mirror: Mirror


@dataclass(frozen=True, slots=True)
class MirrorRemoved:
    """A session that was there and is not, in a view that was really observed."""

    mirror: Mirror


@dataclass(frozen=True, slots=True)
class MirrorChanged:
    """The same session with another source, destination, filter or state."""

    before: Mirror
    after: Mirror


@dataclass(frozen=True, slots=True)
class TunnelChanged:
    """A tunnel added (``before`` None), removed (``after`` None) or altered."""

    name: str
    before: Tunnel | None
    after: Tunnel | None


@dataclass(frozen=True, slots=True)
class DormantAdded:
    """Automation that mentions mirroring and was not there before."""

    dormant: Dormant


@dataclass(frozen=True, slots=True)
class ImageChanged:
    """One field of the image state; values as in ``Image``, both observed."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class IdentityChanged:
    """Another hostname, serial number or model answers at the device's address."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ConfigChanged:
    """Statements added and removed under one parent (``parents`` empty at the top level)."""

    parents: tuple[str, ...]
    added: tuple[ConfigLine, ...]
    removed: tuple[ConfigLine, ...]


@dataclass(frozen=True, slots=True)
class SecretChanged:
    """The same statement with another secret behind its placeholder."""

    parents: tuple[str, ...]
    before: ConfigLine
    after: ConfigLine


@dataclass(frozen=True, slots=True)
class FileChanged:
    """A file new on flash (``before`` None), gone, or with another size or date."""

    path: str
    before: FileEntry | None
    after: FileEntry | None


@dataclass(frozen=True, slots=True)
class TraitChanged:
    """A trait of one field of the posture added (``before`` None), gone, or with another value."""

    field: str
    name: str
    before: Trait | None
    after: Trait | None


@dataclass(frozen=True, slots=True)
class HostKeyChanged:
    """Another SSH host key than the pinned one was presented."""

    before: str
    after: str


Change: TypeAlias = (
    MirrorAdded
    | MirrorRemoved
    | MirrorChanged
    | TunnelChanged
    | DormantAdded
    | ImageChanged
    | IdentityChanged
    | ConfigChanged
    | SecretChanged
    | FileChanged
    | TraitChanged
    | HostKeyChanged
)
