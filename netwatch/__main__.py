"""``python -m netwatch``."""

from netwatch.cli.main import main

main()
