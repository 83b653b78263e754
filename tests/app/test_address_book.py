from netwatch.app.address_book import AddressBook
from netwatch.model.device import CloudAccount, Device


def device(name, address, **more):
    return Device(name=name, address=address, platform="cisco_xe", **more)


ONE, TWO = device("r1", "192.0.2.1"), device("r2", "192.0.2.2")
TWINS = device("a", "192.0.2.9", port=2201), device("b", "192.0.2.9", port=2202)
ACCOUNT = device("aws-prod", "111122223333", cloud=CloudAccount(account="111122223333"))


def test_a_sender_is_believed_about_itself_alone():
    book = AddressBook([ONE, TWO])
    assert book.device("192.0.2.1", ["r2"]) is ONE
    assert book.device("::ffff:192.0.2.1", []) is ONE
    assert book.device("203.0.113.1", ["r1"]) is None


def test_a_relay_speaks_for_whom_it_names():
    book = AddressBook([ONE, TWO], relays=["192.0.2.50"])
    assert book.device("192.0.2.50", [None, "R2.example.net"]) is TWO
    assert book.device("192.0.2.50", ["192.0.2.1"]) is ONE
    assert book.device("192.0.2.50", ["nobody"]) is None


def test_of_devices_that_share_an_address_only_a_name_tells():
    book = AddressBook(TWINS, relays=["192.0.2.50"])
    assert book.device("192.0.2.9", ["b"]) is TWINS[1]
    assert book.device("192.0.2.9", []) is None
    assert book.device("192.0.2.50", ["192.0.2.9"]) is None
    assert book.named("192.0.2.9") is None


def test_a_cloud_account_is_known_by_name_and_number_and_sends_nothing():
    book = AddressBook([ACCOUNT])
    assert book.named("111122223333") is ACCOUNT
    assert book.named("AWS-PROD") is ACCOUNT
    assert book.device("111122223333", []) is None
