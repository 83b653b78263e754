"""What every file listing has in common, however a platform prints it."""

from netwatch.model.platform import FILES, Noise

# A log grows at every visit: its name is kept, its size and date are not.
GROWING_LOGS = Noise(
    r"^.{1,300}[ /]([^\s/]{1,100}\.log(?:\.\d{1,3})?|(?:syslog|messages)[^\s/]{0,40})[ \t]*$",
    r"\1",
    topic=FILES,
)
