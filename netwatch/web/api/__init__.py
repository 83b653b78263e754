"""ONE RESOURCE = ONE FILE: each has ``router``, whose paths begin after ``/api/v1``."""
