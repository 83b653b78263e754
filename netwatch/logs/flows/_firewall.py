"""The many names that firewalls and collectors give the values of a flow."""

NAMES = {
    "at": (
        "start time", "start_time", "starttime", "firstseen", "timestamp", "@timestamp", "time",
        "eventtime", "generated time", "time generated", "receive time", "ts", "_time", "start",
        "flow.start",
    ),
    "until": ("end time", "end_time", "endtime", "lastseen", "end", "event.end"),
    "source": (
        "source address", "src_ip", "srcip", "source_ip", "sourceip", "srcaddr", "source.ip", "src",
        "source", "sourceaddress", "src_addr", "ipv4_src_addr",
    ),
    "destination": (
        "destination address", "dest_ip", "dst_ip", "dstip", "destination_ip", "destinationip",
        "dstaddr", "destination.ip", "dst", "dest", "destination", "destinationaddress", "dst_addr",
        "ipv4_dst_addr",
    ),
    "source_port": (
        "source port", "src_port", "srcport", "source_port", "sourceport", "source.port", "sport",
        "spt", "l4_src_port",
    ),
    "destination_port": (
        "destination port", "dest_port", "dst_port", "dstport", "destination_port",
        "destinationport", "destination.port", "dport", "dpt", "l4_dst_port",
    ),
    "protocol": (
        "ip protocol", "ip_protocol", "protocol", "proto", "network.transport", "transport",
    ),
    "bytes_out": (
        "bytes sent", "bytes_sent", "sentbyte", "bytes_out", "sent_bytes", "source.bytes",
        "bytes_toserver", "flow.bytes_toserver", "orig_bytes", "sbytes", "bytes", "in_bytes",
        "network.bytes",
    ),
    "bytes_in": (
        "bytes received", "bytes_received", "rcvdbyte", "bytes_in", "received_bytes",
        "destination.bytes", "bytes_toclient", "flow.bytes_toclient", "resp_bytes", "dbytes",
    ),
    "packets_out": (
        "packets sent", "packets_sent", "pkts_sent", "sentpkt", "packets_out", "source.packets",
        "pkts_toserver", "flow.pkts_toserver", "packets", "in_pkts",
    ),
    "packets_in": (
        "packets received", "packets_received", "pkts_received", "rcvdpkt", "packets_in",
        "destination.packets", "pkts_toclient", "flow.pkts_toclient",
    ),
}  # fmt: skip
