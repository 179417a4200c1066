"""What a word is, in texts with spaces and without."""

import re

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff"
)
"""Thai, Lao, Burmese, Khmer, Kana and Han: written without spaces."""

WORD = re.compile(rf"[{UNSPACED}]|(?:(?![{UNSPACED}])\w)+(?:['’\-](?:(?![{UNSPACED}])\w)+)*")
