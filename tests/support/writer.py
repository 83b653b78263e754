"""A process that keeps visits until it is killed: ``writer.py URL FIRST [BYTES]``.

Prints the number of each visit once the store said it is kept; on StoreError its class and
message, and exits 7. ``BYTES`` of noise make each visit large.
"""

import random
import sys

from support.visits import config, finding, visit

from netwatch.store import Store, StoreError


def say(*words):
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main(url, first, size=0):
    number = int(first)
    try:
        with Store.open(url) as store:
            while True:
                noise = random.Random(number).randbytes(int(size) // 2).hex()
                text = config([(3, f" description {number}{noise}")], ports=40)
                store.keep(visit(number, text=text, raised=(finding(f"mirror {number}"),)))
                say(number)
                number += 1
    except StoreError as error:
        say(type(error).__name__, error)
        sys.exit(7)


if __name__ == "__main__":
    main(*sys.argv[1:])
