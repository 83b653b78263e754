"""How each platform writes what only looks like a mirror: banners, comments, labels, scripts.

``{}`` stands for a session, several lines where the place holds several. A place the platform's
configuration does not have is left out.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Disguise:
    """One platform's session, and the places in which its text is no session.

    ``torn`` opens a banner that never ends; ``line`` are places for one line of the session,
    ``hidden`` those that run it some day.
    """

    session: str
    banner: tuple[str, ...] = ()
    torn: str = ""
    comment: str = ""
    line: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    @property
    def first(self):
        return self.session.split("\n", 1)[0]


_SPAN = (
    "monitor session 1 source interface {p}1/0/1\nmonitor session 1 destination interface {p}1/0/9"
)
_BANG = "! {}"
_CISCO_BANNERS = ("banner motd ^C\n{}\n^C", "banner login #\n{}\n#", "banner exec ^C{}^C")
_CISCO = {
    "session": _SPAN.format(p="Gi"),
    "banner": _CISCO_BANNERS,
    "torn": "banner motd ^C\nwelcome\n",
    "comment": _BANG,
    "line": ("interface Gi1/0/2\n description {}", "ip access-list extended A\n remark {}"),
    "hidden": (
        'event manager applet A\n action 1.0 cli command "{}"',
        "kron policy-list P\n cli {}",
        "macro name M\n{}\n@",
        "alias exec m {}",
    ),
}
_HEADERS = (
    'header login information "\n{}\n"',
    "header shell information %\n{}\n%",
    "header motd ^\n{}\n^",
    'header login information "{}"',
)
_SHELL_NOTE = "# {}"

DISGUISES = {
    "alcatel_omniswitch": Disguise(
        "port-mirroring 1 source port 1/1/1 destination port 1/1/9 enable",
        comment=_BANG,
        line=('interfaces port 1/1/2 alias "{}"', 'vlan 4 name "{}"', 'system location "{}"'),
    ),
    "allied_telesis": Disguise(
        "interface port1.0.24\n mirror interface port1.0.1 direction both",
        banner=("banner motd ^C\n{}\n^C",),
        torn="banner motd ^C\nwelcome\n",
        comment=_BANG,
        line=("interface port1.0.2\n description mirror interface port1.0.1 direction both",),
    ),
    "arista_eos": Disguise(
        "monitor session S source Ethernet1\nmonitor session S destination Ethernet9",
        banner=("banner motd\n{}\nEOF", "banner login\n{}\nEOF"),
        torn="banner motd\nwelcome\n",
        comment=_BANG,
        line=("interface Ethernet2\n   description {}", "ip access-list A\n   10 remark {}"),
        hidden=(
            "event-handler E\n   action bash FastCli -p15 -c '{}'",
            "schedule J interval 5 max-log-files 3 command {}",
            "alias m {}",
        ),
    ),
    "aruba_aoscx": Disguise(
        "mirror session 1\n    source interface 1/1/1 both\n    destination interface 1/1/9\n"
        "    enable",
        banner=("banner motd ^\n{}\n^", "banner exec %\n{}\n%"),
        torn="banner motd ^\nwelcome\n",
        comment=_BANG,
        line=("interface 1/1/2\n    description {}",),
        hidden=("job J\n    10 cli command {}",),
    ),
    "aruba_procurve": Disguise(
        "mirror 1 port 9\ninterface 1\n   monitor all both mirror 1\n   exit",
        banner=('banner motd "\n{}\n"', 'banner exec "\n{}\n"'),
        torn='banner motd "\nwelcome\n',
        comment="; {}",
        line=('interface 2\n   name "{}"\n   exit',),
        hidden=('job J at 1:00 "{}"', 'alias m "{}"'),
    ),
    "checkpoint_gaia": Disguise(
        "tcpdump -i eth0",
        banner=('set message motd on msgvalue "{}"', 'set message banner on msgvalue "{}"'),
        comment=_SHELL_NOTE,
        line=('set interface eth1 comments "{}"',),
        hidden=('add cron job j command "{}" recurrence daily time 1:00',),
    ),
    "cisco_asa": Disguise(
        "interface Ethernet0/3\n switchport monitor Ethernet0/1 both",
        banner=("banner motd switchport monitor Ethernet0/1 both",),  # a statement a line
        comment=_BANG,
        line=("access-list A remark switchport monitor Ethernet0/1 both",),
        hidden=('event manager applet A\n action 0 cli command "capture X interface inside"',),
    ),
    "cisco_ftd": Disguise(
        "capture CAPX type raw-data interface inside match ip any host 192.0.2.9",
        banner=("banner motd {}",),
        comment=_BANG,
        line=("access-list A remark {}",),
    ),
    "cisco_ios": Disguise(**_CISCO),
    "cisco_nxos": Disguise(
        "monitor session 1\n  source interface Ethernet1/1\n  destination interface Ethernet1/9\n"
        "  no shut",
        banner=("banner motd #\n{}\n#",),
        torn="banner motd #\nwelcome\n",
        comment=_BANG,
        line=("interface Ethernet1/2\n  description {}", "ip access-list A\n  10 remark {}"),
        hidden=(
            "event manager applet A\n  action 1 cli {}",
            "scheduler job name J\n{}\nend-job",
            "cli alias name m {}",
        ),
    ),
    "cisco_smb": Disguise(
        _SPAN.format(p="gi"),
        banner=("banner login ^C\n{}\n^C",),
        torn="banner login ^C\nwelcome\n",
        comment=_BANG,
        line=("interface gi2\n description {}",),
        hidden=("macro name M\n{}\n@",),
    ),
    "cisco_xe": Disguise(**_CISCO),
    "cisco_xr": Disguise(
        "monitor-session S ethernet\n destination interface TenGigE0/0/0/9\n!\n"
        "interface TenGigE0/0/0/1\n monitor-session S ethernet\n!",
        banner=("banner motd &\n{}\n&", "banner login &\n{}\n&"),
        torn="banner motd &\nwelcome\n",
        comment=_BANG,
        line=("interface TenGigE0/0/0/2\n description {}", "ipv4 access-list A\n 10 remark {}"),
    ),
    "cumulus_nvue": Disguise(
        "nv set system port-mirror session 1 span direction ingress\n"
        "nv set system port-mirror session 1 span source-port swp1\n"
        "nv set system port-mirror session 1 span destination swp9",
        banner=("nv set system message pre-login '{}'",),
        comment=_SHELL_NOTE,
        line=("nv set interface swp2 description '{}'",),
    ),
    "dell_os10": Disguise(
        "monitor session 1\n source interface ethernet1/1/1\n destination interface ethernet1/1/9\n"
        " no shut",
        banner=("banner motd ^C\n{}\n^C", "banner login %\n{}\n%"),
        torn="banner motd ^C\nwelcome\n",
        comment=_BANG,
        line=("interface ethernet1/1/2\n description {}",),
    ),
    "dell_os9": Disguise(
        "monitor session 1\n source Te 1/1 destination Te 1/9 direction rx",
        banner=("banner motd ^C\n{}\n^C",),
        torn="banner motd ^C\nwelcome\n",
        comment=_BANG,
        line=("interface TenGigabitEthernet 1/2\n description {}",),
    ),
    "dell_sonic": Disguise(
        "mirror-session S\n destination Ethernet9\n source interface Ethernet1 direction rx\n!",
        comment=_BANG,
        line=("interface Ethernet2\n description {}",),
    ),
    "extreme_exos": Disguise(
        "create mirror S to port 9\nconfigure mirror S add port 1 ingress\nenable mirror S",
        comment=_SHELL_NOTE,
        line=('configure ports 2 description-string "{}"', 'configure vlan users description "{}"'),
        hidden=("create upm profile P\n{}\n.",),
    ),
    "extreme_slx": Disguise(
        "monitor session 1\n source ethernet 0/1 destination ethernet 0/9 direction both",
        banner=("banner motd ^C\n{}\n^C", 'banner motd "{}"'),
        torn="banner motd ^C\nwelcome\n",
        comment=_BANG,
        line=("interface Ethernet 0/2\n description {}",),
    ),
    "extreme_voss": Disguise(
        "mirror-by-port 1 in-port 1/1 out-port 1/48 mode both",
        banner=('banner "{}"',),
        comment=_SHELL_NOTE,
        line=('interface gigabitEthernet 1/2\nname "{}"\nexit',),
    ),
    "f5_bigip": Disguise(
        "ltm virtual v {\n    clone-pools {\n        /Common/p {\n            context clientside\n"
        "        }\n    }\n}",
        banner=('sys global-settings {\n    gui-security-banner-text "\n{}\n"\n}',),
        torn='sys global-settings {\n    gui-security-banner-text "welcome\n}\n',
        comment=_SHELL_NOTE,
        line=('ltm virtual w {\n    description "{}"\n}',),
    ),
    "fortinet_fortios": Disguise(
        'config switch mirror\n    edit "m"\n        set status active\n        set dst "port9"\n'
        '        set src-ingress "port1"\n    next\nend',
        banner=(
            'config system replacemsg admin "post_admin-disclaimer"\n    set buffer "\n{}\n"\nend',
        ),
        comment=_SHELL_NOTE,
        line=('config firewall address\n    edit "a"\n        set comment "{}"\n    next\nend',),
        hidden=(
            'config system automation-action\n    edit "a"\n        set script "{}"\n    next\nend',
        ),
    ),
    "hp_comware": Disguise(
        "mirroring-group 1 local\nmirroring-group 1 mirroring-port GigabitEthernet1/0/1 both\n"
        "mirroring-group 1 monitor-port GigabitEthernet1/0/9",
        banner=_HEADERS,
        torn="header motd %\nwelcome\n",
        comment="# {}",
        line=("interface GigabitEthernet1/0/2\n description {}",),
        hidden=(
            "scheduler job J\n command 1 {}",
            "rtm cli-policy P\n action 1 cli {}",
            "job J\n view system\n command {}",
        ),
    ),
    "huawei_vrp": Disguise(
        "observe-port 1 interface GigabitEthernet0/0/9\n#\ninterface GigabitEthernet0/0/1\n"
        " port-mirroring to observe-port 1 both\n#",
        banner=_HEADERS,
        torn='header login information "\nwelcome\n',
        comment="# {}",
        line=("interface GigabitEthernet0/0/2\n description {}",),
        hidden=("assistant task T\n perform 1 command {}",),
    ),
    "juniper_junos": Disguise(
        "forwarding-options {\n    analyzer A {\n        input {\n            ingress {\n"
        "                interface ge-0/0/1.0;\n            }\n        }\n        output {\n"
        "            interface ge-0/0/9.0;\n        }\n    }\n}",
        banner=('system {\n    login {\n        message "\n{}\n";\n    }\n}',),
        comment="/*\n{}\n*/",
        line=(
            'interfaces {\n    ge-0/0/2 {\n        description "{}";\n    }\n}',
            "# {}",
            "/* {} {{ {{ */",
        ),
    ),
    "linux": Disguise(
        "*mangle\n-A PREROUTING -i eth0 -j TEE --gateway 192.0.2.50\nCOMMIT",
        comment=_SHELL_NOTE,
        line=(
            '*filter\n-A INPUT -m comment --comment "-j TEE --gateway 192.0.2.9" -j ACCEPT\nCOMMIT',
        ),
    ),
    "mikrotik_routeros": Disguise(
        "/interface ethernet switch\nset 0 mirror-source=ether2 mirror-target=ether5",
        banner=('/system note\nset note="{}"',),
        comment=_SHELL_NOTE,
        line=(
            '/ip firewall mangle\nadd action=accept chain=forward comment="action=sniff-tzsp"',
            '/interface ethernet\nset [ find default-name=ether3 ] comment="{}"',
        ),
        hidden=(
            '/system script\nadd name=s source="/tool sniffer start"',
            '/system scheduler\nadd name=s interval=1h on-event="/tool sniffer start"',
            '/ppp profile\nadd name=p on-up="/tool sniffer start"',
            '/ip dhcp-server\nadd name=d lease-script="/tool sniffer start"',
            '/tool netwatch\nadd host=192.0.2.1 up-script="/tool sniffer start"',
        ),
    ),
    "nokia_srl": Disguise(
        "set / system mirroring mirroring-instance m mirror-source interface ethernet-1/1\n"
        "set / system mirroring mirroring-instance m mirror-destination local ethernet-1/9.0",
        banner=('set / system banner login-banner "{}"',),
        comment=_SHELL_NOTE,
        line=('set / interface ethernet-1/2 description "{}"',),
    ),
    "nokia_sros": Disguise(
        "    mirror\n        mirror-dest 5 create\n            sap 1/1/9 create\n            exit\n"
        "            no shutdown\n        exit\n    exit",
        comment="# {}",
        line=(
            '    system\n        pre-login-message "mirror-dest 6 create"\n    exit',
            '    port 1/1/2\n        description "mirror-source 5"\n    exit',
        ),
        hidden=('    system\n        script "m"\n            location "cf3:/mirror-source.cfg"',),
    ),
    "openvswitch": Disguise(
        "ovs-vsctl -- --id=@p get port gre0 -- --id=@m create mirror name=m0 select-all=true"
        " output-port=@p -- set bridge br0 mirrors=@m",
        line=("ovs-vsctl set bridge br0 external_ids:note=mirror",),
    ),
    "openwrt": Disguise(
        "config switch\n\toption name 'switch0'\n\toption mirror_source_port '1'\n"
        "\toption mirror_monitor_port '4'\n\toption enable_mirror_rx '1'",
        comment=_SHELL_NOTE,
        line=("config interface 'lan'\n\toption description 'mirror_source_port'",),
    ),
    "paloalto_panos": Disguise(
        "set network interface ethernet ethernet1/8 decrypt-mirror\n"
        "set shared profiles decryption D interface ethernet1/8",
        banner=('set deviceconfig system login-banner "\n{}\n"',),
        line=(
            'set network interface ethernet ethernet1/7 comment "decrypt-mirror"',
            'set address a description "{}"',
        ),
    ),
    "ruckus_icx": Disguise(
        "mirror-port ethernet 1/1/9\ninterface ethernet 1/1/1\n monitor ethe 1/1/9 both",
        banner=("banner motd ^C\n{}\n^C",),
        torn="banner motd ^C\nwelcome\n",
        comment=_BANG,
        line=("interface ethernet 1/1/2\n port-name {}",),
    ),
    "sonic": Disguise(
        '{"MIRROR_SESSION": {"m": {"type": "SPAN", "dst_port": "Ethernet9",'
        ' "src_port": "Ethernet1", "direction": "RX"}}}',
        banner=('{"BANNER_MESSAGE": {"global": {"motd": "MIRROR_SESSION m"}}}',),
        line=(
            '{"PORT": {"Ethernet2": {"description": "mirror port"}}}',
            '{"ACL_TABLE": {"E": {"type": "MIRROR", "policy_desc": "mirror", "ports": []}}}',
        ),
    ),
    "ubiquiti_edgeos": Disguise(
        "set interfaces ethernet eth0 mirror eth2",
        banner=("set system login banner pre-login '{}'",),
        comment=_SHELL_NOTE,
        line=("set interfaces ethernet eth1 description '{}'",),
        hidden=("set system task-scheduler task t executable arguments 'mirror eth2'",),
    ),
    "ubiquiti_edgeswitch": Disguise(
        "monitor session 1 destination interface 0/20\nmonitor session 1 source interface 0/19\n"
        "monitor session 1 mode",
        banner=('banner motd "\n{}\n"', 'set clibanner "{}"'),
        torn='banner motd "\nwelcome\n',
        comment=_BANG,
        line=('interface 0/2\ndescription "{}"\nexit',),
    ),
    "vyos": Disguise(
        "set interfaces ethernet eth1 mirror ingress 'eth2'",
        banner=('set system login banner pre-login "{}"',),
        comment=_SHELL_NOTE,
        line=('set interfaces ethernet eth3 description "{}"', "/* {} */"),
        hidden=("set system task-scheduler task t executable arguments 'mirror ingress eth2'",),
    ),
}
