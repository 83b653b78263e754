"""Files of simulated clouds: what is wrong with one is said."""

import re

import pytest

from netwatch.lab.cloud import load_cloud
from netwatch.lab.dialogue import DialogueError
from netwatch.lab.replay import REPLAYS, load_replay, load_replays
from netwatch.lab.spec import CloudSpec

WHOLE = {"platform": "aws", "account": 111122223333, "stages": {"before": {"a": 1, "b": {"c": 2}}}}


def load(tmp_path, **changes):
    return load_cloud(tmp_path / "prod.yaml", {"cloud": {**WHOLE, **changes}})


def test_a_later_stage_is_laid_over_the_first(tmp_path):
    stages = {**WHOLE["stages"], "after": {"b": {"d": 3}}, "twin": None}
    spec = load(tmp_path, stages=stages)
    assert (spec.name, spec.account) == ("prod", "111122223333")
    assert spec.objects("after") == {"a": 1, "b": {"c": 2, "d": 3}}
    assert spec.objects("twin") == spec.objects("never heard of") == WHOLE["stages"]["before"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"colour": "blue"}, "cloud needs platform, account, stages"),
        ({"stages": {"after": {}}}, "stages needs the objects of 'before'"),
        ({"stages": None}, "stages needs the objects of 'before'"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path, changes, says):
    with pytest.raises(DialogueError, match=re.escape(says)):
        load(tmp_path, **changes)


def test_a_file_without_account_is_no_cloud(tmp_path):
    with pytest.raises(DialogueError, match="cloud needs"):
        load_cloud(tmp_path / "x.yaml", {"cloud": {"platform": "aws"}})


def test_replays_of_clouds_are_replays_like_all_others():
    names = {each.name for each in load_replays() if isinstance(each.device, CloudSpec)}
    assert {"R22_aws", "R22_aws_endpoint"} <= names
    replay = load_replay(REPLAYS / "R22_aws.yaml")
    assert replay.row == "R22"
    assert replay.device.platform == "aws"
