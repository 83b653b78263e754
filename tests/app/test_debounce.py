from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from netwatch.app.debounce import Debounce, Pace

PACE = Pace(quiet_s=2, longest_s=10, rest_s=30, per_hour=4)


def looks(words, pace=PACE, took=1.0):
    """Play ``words`` (device, time) and return every (device, time) at which a look began."""
    debounce, begun, ends = Debounce(pace), [], {}
    pending = sorted(words, key=lambda each: each[1])
    while True:
        times = [each for each in (debounce.next_due(),) if each is not None]
        times += [pending[0][1]] if pending else []
        times += list(ends.values())
        if not times:
            return begun
        now = min(times)
        for device in [each for each, end in ends.items() if end <= now]:
            del ends[device]
            debounce.done(device)
        while pending and pending[0][1] <= now:
            debounce.note(*pending.pop(0))
        for device in debounce.take(now):
            begun.append((device, now))
            ends[device] = now + took


def test_a_burst_is_one_look_once_it_is_quiet():
    assert looks([("r1", 0.0), ("r1", 1.0), ("r1", 2.5)]) == [("r1", 4.5)]


def test_a_device_that_never_falls_silent_is_looked_at_all_the_same():
    begun = looks([("r1", float(second)) for second in range(12)])
    assert begun[0] == ("r1", 10.0)


def test_what_is_said_during_a_look_is_worth_another():
    assert looks([("r1", 0.0), ("r1", 2.5)]) == [("r1", 2.0), ("r1", 32.0)]


def test_devices_do_not_wait_for_each_other():
    assert looks([("r1", 0.0), ("r2", 0.5)]) == [("r1", 2.0), ("r2", 2.5)]


def test_whoever_forges_lines_gets_no_more_than_the_hourly_share():
    begun = [at for _, at in looks([("r1", float(each)) for each in range(0, 7200, 3)])]
    assert len([each for each in begun if each < 3600]) <= PACE.per_hour
    assert len(begun) >= PACE.per_hour  # and it is not silenced by it


@given(
    st.lists(
        st.tuples(st.sampled_from(["r1", "r2"]), st.floats(0, 20_000)), min_size=1, max_size=40
    ),
    st.floats(0, 100),
)
def test_everyone_who_spoke_is_looked_at_and_never_too_often(words, took):
    begun = looks(words, took=took)
    for device in ("r1", "r2"):
        spoken = [at for name, at in words if name == device]
        seen = [at for name, at in begun if name == device]
        assert bool(spoken) is bool(seen)
        if spoken:
            assert seen[-1] >= max(spoken)
        for before, after in pairwise(seen):
            assert after - before >= PACE.rest_s - 1e-6  # the sums of floats
        for each in seen:
            assert sum(each <= other < each + 3600 - 1e-6 for other in seen) <= PACE.per_hour
