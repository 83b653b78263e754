"""The answers of a VyOS or EdgeOS router -> one reading; shared by both platforms."""

from collections.abc import Callable

from netwatch.model.platform import CONFIG, STARTUP, VERSION
from netwatch.model.state import Answers, ConfigLine, Reading
from netwatch.parsing import paths
from netwatch.parsing.vyatta import image, live, mirrors

IMAGES = "images"


def read(answers: Answers, place: Callable[[image.Installed], str]) -> Reading:
    """Return what the answers show; a configuration alone, in either form, is enough.

    ``place`` tells where an installed image lies on the disk.
    """
    text = answers.get(CONFIG)
    config = None if text is None else mirrors.read_config(text, CONFIG)
    images = image.installed(answers.get(IMAGES))
    places = {each.name: place(each) for each in images or ()}
    odd = live.opaque(answers)
    return Reading(
        identity=image.identity(answers.get(VERSION), config.host_name if config else None),
        config=text,
        startup=answers.get(STARTUP),
        declared=config.mirrors if config else None,
        operating=live.running(answers, config.ends if config else {}),
        tunnels=config.tunnels if config else None,
        dormant=config.dormant if config else None,
        unread=(*config.unread, *odd) if config else None,
        image=image.read_image(answers, images, places),
        files=image.files(images, places),
        posture=config.posture if config else None,
    )


def flatten(text: str) -> tuple[ConfigLine, ...]:
    """Return the statements as whole paths: ``set`` lines and config.boot give the same ones."""
    return paths.flatten(paths.braces(text), "set")


def interface_key(name: str) -> str:
    """Return one spelling for every way an interface is written."""
    return "".join(name.split()).strip("'\"").lower()
