"""The trend is counted anew when it is old, and for each part of the network by itself."""

from datetime import UTC, datetime, timedelta

from netwatch.app.trend_board import DAYS, TrendBoard

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Counting:
    """A store that tells what it was asked."""

    def __init__(self):
        self.present, self.asked = self, []

    def trend(self, first, last, within):
        self.asked.append((first, last, within))
        return (len(self.asked),)


def test_a_trend_is_counted_again_after_half_a_minute():
    store, board = Counting(), TrendBoard()
    assert board.days(store, NOW) == board.days(store, NOW + timedelta(seconds=29)) == (1,)
    assert board.days(store, NOW + timedelta(seconds=31)) == (2,)
    assert store.asked[0] == ((NOW - timedelta(days=DAYS)).date(), NOW.date(), None)


def test_who_sees_less_is_counted_less():
    store, board = Counting(), TrendBoard()
    board.days(store, NOW)
    board.days(store, NOW, frozenset({"r1"}))
    assert [within for _, _, within in store.asked] == [None, frozenset({"r1"})]


def test_a_clock_that_went_back_is_no_reason_to_keep_an_old_trend():
    store, board = Counting(), TrendBoard()
    board.days(store, NOW)
    assert board.days(store, NOW - timedelta(days=2)) == (2,)
