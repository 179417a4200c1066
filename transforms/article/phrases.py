"""Tables of phrases: language -> its phrases, parted by bars."""

Table = dict[str, str]


def phrases(*tables: Table) -> frozenset[str]:
    """Return every phrase of every language."""
    return frozenset(phrase for table in tables for line in table.values() for phrase in line.split("|"))


def longest_first(*tables: Table) -> list[str]:
    """Return every phrase, the longest first, so that a pattern does not stop at a shorter one."""
    return sorted(phrases(*tables), key=lambda phrase: (-len(phrase), phrase))
