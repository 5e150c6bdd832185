"""The fields that every kind of saved view has (kept_views.py)."""

from typing import Annotated

from pydantic import Field

from .models import DISTINCT, LINE

MAXIMUM_COLUMNS = 50

Column = Annotated[str, Field(min_length=1, max_length=120), LINE]
Columns = Annotated[list[Column], Field(max_length=MAXIMUM_COLUMNS), DISTINCT]
