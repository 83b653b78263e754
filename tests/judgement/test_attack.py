import pytest

from netwatch.judgement.attack import (
    LATEST,
    UnknownTechniqueError,
    id_in,
    tactics,
    technique,
    techniques,
)


def test_ids_are_sorted_and_well_formed():
    ids = [each.id for each in techniques()]
    assert ids == sorted(set(ids))
    assert all(each[0] == "T" and each[1:].replace(".", "").isdigit() for each in ids)


@pytest.mark.parametrize(
    ("technique_id", "version", "expected"),
    [
        ("T1020.001", "19", ("Exfiltration",)),
        ("T1542.004", "19", ("Persistence", "Stealth")),
        ("T1601.001", "18", ("Defense Evasion",)),
        ("T1601.001", "19", ("Defense Impairment",)),
        ("T1542.005", "19", ()),
        ("T1040", "20", ()),
    ],
)
def test_tactics_by_version(technique_id, version, expected):
    assert tactics(technique_id, version) == expected


def test_a_retired_technique_is_found_under_its_new_id():
    assert id_in("T1562", "18") == "T1562"
    assert id_in("T1562", LATEST) == "T1685"


def test_sub_technique_page():
    assert technique("T1020.001").url == "https://attack.mitre.org/techniques/T1020/001/"


def test_unknown_technique_is_named():
    with pytest.raises(UnknownTechniqueError, match=r"T9999"):
        technique("T9999")
