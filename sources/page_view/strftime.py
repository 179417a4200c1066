"""Times as strftime(3) and Apache's `%{format}t` write them, in pieces that DuckDB's strptime reads."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TimePart:
    """A part of a time: its pattern, and how strptime reads it: `%s` for a whole epoch, empty for what it need not."""

    pattern: str
    format: str


PADDED = r"[ \d]?\d"
PARTS = {
    **dict.fromkeys("de", TimePart(PADDED, "%d")),
    **dict.fromkeys("Hk", TimePart(PADDED, "%H")),
    **dict.fromkeys("Il", TimePart(PADDED, "%I")),
    **dict.fromkeys("bh", TimePart(r"\w+", "%b")),
    **dict.fromkeys("pP", TimePart(r"[AaPp][Mm]", "%p")),
    **{letter: TimePart(PADDED, f"%{letter}") for letter in "mMS"},
    "B": TimePart(r"\w+", "%B"),
    "j": TimePart(r"\d+", "%j"),
    "s": TimePart(r"\d+", "%s"),
    "y": TimePart(r"\d\d", "%y"),
    "Y": TimePart(r"[12]\d{3}", "%Y"),
    "z": TimePart(r"[+-]\d{4}", "%z"),
    **dict.fromkeys("aACgGuUVwWZ", TimePart(".*?", "")),
}
SHORTHANDS = {
    "c": "%a %b %e %H:%M:%S %Y",
    "D": "%m/%d/%y",
    "F": "%Y-%m-%d",
    "R": "%H:%M",
    "r": "%I:%M:%S %p",
    "T": "%H:%M:%S",
    "x": "%m/%d/%y",
    "X": "%H:%M:%S",
    "t": "\t",
}
APACHE_FORMATS = {
    **dict.fromkeys(("sec", "msec", "usec"), TimePart(r"\d+", "%s")),
    "msec_frac": TimePart(r"\d{3}", "%g"),
    "usec_frac": TimePart(r"\d{6}", "%f"),
}
DIRECTIVE = re.compile("%[EO_0^#-]?(.?)")


def strftime_pieces(time_format: str) -> list[str | TimePart | None]:
    """Return the text and the parts of a time, in their order; None stands for a part that is unknown."""
    if time_format in APACHE_FORMATS:
        return [APACHE_FORMATS[time_format]]
    spelled_out = DIRECTIVE.sub(lambda found: SHORTHANDS.get(found[1], found[0]), time_format)
    pieces: list[str | TimePart | None] = []
    end = 0
    for directive in DIRECTIVE.finditer(spelled_out):
        pieces += [
            spelled_out[end : directive.start()],
            "%" if directive[1] == "%" else PARTS.get(directive[1]),
        ]
        end = directive.end()
    return [*pieces, spelled_out[end:]]


def is_whole(formats: set[str]) -> bool:
    """Return whether parts with these formats make a day and its hour."""
    has_day = "%d" in formats and formats & {"%m", "%b", "%B"}
    return bool(
        formats & {"%Y", "%y"} and (has_day or "%j" in formats) and ("%H" in formats or {"%I", "%p"} <= formats)
    )
