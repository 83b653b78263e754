"""One source of devices is one file; pydantic stays here, frozen dataclasses come out."""
