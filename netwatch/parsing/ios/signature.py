"""What IOS and IOS XE print alike, by which a text is told from every other vendor's.

A line that others print too (an address with a dotted mask stands in FastIron, VRP and ASA
texts as well) weighs little; a fragment needs several of them.
"""

FAMILY: tuple[tuple[str, int], ...] = (
    (r"^Building configuration\.\.\.", 3),
    (r"^Current configuration : \d+ bytes", 3),
    (r"^(?:boot-start-marker|no service pad|no aaa new-model|aaa new-model)\s*$", 4),
    (r"^service (?:timestamps (?:debug|log)|password-encryption|tcp-keepalives-in)\b", 2),
    (
        (
            r"^interface (?:Fast|Gigabit|TenGigabit|TwoGigabit|FiveGigabit|FortyGigabit)Ethernet"
            r"\d+(?:/\d+){0,2}(?:\.\d+)?\s*$"
        ),
        2,
    ),
    (
        r"^interface (?:TwentyFiveGigE|HundredGigE|FortyGigE|AppGigabitEthernet)\d+/\d+/\d+\s*$",
        2,
    ),
    (
        (
            r"^interface (?:Serial|BDI|Dialer|Virtual-Template|Cellular"
            r"|Port-channel|vasi(?:left|right))"
            r"\d"
        ),
        2,
    ),
    (r"^interface (?:Loopback|Vlan|Tunnel|nve)\d+\s*$", 1),
    (r"^ (?:no )?ip address(?: \d+\.\d+\.\d+\.\d+ 255\.\d+\.\d+\.\d+(?: secondary)?)?\s*$", 2),
    (
        (
            r"^ (?:negotiation auto|no keepalive|no cdp enable|no mop enabled"
            r"|media-type \S+|no switchport"
            r"|duplex (?:auto|full|half)|speed (?:auto|\d+)|ip (?:nat (?:inside|outside)"
            r"|helper-address \S+|proxy-arp|route-cache\S*)|no ip (?:redirects"
            r"|proxy-arp|unreachables"
            r"|route-cache|mroute-cache|directed-broadcast))\s*$"
        ),
        2,
    ),
    (
        (
            r"^ (?:encapsulation dot1[qQ] \d|standby (?:\d|version)|bfd interval \d"
            r"|vrf forwarding \S"
            r"|ip vrf forwarding \S|channel-group \d+ mode \w|service-policy (?:input|output) \S"
            r"|load-interval \d|carrier-delay |tunnel (?:source|destination|mode) \S|ip mtu \d"
            r"|ip tcp adjust-mss \d|hold-queue \d|xconnect \d|cdp enable|bandwidth \d)"
        ),
        2,
    ),
    (
        (
            r"^ switchport (?:mode (?:access|trunk)|access vlan|trunk (?:allowed"
            r"|native|encapsulation)"
            r"|nonegotiate|port-security|voice vlan)"
        ),
        2,
    ),
    (
        (
            r"^ (?:spanning-tree (?:portfast|bpduguard|guard)|storm-control "
            r"|snmp trap |mls qos|auto qos"
            r"|srr-queue |device-tracking |access-session |authentication (?:control|order|priority"
            r"|periodic|port-control|event|timer)|dot1x (?:pae|timeout)|mab\s*$|ip (?:dhcp snooping"
            r"|arp inspection|verify source)|source template |cts |macsec|power inline |ip flow )"
        ),
        3,
    ),
    (
        (
            r"^ (?:match|collect) (?:ipv4|ipv6|datalink|flow|interface|routing"
            r"|timestamp|application"
            r"|connection|counter|transport|wireless|policy) "
        ),
        3,
    ),
    (r"^flow (?:record|monitor|exporter) \S+\s*$", 2),
    (
        (
            r"^ (?:cache timeout (?:active|inactive)|export-protocol (?:netflow-v9|ipfix)"
            r"|template data timeout|option (?:interface|exporter|application)-\S+)"
        ),
        3,
    ),
    (r"^(?:policy-map|class-map (?:match-any|match-all)) \S+\s*$", 2),
    (r"^  (?:priority|bandwidth|shape|police|set|queue-limit|queue-buffers|random-detect) ", 1),
    (r"^(?:vrf definition|ip vrf) \S+\s*$", 3),
    (r"^ (?:rd \S+|route-target (?:export|import) \S+)\s*$", 1),
    (r"^ exit-address-family\s*$", 2),
    (r"^ address-family ipv[46](?: unicast| multicast)?\s*\n  (?:route-target|export|import) ", 3),
    (
        (
            r"^ (?:bgp (?:log-neighbor-changes|router-id \S+)|no synchronization|no auto-summary"
            r"|redistribute \w+(?: \d+)?(?: subnets| route-map \S+)?)\s*$"
        ),
        2,
    ),
    (
        (
            r"^ (?:template peer-(?:policy|session) \S+|network \S+ mask \S+"
            r"|neighbor \S+ (?:remote-as \d+|peer-group\b|route-map \S+ (?:in|out)))"
        ),
        2,
    ),
    (r"^router (?:eigrp|rip|ospf|bgp|isis)\b", 1),
    (r"^ network \d+\.\d+\.\d+\.\d+ \d+\.\d+\.\d+\.\d+(?: area \S+)?\s*$", 2),
    (r"^ip route (?:vrf \S+ )?\d+\.\d+\.\d+\.\d+ \d+\.\d+\.\d+\.\d+ \S", 2),
    (r"^access-list \d+ (?:permit|deny|remark) ", 2),
    (r"^ip access-list (?:extended|standard) \S", 2),
    (r"^ (?:\d+ )?(?:permit|deny) {1,3}[a-z]+ .{0,80}\d+\.\d+\.\d+\.\d+ 0\.\d+\.\d+\.\d+", 1),
    (
        (
            r"^crypto (?:isakmp (?:policy|key|profile)|keyring|pki (?:trustpoint|certificate)"
            r"|ipsec transform-set|ikev2 (?:proposal|keyring)) ?"
        ),
        3,
    ),
    (r"^ (?:set (?:transform-set|peer|pfs) |match address |crypto map )", 2),
    (r"^username \S+ (?:privilege \d+ )?(?:password|secret) [056789] ", 2),
    (r"^enable (?:secret|password) (?:[05789] )?\S+\s*$", 2),
    (
        r"^aaa (?:authentication|authorization|accounting) \S+ \S+ (?:group|local|start-stop|none)",
        1,
    ),
    (r"^radius server \S+\s*$", 2),
    (r"^ address ipv[46] \S+(?: auth-port \d+)?", 2),
    (r"^ip (?:classless|forward-protocol nd|subnet-zero|cef|bgp-community new-format)\s*$", 3),
    (r"^(?:no )?ip (?:http (?:secure-)?server|domain[ -]lookup)\s*$", 2),
    (r"^(?:ip domain[ -]name|ip name-server) \S", 1),
    (r"^(?:no )?ip domain(?: |-)(?:list|lookup|name)\b", 2),
    (
        (
            r"^(?:vtp (?:mode|domain)|errdisable (?:recovery|detect)|boot system |mls "
            r"|spanning-tree (?:extend system-id|mode (?:rapid-)?pvst)|udld (?:enable|aggressive))"
        ),
        3,
    ),
    (r"^snmp-server (?:community \S+ R[OW]|enable traps snmp |host \S+ (?:version|traps) )", 2),
    (r"^banner (?:motd|exec|login|incoming) \^C", 3),
    (r"^line (?:con 0|aux 0|vty 0 (?:4|15))\s*$", 3),
    (
        r"^ (?:transport (?:input|preferred|output) |exec-timeout \d|login local|access-class )",
        1,
    ),
    (r"^monitor session \d+ type erspan-(?:source|destination)\s*$", 4),
    (r"^ +origin ip(?:v6)? address ", 4),
    (r"^track \d+ (?:interface|ip sla) |^ip sla \d+\s*$|^key chain \S+\s*$", 2),
    (r"^event manager applet \S", 2),
    (r"^\S{1,64}[#>] ?sh(?:ow)? run", 2),
    (r"^end\s*$", 1),
)

# Printed by systems that speak alike, and never by IOS: prefix lengths, blanks in interface names,
# interface names of four numbers, lower-case port channels, tagged ports, another maker's header.
FOREIGN: tuple[tuple[str, int], ...] = (
    (r"^ {1,3}ip address \d+\.\d+\.\d+\.\d+/\d+", -5),
    (r"^interface (?:TenGigabit|Gigabit|Fast)?Ethernet \d", -5),
    (r"^interface [A-Z][A-Za-z]+\d+/\d+/\d+/\d+", -6),
    (r"^interface port-channel ?\d", -4),
    (r"^ (?:un)?tagged ethe|^vlan \d+ (?:name \S+ )?by port", -6),
    (r"^ ipv4 address \d", -6),
    (r"^(?:domain (?:name|lookup|list)|line template|telnet vrf) \S", -6),
    (r"^(?:undo |#\s*$| port link-type )", -6),
    (r"^hostname \"", -4),
    (r"^!version \d|^! Fiberstore ", -60),
)
