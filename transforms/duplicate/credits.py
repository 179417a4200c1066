"""What a newsroom puts around a wire story's words: datelines, agency and byline lines, notices of rights."""

# ruff: noqa: RUF001, RUF003 - stories are written in every script
import re

LEAD = re.compile(
    r"\s*(?:"
    # LOWMERE (Tarn) — | (로미어=타른) 김하늘 기자 = | LOWMERE, June 3 (Tarn Wire) -
    r"[^\n(（]{0,60}[(（][^()（）\n]{1,40}[)）][^\n()（）]{0,30}?(?:\s*[—–―=＝]\s*|\s-\s)"
    # 【ロウミア=タルン】 | [로미어=타른]
    r"|[【〔\[［][^\n】〕\]］]{1,40}[】〕\]］][\s=＝:：]*"
    # 塔恩社洛米尔6月3日电（记者 王明）
    r"|[^\n。，（(]{2,30}日[电電](?:[（(][^\n）)]{1,30}[）)])?\s*"
    # LOWMERE, June 3 —
    r"|[A-Z][A-Z ]{2,30}(?:,[^\n\d—–]{1,12}\d{1,2})?\s*[—–]\s"
    r")"
)
"""The dateline that a story begins with."""

CREDIT = re.compile(
    r"[©ⓒ]|\(c\) ?\d|all rights reserved|[\w.+-]+@[\w-]+\.\w"
    r"|^(?:by|reporting by|editing by|por|par|von|di)\s+\S|contributed to this report"
    r"|무단\s*전재|^\S{2,4}\s?기자$|^\S+ = \S{2,4} 기자$"
    r"|転載を?禁|転載は|^(?:本[报報])?[记記]者\s*[：:\s]|[责責]任[编編][辑輯]\s*[：:]|未经(?:授权|许可)"
    r"|^ผู้สื่อข่าว\s*[:\s]|สงวนลิขสิทธิ์|جميع الحقوق محفوظة|^(?:كتب|تحرير)\s*:",
    re.IGNORECASE,
)
"""What makes a short paragraph at either end of a story a credit line."""

CREDIT_LETTERS = 120
"""Longer paragraphs are part of the story, whatever they name."""


def without_credits(body: str) -> str:
    """Return `body` without the credit lines at its ends and without its dateline."""
    paragraphs = [paragraph.strip() for paragraph in body.split("\n") if paragraph.strip()]
    while paragraphs and _is_credit(paragraphs[-1]):
        paragraphs.pop()
    while paragraphs and _is_credit(paragraphs[0]):
        paragraphs.pop(0)
    text = "\n".join(paragraphs)
    dateline = LEAD.match(text)
    return text[dateline.end() :] if dateline else text


def _is_credit(paragraph: str) -> bool:
    return len(paragraph) <= CREDIT_LETTERS and CREDIT.search(paragraph) is not None
