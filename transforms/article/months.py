"""Names of the months, as bylines and date lines write them."""

NAMES = (
    "january jan enero janvier januar gennaio janeiro ene gen januari",
    "february feb febrero février fevrier februar febbraio fevereiro febr fev fév februari",
    "march mar marzo mars märz maerz março marco maart mrt",
    "april apr abril avril aprile abr avr",
    "may mayo mai maggio maio mei maj",
    "june jun junio juin juni giugno junho giu",
    "july jul julio juillet juli luglio julho lug juil",
    "august aug agosto août aout ago augustus augusti",
    "september sep sept septiembre septembre settembre setembro set",
    "october oct octubre octobre oktober ottobre outubro okt ott out",
    "november nov noviembre novembre novembro",
    "december dec diciembre décembre decembre dezember dicembre dezembro dez dic déc",
)

MONTHS: dict[str, int] = {name: number for number, names in enumerate(NAMES, start=1) for name in names.split()}
"""Lower-case name or abbreviation in English, Spanish, French, German, Italian, Portuguese, Dutch -> 1 to 12."""

MONTH_PATTERN = "|".join(sorted(MONTHS, key=len, reverse=True))
"""Longest first, so that a regular expression does not stop at an abbreviation."""
