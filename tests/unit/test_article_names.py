import pytest

from transforms.article.class_words import BODY, BYLINE, CAPTION, FAINT, NOISE, parts_of
from transforms.article.names import people_in


def people(*pairs):
    return [{"name": name, "role": role} for name, role in pairs]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Ana Brink", people(("Ana Brink", None))),
        (
            "By Ana Brink and Tom de la Hale, staff writers",
            people(("Ana Brink", "staff writers"), ("Tom de la Hale", "staff writers")),
        ),
        ("Written by Ana Brink | Updated March 4, 2031", people(("Ana Brink", None))),
        ("Ana Brink, senior reporter", people(("Ana Brink", "senior reporter"))),
        ("Von Jutta Sommer, Hintertal", people(("Jutta Sommer", None))),
        ("Par Solène Marchal (à Valmer)", people(("Solène Marchal", None))),
        ("mardi 4 mars 2031, par Solène Marchal", people(("Solène Marchal", None))),
        ("Por Davi Nogueira, de Serra Clara", people(("Davi Nogueira", None))),
        ("Автор: Вера Лугова", people(("Вера Лугова", None))),
        ("بقلم: ليلى حداد", people(("ليلى حداد", None))),
        ("作者：林書宇", people(("林書宇", None))),
        ("By Reuters", people(("Reuters", None))),
        ("By continuing you accept our terms", []),
        ("Share", []),
        ("4 March 2031", []),
        ("", []),
    ],
)
def test_the_people_of_a_byline(line, expected):
    assert people_in(line) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("article-body", BODY),
        ("articleBody__text", BODY),
        ("related-links", NOISE),
        ("relatedLinks", NOISE),
        ("zone-commentaires", NOISE),
        ("image_caption", CAPTION),
        ("post-author", BYLINE),
        ("has-sidebar", FAINT),
        ("article--sponsored", FAINT),
        ("print:hidden lg:share-x", 0),
        ("post-12 type-post tag-newsletter category-comments", 0),
        ("col-md-8 mt-4", 0),
    ],
)
def test_what_class_names_say(names, expected):
    assert parts_of(names) & (BODY | NOISE | CAPTION | BYLINE | FAINT) == expected
