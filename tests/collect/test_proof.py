import pytest

from netwatch.collect import proof
from netwatch.model.platform import Command, Dialogue
from netwatch.model.snapshot import Reason

DIALOGUE = Dialogue(
    "cisco_ios",
    refused=(r"% Invalid input detected",),
    denied=(r"Command authorization failed",),
)
CONFIG = Command("show running-config", "running-config", end=r"^end$")
LONG = "\n".join(f"interface Gi1/0/{n}" for n in range(40))


def braces(text):
    return text.count("{") == text.count("}")


CASES = [
    ("whole", CONFIG, f"hostname r1\n{LONG}\nend", None, ""),
    ("no end", CONFIG, f"hostname r1\n{LONG}", Reason.INCOMPLETE, "end of the answer"),
    ("empty config", Command("show run", "running-config"), " \n", Reason.INCOMPLETE, "empty"),
    ("an empty listing is an answer", Command("show monitor", "mirrors"), "", None, ""),
    (
        "pager left",
        CONFIG,
        "hostname r1\n --More-- \nend",
        Reason.INCOMPLETE,
        "pager",
    ),
    (
        "a banner may speak of pressing keys",
        CONFIG,
        f"banner motd ^\nPress any key to be logged\n^\n{LONG}\nend",
        None,
        "",
    ),
    (
        "refused",
        Command("show x", "x"),
        "       ^\n% Invalid input detected at '^' marker.",
        Reason.COMMAND_REJECTED,
        "does not know 'show x'",
    ),
    (
        "denied",
        Command("show x", "x"),
        "Command authorization failed.",
        Reason.COMMAND_REJECTED,
        "AAA command set",
    ),
    (
        "a configuration may quote a refusal",
        CONFIG,
        f"banner motd ^\n% Invalid input detected\n^\n{LONG}\nend",
        None,
        "",
    ),
    (
        "open braces",
        Command("show configuration", "running-config", whole=braces),
        "system {\n host-name r1;\n",
        Reason.INCOMPLETE,
        "structure",
    ),
]


@pytest.mark.parametrize(
    ("command", "text", "reason", "words"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_objections(command, text, reason, words):
    failure = proof.objection(command, text, DIALOGUE)
    assert (failure and failure.reason) == reason
    assert words in (failure.detail if failure else "")


@pytest.mark.parametrize(
    ("config", "prompt", "foreign"),
    [
        ("hostname r1\nend", "r1#", None),
        ("hostname R1\nend", "r1#", None),
        ("hostname other\nend", "r1#", "other"),
        ("hostname r1.example.net\nend", "r1#", None),
        ("hostname a-name-that-is-longer-than-the-prompt\nend", "a-name-that-is-longe#", None),
        ("set system host-name r1\n", "admin@r1>", None),
        ('set hostname "fw1"\n', "fw1 #", None),
        ("sysname sw1\n", "<sw1>", None),
        ("interface Gi1\n", "r1#", None),
        ("", "r1#", None),
    ],
)
def test_whose_configuration_it_is(config, prompt, foreign):
    assert proof.foreign(config, prompt, DIALOGUE) == foreign
