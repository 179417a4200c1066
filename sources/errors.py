"""What can be wrong with a source as a whole."""


class SourceError(Exception):
    """A source can't be read at all. The message names the place and the remedy."""
