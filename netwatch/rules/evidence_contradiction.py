"""Two pieces of evidence from the device cannot both be true: it lies, or somebody lied to it."""

from collections.abc import Iterator

from netwatch.judgement import contradictions as in_operation
from netwatch.judgement import contradictions_in_time as in_time
from netwatch.judgement import contradictions_of_channels as of_channels
from netwatch.judgement import contradictions_of_commits as of_commits
from netwatch.judgement import contradictions_of_images as of_images
from netwatch.judgement import contradictions_of_netconf as of_netconf
from netwatch.judgement import contradictions_of_saving as of_saving
from netwatch.model.evidence import Confidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.rule import Facts, Rule

# Configuration against running mirrors is mirror-not-in-config.
_ASKED = (
    in_operation.hidden_automation,
    in_operation.hidden_users,
    in_operation.hidden_entries,
    in_operation.hidden_lists,
    of_images.booted_another_file,
    of_images.code_of_its_own,
    of_images.written_after_boot,
    of_images.verified_by_another_loader,
    of_images.fetched_differs,
    in_time.change_time_went_back,
    in_time.changed_without_a_time,
    in_time.heartbeat_stopped,
    in_time.typed_and_not_there,
    of_channels.shown_to_another,
    of_channels.described_otherwise,
    of_channels.named_otherwise,
    of_channels.up_otherwise,
    of_netconf.named_by_netconf_alone,
    of_netconf.shown_and_not_named,
    of_commits.commit_not_listed,
    of_commits.commit_vanished,
    of_commits.committed_and_gone,
    of_saving.saved_and_not_running,
)


def _judge(facts: Facts) -> Iterator[Finding]:
    for ask in _ASKED:
        for each in ask(facts):
            yield RULE.finding(
                facts,
                subject=each.subject,
                title=each.title,
                evidence=each.evidence,
                severity=each.severity,
                confidence=each.confidence,
                claim=each.claim,
            )


RULE = Rule(
    id="evidence-contradiction",
    title="The device contradicts itself",
    severity=Severity.HIGH,
    judge=_judge,
    techniques=("T1014", "T1564"),
    confidence=Confidence.MEDIUM,
    announceable=False,
)
