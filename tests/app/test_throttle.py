from datetime import timedelta

from netwatch.app.throttle import address_tried, address_wait, name_tried, name_wait


def test_names_wait_a_minute_at_most_and_addresses_a_quarter_of_an_hour():
    assert [name_wait(each).seconds for each in (0, 4, 5, 6, 7, 10, 11, 99)] == [
        0, 0, 1, 2, 4, 32, 60, 60,
    ]  # fmt: skip
    assert [address_wait(each).seconds for each in (29, 30, 33, 39, 40, 10**9)] == [
        0, 1, 8, 512, 900, 900,
    ]  # fmt: skip
    assert name_wait(10**9) == timedelta(minutes=1)


def test_one_subscriber_of_ipv6_has_many_addresses():
    def digest(text):
        return address_tried(text).digest

    assert digest("2001:db8::1") == digest("2001:db8:0:0:ffff::2") == digest("2001:db8::1%eth0")
    assert digest("2001:db8::1") != digest("2001:db8:0:1::1")
    assert digest("::ffff:192.0.2.1") == digest("192.0.2.1") != digest("192.0.2.2")
    assert digest("no address") != digest("")
    assert name_tried("192.0.2.1").digest != digest("192.0.2.1")
