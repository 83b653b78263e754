"""The same kinds of flows in every layout that netwatch reads; addresses are our own.

Each layout tells of a mirror (52 MB of VXLAN from 192.0.2.1 to 198.51.100.9, nothing back), of an
overlay (two VTEPs, both ways) and of a web download.
"""

import json

MIRROR = ("192.0.2.1", "198.51.100.9")
VTEPS = ("10.0.0.1", "10.0.0.2")
WEB = ("10.1.1.1", "203.0.113.80")
AT = 1_772_330_400
# source, destination, source port, port, protocol, bytes, bytes back, packets, packets back
FLOWS = [
    (*MIRROR, 40001, 4789, 17, 26_000_000, 0, 20_000, 0),
    (*MIRROR, 40002, 4789, 17, 26_000_000, 0, 20_000, 0),
    (*VTEPS, 50001, 4789, 17, 9_000_000, 0, 9_000, 0),
    (*reversed(VTEPS), 50002, 4789, 17, 70_000_000, 0, 50_000, 0),
    (*WEB, 55555, 443, 6, 40_000, 80_000_000, 900, 60_000),
]


def one_way(flows):
    """Return ``flows`` as records of one direction each."""
    for a, b, sport, dport, proto, out, back, packets, packets_back in flows:
        yield a, b, sport, dport, proto, out, packets
        if back:
            yield b, a, dport, sport, proto, back, packets_back


def zeek_tsv(order=None):
    names = order or [
        "ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "orig_bytes",
        "resp_bytes", "orig_pkts", "resp_pkts", "tunnel_parents",
    ]  # fmt: skip
    rows = [[str(_zeek(each, n).get(name, "-")) for name in names] for n, each in enumerate(FLOWS)]
    head = "#separator \\x09\n#path\tconn\n#fields\t" + "\t".join(names) + "\n"
    return head + "".join("\t".join(each) + "\n" for each in rows) + "#close\t2026\n"


def zeek_json():
    return "".join(json.dumps(_zeek(each, n)) + "\n" for n, each in enumerate(FLOWS))


def _zeek(flow, number):
    a, b, sport, dport, proto, out, back, packets, packets_back = flow
    return {
        "ts": AT + number + 0.5, "uid": f"C{number}", "id.orig_h": a, "id.orig_p": sport,
        "id.resp_h": b, "id.resp_p": dport, "proto": {17: "udp", 6: "tcp"}[proto],
        "orig_bytes": out, "resp_bytes": back, "orig_pkts": packets, "resp_pkts": packets_back,
        "conn_state": "S0",
    }  # fmt: skip


def aws(header=""):
    names = (header or
             "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets "
             "bytes start end action log-status").split()  # fmt: skip
    rows = [
        {
            "version": 2, "account-id": "111122223333", "interface-id": "eni-0a1b", "srcaddr": a,
            "dstaddr": b, "srcport": sport, "dstport": dport, "protocol": proto,
            "packets": packets, "bytes": out, "start": AT, "end": AT + 60, "action": "ACCEPT",
            "log-status": "OK", "vpc-id": "vpc-1", "tcp-flags": 3,
        }
        for a, b, sport, dport, proto, out, packets in one_way(FLOWS)
    ]  # fmt: skip
    lines = [" ".join(str(each[name]) for name in names) for each in rows]
    quiet = ["-" if name in {"srcaddr", "dstaddr", "bytes"} else "2" for name in names]
    return (f"{header}\n" if header else "") + "\n".join([*lines, " ".join(quiet)]) + "\n"


def gcp(indent=None):
    records = [
        {
            "insertId": f"i{a}{sport}",
            "jsonPayload": {
                "connection": {"src_ip": a, "src_port": sport, "dest_ip": b, "dest_port": dport,
                               "protocol": proto},
                "bytes_sent": str(out), "packets_sent": str(packets), "reporter": "SRC",
                "start_time": "2026-03-01T02:00:00.1Z", "end_time": "2026-03-01T02:00:05Z",
            },
            "logName": "projects/p/logs/compute.googleapis.com%2Fvpc_flows",
        }
        for a, b, sport, dport, proto, out, packets in one_way(FLOWS)
    ]  # fmt: skip
    if indent:
        return json.dumps(records, indent=indent) + "\n"
    return "".join(json.dumps(each) + "\n" for each in records)


def azure_group():
    tuples = [
        f"{AT},{a},{b},{sport},{dport},{'U' if proto == 17 else 'T'},O,A,C,{p},{out},{pb},{back}"
        for a, b, sport, dport, proto, out, back, p, pb in FLOWS
    ]
    begun = f"{AT},10.1.1.1,203.0.113.80,55555,443,T,O,A,B,,,,"
    flows = [{"mac": "000D3AF87856", "flowTuples": [begun, *tuples]}]
    return json.dumps({"records": [{
        "time": "2026-03-01T02:00:00Z", "category": "NetworkSecurityGroupFlowEvent",
        "properties": {"Version": 2, "flows": [{"rule": "DefaultRule_Any", "flows": flows}]},
    }]})  # fmt: skip


def azure_network():
    tuples = [
        f"{AT * 1000},{a},{b},{sport},{dport},{proto},O,E,NX,{p},{out},{pb},{back}"
        for a, b, sport, dport, proto, out, back, p, pb in FLOWS
    ]
    groups = [{"rule": "DefaultRule_Any", "flowTuples": tuples}]
    return json.dumps({"records": [{
        "time": "2026-03-01T02:00:00Z", "flowLogVersion": 4, "category": "FlowLogFlowEvent",
        "flowRecords": {"flows": [{"aclID": "x", "flowGroups": groups}]},
    }]}, indent=2)  # fmt: skip


def nfdump_csv(new=False):
    if new:
        head = "firstSeen,lastSeen,srcAddr,dstAddr,srcPort,dstPort,proto,packets,bytes,routerIP\n"
        return head + "".join(
            f"2026-03-01 02:00:00.120,2026-03-01 02:01:00.000,{a},{b},{sport},{dport},{proto},"
            f"{packets},{out},192.0.2.254\n"
            for a, b, sport, dport, proto, out, packets in one_way(FLOWS)
        )
    head = "ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out\n"
    rows = "".join(
        f"2026-03-01 02:00:00,2026-03-01 02:01:00,60.0,{a},{b},{sport},{dport},"
        f"{'UDP' if proto == 17 else 'TCP'},......,0,0,{packets},{out},0,0,1,2\n"
        for a, b, sport, dport, proto, out, packets in one_way(FLOWS)
    )
    return head + rows + "Summary\nflows,bytes,packets,avg_bps,avg_pps,avg_bpp\n6,1,1,1,1,1\n"


def nfdump_json(indent=2):
    records = [
        {
            "type": "FLOW", "sampled": 0, "export_sysid": 1, "t_first": "2026-03-01T02:00:00.120",
            "t_last": "2026-03-01T02:01:00.000", "proto": proto, "src4_addr": a, "dst4_addr": b,
            "src_port": sport, "dst_port": dport, "in_packets": packets, "in_bytes": out,
            "ip4_router": "192.0.2.254",
        }
        for a, b, sport, dport, proto, out, packets in one_way(FLOWS)
    ]  # fmt: skip
    if indent:
        body = "\n,\n".join(json.dumps(each, indent=indent) for each in records)
        return f"[\n{body}\n]\n"
    return "".join(json.dumps(each) + "\n" for each in records)


def paloalto_csv():
    head = (
        '"Domain","Receive Time","Type","Source address","Destination address","Source Port",'
        '"Destination Port","IP Protocol","Bytes Sent","Bytes Received","Packets Sent",'
        '"Packets Received","Rule, named"\n'
    )
    return head + "".join(
        f'"1","2026/03/01 02:00:00","TRAFFIC","{a}","{b}","{sport}","{dport}",'
        f'"{"udp" if proto == 17 else "tcp"}","{out}","{back}","{p}","{pb}","a, b"\n'
        for a, b, sport, dport, proto, out, back, p, pb in FLOWS
    )


def fortios():
    return "".join(
        f'<189>date=2026-03-01 time=02:00:00 devname="fw1" eventtime={AT}018996668791 '
        f'type="traffic" subtype="forward" srcip={a} srcport={sport} srcintf="port 2" dstip={b} '
        f'dstport={dport} proto={proto} action="accept" sentbyte={out} rcvdbyte={back} '
        f"sentpkt={p} rcvdpkt={pb}\n"
        for a, b, sport, dport, proto, out, back, p, pb in FLOWS
    )


def suricata():
    alert = {"timestamp": "2026-03-01T02:00:00+0000", "event_type": "alert", "src_ip": "10.0.0.1"}
    flows = [
        {
            "timestamp": "2026-03-01T02:00:00.1+0000", "event_type": "flow", "src_ip": a,
            "src_port": sport, "dest_ip": b, "dest_port": dport,
            "proto": {17: "UDP", 6: "TCP"}[proto],
            "flow": {"bytes_toserver": out, "bytes_toclient": back, "pkts_toserver": p,
                     "pkts_toclient": pb},
        }
        for a, b, sport, dport, proto, out, back, p, pb in FLOWS
    ]  # fmt: skip
    return "".join(json.dumps(each) + "\n" for each in [alert, *flows])


def ecs():
    return "".join(
        json.dumps({
            "@timestamp": "2026-03-01T02:00:00Z",
            "network": {"transport": "udp" if proto == 17 else "tcp"},
            "source": {"ip": a, "port": sport, "bytes": out, "packets": p},
            "destination": {"ip": b, "port": dport, "bytes": back, "packets": pb},
        }) + "\n"
        for a, b, sport, dport, proto, out, back, p, pb in FLOWS
    )  # fmt: skip


LAYOUTS = {
    "zeek_conn": ("zeek_conn", zeek_tsv()),
    "zeek_conn-other-order": (
        "zeek_conn",
        zeek_tsv(
            ["orig_pkts", "proto", "id.resp_p", "id.resp_h", "resp_bytes", "orig_bytes",
             "tunnel_parents", "id.orig_p", "ts", "id.orig_h", "resp_pkts"]
        ),
    ),
    "zeek_conn-json": ("zeek_conn", zeek_json()),
    "aws_vpc": ("aws_vpc", aws()),
    "aws_vpc-header": (
        "aws_vpc", aws("vpc-id srcaddr dstaddr dstport srcport protocol bytes packets start end"),
    ),
    "gcp_vpc": ("gcp_vpc", gcp()),
    "gcp_vpc-array": ("gcp_vpc", gcp(2)),
    "azure_flow-group": ("azure_flow", azure_group()),
    "azure_flow-network": ("azure_flow", azure_network()),
    "nfdump": ("nfdump", nfdump_csv()),
    "nfdump-1.7": ("nfdump", nfdump_csv(new=True)),
    "nfdump-json": ("nfdump", nfdump_json()),
    "nfdump-json-lines": ("nfdump", nfdump_json(None)),
    "paloalto": ("firewall_csv", paloalto_csv()),
    "fortios": ("firewall_csv", fortios()),
    "suricata": ("firewall_json", suricata()),
    "ecs": ("firewall_json", ecs()),
}  # fmt: skip
