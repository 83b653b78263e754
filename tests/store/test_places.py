from dataclasses import replace

from support.visits import visit

from netwatch.model.place import InterfaceAddress


def with_addresses(made, *pairs):
    held = tuple(InterfaceAddress(*each) for each in pairs)
    return replace(
        made, seen=replace(made.seen, addresses=held), known=replace(made.known, addresses=held)
    )


def test_whose_interface_has_an_address(store):
    store.keep(with_addresses(visit(1, device="r1"), ("Gi1", "192.0.2.1"), ("Gi2", "192.0.2.9")))
    store.keep(with_addresses(visit(2, device="r2"), ("Lo0", "198.51.100.1"), ("Vl7", "192.0.2.9")))
    owners = store.owners({"192.0.2.1", "198.51.100.1", "203.0.113.1"})
    assert owners == {"192.0.2.1": ("r1", "Gi1"), "198.51.100.1": ("r2", "Lo0")}
    assert store.owners({"192.0.2.9"}) == {}  # two devices claim it: nobody's
    assert store.owners(()) == {}
