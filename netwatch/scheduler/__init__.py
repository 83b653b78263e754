"""The service that sweeps by the clock: APScheduler outside, the same sweep inside."""
