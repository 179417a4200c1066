"""The page-text dump: what is left of a page when its markup is taken away."""

from samples.plan import Article


def page_text(article: Article) -> bytes:
    """Return the text of an article's page, with the boilerplate around it."""
    text, labels = article.text, article.edition.labels
    posted, modified = (f"{at:%Y-%m-%d %H:%M %Z}" for at in (article.published, article.modified))
    byline = f" {labels['and']} ".join(f"{name}, {role}" for name, role in article.author)
    caption = f"{text.caption} ({article.credit})"
    lines = [
        text.headline,
        "",
        f"{labels['posted']} : {posted} {labels['modified']} : {modified}",
        text.deck,
        *([caption, caption] if article.number % 4 else [caption]),
        "",
        "\n\n".join(text.paragraphs),
        "",
        f"{labels['by']} {byline}",
        "",
        f"{labels['contact']}",
        "",
        "",
        f"button that moves to the Spanish article ({labels['other']})",
        "",
        labels["related"],
        "",
        labels["most"],
    ]
    return ("\n".join(lines) + "\n").encode()
