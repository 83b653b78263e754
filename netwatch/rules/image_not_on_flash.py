"""The device runs an image that its file systems do not hold."""

from collections.abc import Iterator

from netwatch.judgement.describe import cut, label
from netwatch.judgement.image_path import is_listed, is_network
from netwatch.judgement.quotes import stated
from netwatch.model.evidence import Confidence, Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.rule import Facts, Rule


def _judge(facts: Facts) -> Iterator[Finding]:
    image, files = facts.after.image, facts.after.files
    if image is None or files is None or not image.running_file:
        return
    running = image.running_file
    # What came over the network is told by image-network-boot.
    if is_network(running) or is_listed(running, files) is not False:
        return
    listing = f"files listed: {len(files)}, none of them {cut(running, 200)}"
    yield RULE.finding(
        facts,
        subject=label(f"running image {running}"),
        title=f"The running image {cut(running)} is not among the files of the device",
        evidence=(
            *stated(image.evidence, "version", "running image", running),
            Evidence("files", None, listing),
        ),
    )


RULE = Rule(
    id="image-not-on-flash",
    title="The running image is not on the device",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("image", "files"),
    techniques=("T1601.001",),
    lasting=True,
    confidence=Confidence.MEDIUM,
)
