"""What the rules look for, as a layer of MITRE's ATT&CK Navigator (layer format 4.5)."""

from netwatch import registry
from netwatch.judgement.attack import LATEST, id_in
from netwatch.model.document import Document, Table

_VERSIONS = {"attack": LATEST, "navigator": "5.1.0", "layer": "4.5"}
_NOTE = "Open the JSON (--format json) in the ATT&CK Navigator; a score is a number of rules."


def navigator_layer() -> Document:
    """Return the layer: every technique with the rules that look for it."""
    rules: dict[str, list[str]] = {}
    for rule in registry.rules():
        for technique in rule.techniques:
            rules.setdefault(id_in(technique), []).append(rule.id)
    techniques = [
        {"techniqueID": each, "score": len(rules[each]), "comment": ", ".join(rules[each])}
        for each in sorted(rules)
    ]
    data = {
        "name": "netwatch",
        "versions": _VERSIONS,
        "domain": "enterprise-attack",
        "description": "Techniques that netwatch's rules look for on network devices.",
        "techniques": techniques,
        "gradient": {
            "colors": ["#ffffff", "#66b1ff"],
            "minValue": 0,
            "maxValue": max(map(len, rules.values())),
        },
    }
    rows = tuple((each, ", ".join(rules[each])) for each in sorted(rules))
    return Document(data=data, tables=(Table("", ("technique", "rules"), rows),), notes=(_NOTE,))
