from support.build import Case, state, traits

from netwatch.model.evidence import Severity

SSH = ("ssh", "port 22")
OUTPUT = ("vty 0 4 transport output", "none")


def served(*services, guards=(OUTPUT,)):
    return state(**traits(services=services, protections=guards))


def new(service, severity, *says):
    return Case(before=served(SSH), after=served(SSH, service), severity=severity, says=says)


FIRES = {
    "an-unusual-ssh-port": new(
        "ssh port 22922 rotary 1",
        Severity.HIGH,
        "New service ssh port 22922 rotary 1 on the unusual port 22922",
    ),
    "xxx22": new("ssh port 2022", Severity.HIGH),
    "http-on-18xxx": new(("https server", "port 18443"), Severity.HIGH, "unusual port 18443"),
    "xr-host-sshd": new("sshd_operns tcp 57722", Severity.HIGH),
    "http": new("http server", Severity.HIGH),
    "telnet": new("telnet on vty 0 4", Severity.HIGH),
    "smart-install": new("vstack", Severity.HIGH),
    "the-startup-config": new("tftp-server nvram:startup-config", Severity.HIGH),
    "socks": new("socks", Severity.HIGH),
    "https": new("http secure-server", Severity.MEDIUM),
    "netconf": new("netconf-yang", Severity.MEDIUM),
    "moved-to-an-unusual-port": Case(
        before=served(SSH),
        after=served(("ssh", "port 22722")),
        severity=Severity.HIGH,
        says=("Changed service", "it was ssh (port 22)"),
    ),
    "another-setting": Case(
        before=served(SSH), after=served(("ssh", "port 22 vrf MGMT")), severity=Severity.LOW
    ),
    "transport-output-none-gone": Case(
        before=served(SSH),
        after=served(SSH, guards=()),
        severity=Severity.MEDIUM,
        says=("Lost protection vty 0 4 transport output (none): it is gone",),
        quotes=("vty 0 4 transport output none",),
    ),
    "transport-output-opened": Case(
        before=served(SSH),
        after=served(SSH, guards=(("vty 0 4 transport output", "ssh telnet"),)),
        severity=Severity.MEDIUM,
        says=("it is now vty 0 4 transport output (ssh telnet)",),
    ),
}
QUIET = {
    "removed": Case(before=served(SSH, "http server"), after=served(SSH)),
    "reordered": Case(before=served(SSH, "vstack"), after=served("vstack", SSH)),
    "protection-added": Case(before=served(guards=()), after=served()),
    "protection-made-stricter": Case(
        before=served(guards=((OUTPUT[0], "ssh telnet"),)),
        after=served(guards=((OUTPUT[0], "ssh"),)),
    ),
    "a-list-taken-off-is-told-elsewhere": Case(
        before=served(guards=(("vty 0 4 access-class in", "9"),)), after=served(guards=())
    ),
}
