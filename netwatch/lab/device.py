"""A simulated device at run time: the stage it is in, what it answers, what it was told."""

from collections import Counter
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from netwatch.lab.family import family
from netwatch.lab.manners import Family
from netwatch.lab.play import wire
from netwatch.lab.render import ASKED
from netwatch.lab.spec import Answer, AnswerForm, DeviceSpec, Fault, FaultKind, Scene

_ASKED = ASKED.encode()


@dataclass(slots=True)
class SessionLog:
    """Every byte one client wrote in one session, and the commands it ran without a shell."""

    username: str
    received: bytearray = field(default_factory=bytearray)
    executed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said to one command: bytes for the terminal, and what goes wrong on the way."""

    body: bytes
    form: AnswerForm = AnswerForm.PLAIN
    delay_s: float = 0.0
    faults: tuple[Fault, ...] = ()
    known: bool = True


class SimulatedDevice:
    """One device: ``spec`` is what it can be, ``stage`` what it is now.

    Used from the event loop alone; ``sessions`` may be read from elsewhere when it is quiet.
    """

    def __init__(self, spec: DeviceSpec) -> None:
        self.spec = spec
        self.stage = spec.stages[0]
        self.sessions: list[SessionLog] = []
        self._asked: Counter[str] = Counter()
        self._befell: Counter[tuple[str, Fault]] = Counter()
        self._wired: dict[tuple[str, int], bytes] = {}
        self._enter()

    def go(self, stage: str) -> None:
        """Change to ``stage``; open sessions notice at their next command.

        A stage the device does not have leaves it as at the start.
        """
        self.stage = stage
        self._enter()

    def _enter(self) -> None:
        self.scene: Scene = self.spec.scene(self.stage)
        self.family: Family = family(self.scene.family)
        self.recorded = self.scene.recorded
        common = {each.command: each for each in reversed(self.scene.answers)}
        self._index = {"": common}
        for username, answers in self.scene.accounts:
            self._index[username] = common | {each.command: each for each in reversed(answers)}

    def prompt(self, username: str, mark: str, count: int = 1) -> str:
        """Return the prompt shown to ``username`` before the ``count``-th command."""
        # A prompt of its own is the privileged one; recordings have no other.
        if self.scene.prompt and (self.recorded or mark == self.family.privileged_mark):
            return self.scene.prompt
        account = self.family.account(username)
        return self.family.prompt.format(
            hostname=self.scene.hostname, username=account, mark=mark, count=count
        )

    def faults(self, place: str) -> tuple[Fault, ...]:
        """Return what goes wrong at ``place`` this time, and count that it did."""
        befalling = []
        for fault in self.scene.faults:
            if not fnmatchcase(place, fault.at):
                continue
            self._befell[self.stage, fault] += 1
            if fault.times is None or self._befell[self.stage, fault] <= fault.times:
                befalling.append(fault)
        return tuple(befalling)

    def reply(self, command: str, column: int = 0, username: str = "") -> Reply:
        """Return the reply to ``username``'s whole line; ``column`` is where it began on screen."""
        faults = self.faults(command)
        kinds = {fault.kind: fault for fault in faults}
        if refusal := kinds.get(FaultKind.REFUSE):
            return self._refused(refusal.text or self._unknown(command, column))
        if denial := kinds.get(FaultKind.DENY):
            word = command.split(" ", 1)[0]
            return self._refused(denial.text or self.family.denied.format(command=word))
        index = self._index.get(self.family.account(username), self._index[""])
        if (answer := index.get(command)) is not None:
            return self.said(answer, faults)
        if (setting := self.family.setting(command)) is not None:
            return Reply(wire(setting), faults=faults)
        return self._refused(self._unknown(command, column), faults)

    def said(self, answer: Answer, faults: tuple[Fault, ...] = ()) -> Reply:
        """Return ``answer`` as a reply."""
        key = (self.stage, id(answer))
        body = self._wired.get(key)
        if body is None:
            body = self._wired[key] = wire(answer.text)
        if _ASKED in body:
            self._asked[answer.command] += 1
            body = body.replace(_ASKED, str(self._asked[answer.command]).encode())
        return Reply(body, answer.form, self.scene.delay_s + answer.delay_s, faults)

    def _refused(self, text: str, faults: tuple[Fault, ...] = ()) -> Reply:
        ended = text if text.endswith("\n") else f"{text}\n"
        return Reply(wire(ended), delay_s=self.scene.delay_s, faults=faults, known=False)

    def _unknown(self, command: str, column: int) -> str:
        return self.family.unknown.format(
            command=command.split(" ", 1)[0], caret=" " * column + "^"
        )
