"""How an image stands in an address: by all that its devices have in common."""

from typing import Annotated

from pydantic import BaseModel, Field

from netwatch.store.present_values import ImageKey

Part = Annotated[str | None, Field(max_length=500)]


class ImageAddress(BaseModel):
    """The parts of an image; what is left out was not observed."""

    platform: Annotated[str, Field(max_length=500)]
    model: Part = None
    version: Part = None
    running_file: Part = None
    algorithm: Part = None
    digest: Part = None
    after: Annotated[str, Field(max_length=2000)] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50

    @property
    def key(self) -> ImageKey:
        """Return the image; PostgreSQL stores no NUL, so a name has none."""
        given = self.model_dump(exclude={"after", "limit"})
        return ImageKey(**{k: v and v.replace("\0", "") for k, v in given.items()})
