"""The IAM policy of the role that netwatch asks an AWS account in: what it reads, nothing else.

Source: the IAM user guide on policy elements. Describe actions of EC2 and of Elastic Load Balancing
know no resources, hence ``*``.
"""

import json

from netwatch.model.document import Document, Look
from netwatch.report._command_set import NoCommandSetError, commands_of, platform_of

# Asked of the account netwatch runs in, by the identity it starts with: not this role's to have.
_ELSEWHERE = frozenset({"sts:AssumeRole"})


def render(document: Document, look: Look) -> str:
    """Return the policy document. Raises NoCommandSetError for another document."""
    del look
    if platform_of(document, "aws") is None:
        raise NoCommandSetError("iam", "the permissions of an AWS role", "aws")
    actions = {each.partition(" ")[0] for each in commands_of(document)} - _ELSEWHERE
    statement = {
        "Sid": "NetwatchReadsTrafficMirroring",
        "Effect": "Allow",
        "Action": sorted(actions),
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)
