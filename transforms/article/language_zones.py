"""The time zone of a language that is spoken, nearly, in one zone alone."""

LANGUAGE_ZONES: dict[str, str] = {
    "ko": "Asia/Seoul", "ja": "Asia/Tokyo", "zh": "Asia/Shanghai", "th": "Asia/Bangkok", "vi": "Asia/Ho_Chi_Minh",
    "hi": "Asia/Kolkata", "bn": "Asia/Dhaka", "ta": "Asia/Kolkata", "fa": "Asia/Tehran", "he": "Asia/Jerusalem",
    "hy": "Asia/Yerevan", "ka": "Asia/Tbilisi", "tr": "Europe/Istanbul", "de": "Europe/Berlin", "it": "Europe/Rome",
    "nl": "Europe/Amsterdam", "pl": "Europe/Warsaw", "cs": "Europe/Prague", "sk": "Europe/Bratislava",
    "hu": "Europe/Budapest", "sv": "Europe/Stockholm", "nb": "Europe/Oslo", "no": "Europe/Oslo", "nn": "Europe/Oslo",
    "da": "Europe/Copenhagen", "fi": "Europe/Helsinki", "et": "Europe/Tallinn", "lv": "Europe/Riga",
    "lt": "Europe/Vilnius", "ro": "Europe/Bucharest", "bg": "Europe/Sofia", "el": "Europe/Athens", "uk": "Europe/Kyiv",
    "hr": "Europe/Zagreb", "sl": "Europe/Ljubljana", "sr": "Europe/Belgrade", "is": "Atlantic/Reykjavik",
    "fr": "Europe/Paris", "ms": "Asia/Kuala_Lumpur",
}  # fmt: skip
"""BCP 47 subtag -> IANA name. English, Spanish, Portuguese, Arabic and Russian have too many zones."""
