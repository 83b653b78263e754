"""The device runs, or will boot, an image that comes over the network."""

from collections.abc import Iterator

from netwatch.judgement.describe import cut, label
from netwatch.judgement.image_path import is_network, server_of
from netwatch.judgement.ownership import owner_of
from netwatch.judgement.quotes import stated
from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding
from netwatch.model.image import Image
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    image = facts.after.image
    if image is None:
        return
    if image.running_file and is_network(image.running_file):
        what = "The running image came over the network"
        yield _finding(facts, image, image.running_file, what, Severity.HIGH)
    for path in image.boot_path or ():
        if is_network(path) and path != image.running_file:
            what = "The next boot will try the network"
            yield _finding(facts, image, path, what, _next_boot(facts, path))


def _next_boot(facts: Facts, path: str) -> Severity:
    server = server_of(path)
    owner = owner_of(server, facts.policy, facts.addresses) if server else None
    return Severity.MEDIUM if owner else Severity.HIGH


def _finding(facts: Facts, image: Image, path: str, what: str, severity: Severity) -> Finding:
    server = server_of(path)
    owner = owner_of(server, facts.policy, facts.addresses) if server else None
    whose = f"{owner.kind} {owner.name}" if owner else "a server nobody known owns"
    return RULE.finding(
        facts,
        subject=label(f"image {path}"),
        title=f"{what}: {cut(path)}, from {whose}",
        evidence=stated(image.evidence, "boot", "image", path),
        severity=severity,
    )


RULE = Rule(
    id="image-network-boot",
    title="An image that comes over the network",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("image",),
    techniques=("T1542.005",),
    lasting=True,
)
