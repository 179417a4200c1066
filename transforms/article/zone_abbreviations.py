"""Offsets of the zone abbreviations that newspapers print, in minutes east of UTC.

An abbreviation may mean several zones; the one that news pages mean by it stands here (IST is India,
CST is North America, BST is British summer time).
"""

ZONE_ABBREVIATIONS: dict[str, int] = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 60, "WEST": 60, "CET": 60, "MEZ": 60, "WAT": 60,
    "CEST": 120, "MESZ": 120, "EET": 120, "SAST": 120, "CAT": 120, "EEST": 180, "MSK": 180, "EAT": 180, "TRT": 180,
    "GST": 240, "PKT": 300, "IST": 330, "NPT": 345, "ICT": 420, "WIB": 420, "HKT": 480, "SGT": 480, "MYT": 480,
    "PHT": 480, "AWST": 480, "WITA": 480, "KST": 540, "JST": 540, "WIT": 540, "ACST": 570, "AEST": 600,
    "ACDT": 630, "AEDT": 660, "NZST": 720, "NZDT": 780,
    "NDT": -150, "BRT": -180, "ART": -180, "ADT": -180, "NST": -210, "AST": -240, "EDT": -240, "CLT": -240,
    "EST": -300, "CDT": -300, "COT": -300, "PET": -300, "CST": -360, "MDT": -360, "MST": -420,
    "PDT": -420, "PST": -480, "AKDT": -480, "AKST": -540, "HST": -600,
}  # fmt: skip
