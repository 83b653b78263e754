"""One source of devices = one file: ``read(source, token)`` gives what it lists."""
