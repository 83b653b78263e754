import pytest

from netwatch.inventory.errors import InventoryError
from netwatch.inventory.window_file import read_expectations


def written(tmp_path, text, name="expect.txt"):
    path = tmp_path / name
    path.write_text(text)
    return path


def texts(path):
    return [each.text for each in read_expectations(path)]


LINES = ["mirror added: core-rtr1 destination Gi1/0/48", "image version = 17.12.4", "reload"]


def test_one_a_line(tmp_path):
    assert texts(written(tmp_path, "# the plan\n\n" + "\n".join(LINES) + "\n")) == LINES


@pytest.mark.parametrize("head", ["", "expect:\n"])
def test_yaml_reads_the_same_words(tmp_path, head):
    listed = "".join(f"  - {each}\n" for each in LINES)
    assert texts(written(tmp_path, head + listed, "expect.yaml")) == LINES


def test_yaml_of_devices_and_allowances(tmp_path):
    text = "- on core-rtr1:\n    may mirror removed: session 5\n- config added: 17\n"
    one, two = read_expectations(written(tmp_path, text, "expect.yml"))
    assert (one.device, one.needed) == ("core-rtr1", False)
    assert two.what.text == "17"


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        ("reload\nnonsense\n", "expect.txt", "expect.txt:2: 'nonsense' is no expectation"),
        ("- reload\n- nonsense\n", "expect.yaml", "expect.yaml:2: 'nonsense'"),
        ("expect:\n  - reload\n  - [1]\n", "expect.yaml", "expect.yaml:3: .*one line of words"),
        ("expect: []\ndevices: [a]\n", "expect.yaml", "expect.yaml:2: 'devices' is not known"),
        ("expect: {a: b}\n", "expect.yaml", "a list of expectations"),
        ("expect: [\n", "expect.yaml", "not valid YAML"),
        ("reload\n" * 5001, "expect.txt", "more than 5000"),
    ],
)
def test_errors_name_the_line(tmp_path, text, name, says):
    with pytest.raises(InventoryError, match=says):
        read_expectations(written(tmp_path, text, name))


def test_files_that_are_none(tmp_path):
    with pytest.raises(InventoryError, match="cannot read"):
        read_expectations(tmp_path / "missing.txt")
    (tmp_path / "binary.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InventoryError, match="cannot read"):
        read_expectations(tmp_path / "binary.txt")
    written(tmp_path, "x" * (4 * 1024 * 1024 + 1))
    with pytest.raises(InventoryError, match="larger than 4 MB"):
        read_expectations(tmp_path / "expect.txt")
