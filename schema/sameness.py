"""Whose is a field's answer: everybody's alike, or the viewer's own; and how soon is it old."""

from collections.abc import Mapping
from typing import Any

# A field whose resolver is handed who asks is taken for the viewer's own, unless it carries
# this mark: then whoever asks, wherever it is reached, is answered the same.
SAME_FOR_ALL: dict[Any, Any] = {"same_for_all": True}

# Another answer a moment later, though nothing changed that is told: what holds it is kept nowhere.
OF_THE_MOMENT: dict[Any, Any] = {"of_the_moment": True}

# The same for all at one moment, and another a moment later.
ALIKE_AT_A_MOMENT: dict[Any, Any] = {**SAME_FOR_ALL, **OF_THE_MOMENT}


def same_for_all(metadata: Mapping[Any, Any]) -> bool:
    """Tell whether a field with this metadata answers everybody alike."""
    return metadata.get("same_for_all") is True


def of_the_moment(metadata: Mapping[Any, Any]) -> bool:
    """Tell whether the answer of a field with this metadata is old at once."""
    return metadata.get("of_the_moment") is True
