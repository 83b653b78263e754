"""Checks as cases a pipeline counts: a finding fails, what could not be observed is an error."""

from collections.abc import Iterable, Iterator

from netwatch.model.checked import Checked
from netwatch.model.document import Case, Outcome
from netwatch.report._cases import of_finding


def cases(checked: Iterable[Checked]) -> Iterator[Case]:
    """Yield the findings and failures of every device, and a passed case for a quiet one."""
    for each in checked:
        name = each.device.name
        for failure in each.state.failures:
            message = f"{failure.reason.value}: {failure.detail}"
            yield Case(name, failure.command or "the device", Outcome.ERROR, message)
        yield from map(of_finding, each.told)
        if not each.state.failures and not each.told:
            yield Case(name, "nothing to report", Outcome.PASSED)
