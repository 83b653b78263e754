"""Each layout of flow records as its source writes it, and readers that no text makes raise."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.flow_records import AT, LAYOUTS, MIRROR, VTEPS, WEB

from netwatch import registry
from netwatch.judgement.flows.tally import Tally
from netwatch.judgement.flows.verdicts import verdicts
from netwatch.model.flow import FlowKind


def layout_of(text):
    return next((found for each in registry.flow_formats() if (found := each.claims(text))), None)


def flows_of(text):
    layout = layout_of(text)
    assert layout is not None
    rows = list(layout.rows(text.split(layout.separator)))
    return layout, [layout.flow(each[-1]) for each in rows], rows


@pytest.mark.parametrize("name", LAYOUTS)
def test_what_a_layout_tells(name):
    wanted, text = LAYOUTS[name]
    layout, flows, rows = flows_of(text)
    assert layout.format == wanted
    first = flows[0]
    if wanted == "azure_flow" and first.bytes_out is None:
        first = flows[1]  # a flow's beginning counts nothing yet
    assert (first.source, first.destination, first.protocol) == (*MIRROR, "udp")
    assert (first.source_port, first.destination_port) in {(40001, 4789), (0, 4789)}
    assert (first.bytes_out, first.packets_out) == (26_000_000, 20_000)
    assert first.bytes_in in {0, None}
    assert abs(first.at - AT) < 2
    assert abs(layout.when(rows[0][-1]) - AT) < 2
    to_web = [each for each in flows if (each.source, each.destination) == WEB]
    assert {each.protocol for each in to_web} == {"tcp"}
    assert {each.bytes_in for each in to_web} - {None} <= {80_000_000}


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_quick_look_and_the_whole_flow_agree(name):
    _, flows, rows = flows_of(LAYOUTS[name][1])
    for flow, (source, destination, _, port, size, _) in zip(flows, rows, strict=True):
        assert (flow.source, flow.destination) == (source, destination)
        assert (str(flow.destination_port), flow.bytes_out or 0) == (port, size)


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_mirror_is_found_and_the_overlay_is_not(name):
    _, text = LAYOUTS[name]
    layout = layout_of(text)
    tally = Tally()
    tally.take(layout, text.split(layout.separator))
    found = [each for each in verdicts(tally) if each.kind is FlowKind.ONE_WAY_TUNNEL]
    assert [(each.source, each.destination, each.risk) for each in found] == [(*MIRROR, 9)]
    assert found[0].bytes == 52_000_000
    assert not [each for each in verdicts(tally) if each.source in VTEPS and each.risk >= 8]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "<189>Mar  1 02:14:00 r1 %SYS-5-CONFIG_I: Configured from console\n",
        '{"eventSource": "ec2.amazonaws.com", "eventName": "CreateTrafficMirrorSession"}\n',
        '{"protoPayload": {"methodName": "v1.compute.packetMirrorings.insert"}}\n',
        '{"records": [{"operationName": "MICROSOFT.NETWORK/VIRTUALNETWORKTAPS/WRITE"}]}\n',
        "#separator \\x09\n#path\tdns\n#fields\tts\tuid\tid.orig_h\tquery\n",
        "time,user,command\n2026,eve,show run\n",
        "[" * 5000,
        '{"a": ' * 5000,
    ],
)
def test_other_logs_are_left_to_others(text):
    assert layout_of(text) is None


def test_nfdump_s_real_json_has_a_space_before_the_colon():
    _, text = LAYOUTS["nfdump-json"]
    spaced = text.replace('": ', '" : ').replace("  ", "\t")
    _, flows, _ = flows_of(spaced)
    assert flows[0].bytes_out == 26_000_000


BIFLOWS = (
    # source, destination, ports, protocol, there and back in packets and bytes; softflowd names the
    # lower address first, whoever sent
    ("192.0.2.9", "203.0.113.1", 0, 0, "GRE", 0, 0, 408, 278_368),
    ("198.51.100.1", "203.0.113.1", 0, 0, "GRE", 203, 199_090, 205, 79_278),
    ("198.51.100.1", "203.0.113.1", 4789, 41_517, "UDP", 0, 0, 205, 80_918),
    ("198.51.100.1", "203.0.113.1", 57_281, 4789, "UDP", 203, 200_714, 0, 0),
)


def biflow_csv():
    head = "ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out\n"
    return head + "".join(
        f"2026-03-01 02:00:00,2026-03-01 02:01:00,60.0,{','.join(map(str, each[:5]))},"
        f"........,0,0,{','.join(map(str, each[5:]))},0,0\n"
        for each in BIFLOWS
    )


def biflow_json():
    names = ("src4_addr", "dst4_addr", "src_port", "dst_port", "proto", "in_packets", "in_bytes",
             "out_packets", "out_bytes")  # fmt: skip
    records = [dict(zip(names, each, strict=True)) for each in BIFLOWS]
    return "[\n" + ",\n".join(json.dumps(each, indent=1) for each in records) + "]\n"


@pytest.mark.parametrize("text", [biflow_csv(), biflow_json()])
def test_nfdump_s_records_of_both_directions(text):
    layout, flows, rows = flows_of(text)
    told = [(each.source, each.destination_port, each.bytes_out, each.bytes_in) for each in flows]
    assert told == [
        ("203.0.113.1", 0, 278_368, None),
        ("198.51.100.1", 0, 199_090, 79_278),
        ("203.0.113.1", 4789, 80_918, None),
        ("198.51.100.1", 4789, 200_714, None),
    ]
    assert [(each[0], each[3], each[4]) for each in rows] == [
        (each.source, str(each.destination_port), each.bytes_out) for each in flows
    ]
    tally = Tally()
    tally.take(layout, text.split(layout.separator))
    (found,) = verdicts(tally)
    assert (found.source, found.destination, found.packets) == ("203.0.113.1", "192.0.2.9", 408)
    assert (found.kind, found.risk) == (FlowKind.ONE_WAY_TUNNEL, 9)


CELL = st.text(max_size=12) | st.sampled_from(
    [
        "-",
        "10.0.0.1",
        "::1",
        "4789",
        "9" * 30,
        "²",
        "-5",
        "nan",
        "inf",
        "1e999",
        '"',
        "\\",
        "{",
        "}",
    ]
)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | CELL,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
NAMES = st.sampled_from(
    ["id.orig_h", "id.resp_h", "proto", "orig_bytes", "tunnel_parents", "ts", "duration", "uid",
     "src4_addr", "dst4_addr", "in_bytes", "src_ip", "dest_ip", "dest_port", "bytes", "t_first",
     "jsonPayload", "connection", "tunnel_type", "action", "source", "destination", "network"]
)  # fmt: skip


def lines_of(name):
    joint = {"zeek_conn": "\t", "aws_vpc": " "}.get(LAYOUTS[name][0], ",")
    cells = st.lists(CELL, max_size=24).map(joint.join)
    objects = st.dictionaries(NAMES, VALUE, max_size=9).map(json.dumps)
    real = st.sampled_from(LAYOUTS[name][1].split("\n"))
    torn = st.builds(lambda line, at: line[: at % (len(line) + 1)], real, st.integers(0, 300))
    tuples = st.lists(CELL, max_size=14).map(",".join).map('"{}"'.format)
    return st.lists(cells | objects | torn | tuples, max_size=8).map("\n".join)


@pytest.mark.parametrize("name", LAYOUTS)
@settings(deadline=None, max_examples=60)  # the machine is shared
@given(data=st.data())
def test_no_row_makes_a_reader_raise(name, data):
    _, text = LAYOUTS[name]
    layout = layout_of(text)
    hostile = data.draw(lines_of(name))
    tally = Tally()
    tally.take(layout, hostile.split(layout.separator))
    for *_, raw in layout.rows(hostile.split(layout.separator)):
        layout.flow(raw)
        layout.when(raw)
        if layout.inner is not None:
            layout.inner(raw)
    verdicts(tally)


@given(
    text=st.text(max_size=300)
    | st.lists(st.sampled_from("[]{}\"',:\n\t #=2"), max_size=80).map("".join)
)
def test_no_beginning_of_a_file_makes_a_format_raise(text):
    for each in registry.flow_formats():
        each.claims(text)
