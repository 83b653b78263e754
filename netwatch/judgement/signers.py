"""Who signed the links of a running chain, the files, and which keys a device accepts. Pure."""

from collections.abc import Iterable, Iterator

from netwatch.judgement.describe import cut
from netwatch.judgement.image_path import same_file
from netwatch.model.image import Image, Signed

RUNNING = "running"
_BOOT_LINKS = ("rommon", "microloader")


def links(signed: Iterable[Signed] | None) -> dict[str, Signed]:
    """Return the links of the running chain by name, in order; files are left out."""
    found: dict[str, Signed] = {}
    for each in signed or ():
        if each.of == RUNNING or each.of.startswith(f"{RUNNING} "):
            found.setdefault(each.of, each)
    return found


def is_boot_link(of: str) -> bool:
    """Tell whether a link is code that runs before the system image."""
    return any(word in of.lower() for word in _BOOT_LINKS)


def pairs(image: Image) -> Iterator[tuple[Signed, Signed]]:
    """Yield each running link with what the device says of the file it was started from."""
    running = links(image.signed)
    for each in image.signed or ():
        if each.of in running:
            continue
        link = running.get(f"{RUNNING} PACKAGE {_name(each.of)}")
        if link is None and image.running_file and same_file(image.running_file, each.of):
            link = running.get(RUNNING)
        if link is not None:
            yield link, each


def described(link: Signed) -> str:
    """Return one line that quotes what was said of a link or a file."""
    parts = [
        f"{cut(link.of, 200)}: {cut(link.kind or 'unknown')} key",
        f"certificate {cut(link.serial)}" if link.serial else "",
        f"key version {cut(link.key_version)}" if link.key_version else "",
        f"signed by {cut(link.signer)}" if link.signer else "",
        f"verified by {cut(link.verifier)}" if link.verifier else "",
        cut(link.verifier_version) if link.verifier_version else "",
    ]
    return ", ".join(each for each in parts if each)


def _name(path: str) -> str:
    return path.replace(":", "/").rpartition("/")[2]
