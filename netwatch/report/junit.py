"""JUnit XML, as CI systems read it: a suite a device, failures to act on, errors for the unseen.

The form is the common subset of the Ant and Surefire schemas: testsuites, testsuite, testcase with
failure or error. Characters XML 1.0 cannot hold are shown as escapes.
"""

import re
from collections.abc import Iterable
from xml.etree import ElementTree as ET

from netwatch.model.document import Case, Document, Look, Outcome
from netwatch.parsing.text import visible
from netwatch.report._cases import of_finding

# XML 1.0 section 2.2 leaves out surrogates and these two; visible() has shown the controls.
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_TAGS = {Outcome.FAILED: "failure", Outcome.ERROR: "error"}


def render(document: Document, look: Look) -> str:
    """Return the document's cases, or its findings as failures; the look makes no difference."""
    del look
    cases = document.cases or tuple(map(of_finding, document.findings))
    suites = ET.Element("testsuites", _counts("netwatch", cases))
    for device in dict.fromkeys(each.device for each in cases):
        ours = [each for each in cases if each.device == device]
        suite = ET.SubElement(suites, "testsuite", _counts(device, ours))
        for each in ours:
            _add(suite, each)
    ET.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, encoding="unicode")


def _counts(name: str, cases: Iterable[Case]) -> dict[str, str]:
    outcomes = [each.outcome for each in cases]
    return {
        "name": _plain(name),
        "tests": str(len(outcomes)),
        "failures": str(outcomes.count(Outcome.FAILED)),
        "errors": str(outcomes.count(Outcome.ERROR)),
    }


def _add(suite: ET.Element, case: Case) -> None:
    attributes = {"classname": _plain(case.device), "name": _plain(case.name)}
    element = ET.SubElement(suite, "testcase", attributes)
    if case.outcome in _TAGS:
        what = {"message": _plain(case.message), "type": case.outcome.value}
        ET.SubElement(element, _TAGS[case.outcome], what).text = _lines(case)
    elif case.message:
        ET.SubElement(element, "system-out").text = _lines(case)


def _lines(case: Case) -> str:
    return "\n".join(map(_plain, (case.message, *case.lines)))


def _plain(text: str) -> str:
    return _NO_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", visible(" ".join(text.split("\n"))))
