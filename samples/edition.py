"""What one language edition of the paper is made of; `english` and `spanish` fill it in, entry by entry alike."""

from collections.abc import Mapping
from dataclasses import dataclass

HOST = "courier.example"
SITE = f"https://{HOST}"


@dataclass(frozen=True)
class Edition:
    """The words of one edition. The n-th entry of every tuple says the same in all editions."""

    language: str
    paper: str
    thousands: str
    sections: tuple[tuple[str, str], ...]
    """(slug, name) of each section."""
    subjects: tuple[tuple[str, ...], ...]
    """What the stories of each section are about."""
    headlines: tuple[str, ...]
    decks: tuple[str, ...]
    captions: tuple[str, ...]
    bodies: tuple[str, ...]
    roles: tuple[str, ...]
    weekdays: tuple[str, ...]
    breaking: tuple[str, str]
    """Headline and deck of the story that breaks."""
    sentences: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]

    @property
    def front(self) -> str:
        """The URL of the edition's front page."""
        return f"{SITE}/{self.language}"

    def section_front(self, section: int) -> str:
        """Return the URL of a section's front page."""
        return f"{self.front}/{self.sections[section][0]}"
