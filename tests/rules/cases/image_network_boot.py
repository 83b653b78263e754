from support.build import Case, image, lines, policy, state

from netwatch.model.evidence import Severity

OWN = policy(prefixes=("192.0.2.0/24",))

FIRES = {
    "runs-from-tftp": Case(
        after=state(
            image=image(
                running_file="tftp://192.0.2.66/x.bin",
                evidence=lines('System image file is "tftp://192.0.2.66/x.bin"', "version"),
            )
        ),
        severity=Severity.HIGH,
        says=("The running image came over the network: tftp://192.0.2.66/x.bin", "nobody known"),
        quotes=("System image file is",),
    ),
    "will-boot-from-our-server": Case(
        after=state(image=image(boot_path=("flash:os.bin", "tftp x.bin 192.0.2.66"))),
        policy=OWN,
        severity=Severity.MEDIUM,
        says=("The next boot will try the network", "prefix 192.0.2.0/24"),
    ),
    "will-boot-from-a-strange-server": Case(
        after=state(image=image(boot_path=("http://u:p@203.0.113.7:8080/x.bin",))),
        policy=OWN,
        severity=Severity.HIGH,
    ),
}
QUIET = {
    "from-flash": Case(after=state(image=image(boot_path=("flash:os.bin",)))),
    "a-file-called-tftp": Case(after=state(image=image(running_file="flash:tftp.bin"))),
}
