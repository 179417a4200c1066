"""Labels of the lines that some page texts begin with, by what they mean, in the languages of the news."""

LABELS: dict[str, tuple[str, ...]] = {
    "headline": (
        "title", "headline", "título", "titular", "titre", "titel", "überschrift", "schlagzeile", "titolo",
        "kop", "rubrik", "タイトル", "見出し", "제목", "标题", "標題", "العنوان", "заголовок",
    ),
    "alternative_headline": (
        "deck", "subtitle", "subheadline", "standfirst", "summary", "subtítulo", "bajada", "entradilla",
        "sous-titre", "chapô", "untertitel", "vorspann", "sottotitolo", "リード", "副題", "부제", "副标题",
        "العنوان الفرعي", "подзаголовок",
    ),
    "author": (
        "by", "author", "authors", "byline", "writer", "reporter", "autor", "autora", "autores", "por",
        "auteur", "auteurs", "par", "autorin", "autoren", "von", "autore", "autori", "di", "著者", "記者",
        "執筆", "文", "기자", "글", "작성자", "作者", "记者", "الكاتب", "بقلم", "كتب", "автор",
    ),
    "published": (
        "published", "published on", "published at", "date", "posted", "posted on", "publication date",
        "publicado", "fecha", "fecha de publicación", "publié", "publié le", "date de publication",
        "veröffentlicht", "veröffentlicht am", "datum", "stand", "pubblicato", "data", "公開日", "公開",
        "掲載日", "配信日", "日付", "입력", "등록", "게재", "발행일", "发布时间", "日期", "發布時間", "نشر",
        "نُشر", "تاريخ النشر", "التاريخ", "опубликовано", "дата",
    ),
    "modified": (
        "modified", "modified on", "updated", "updated on", "last updated", "actualizado", "modificado",
        "última actualización", "mis à jour", "mis à jour le", "modifié", "aktualisiert", "aktualisiert am",
        "zuletzt aktualisiert", "aggiornato", "更新日", "更新", "最終更新", "수정", "업데이트", "更新时间",
        "آخر تحديث", "تحديث", "обновлено",
    ),
    "url": (
        "url", "link", "source url", "address", "enlace", "lien", "adresse", "リンク", "アドレス", "주소",
        "링크", "链接", "网址", "الرابط",
    ),
    "article_section": (
        "section", "category", "sección", "categoría", "rubrique", "ressort", "sezione", "カテゴリ", "分野",
        "섹션", "분야", "栏目", "القسم", "рубрика",
    ),
    "keywords": (
        "keywords", "tags", "etiquetas", "palabras clave", "mots-clés", "schlagwörter", "schlagworte",
        "キーワード", "タグ", "키워드", "태그", "关键词", "الكلمات المفتاحية", "теги",
    ),
    "in_language": (
        "language", "idioma", "langue", "sprache", "lingua", "言語", "언어", "语言", "اللغة", "язык",
    ),
    "publisher": (
        "publisher", "source", "newspaper", "medio", "fuente", "éditeur", "quelle", "zeitung", "fonte", "媒体",
        "出典", "출처", "매체", "来源", "المصدر", "источник",
    ),
    "body": (
        "text", "body", "content", "article", "texto", "cuerpo", "contenido", "texte", "contenu", "inhalt",
        "artikel", "testo", "本文", "記事", "본문", "内容", "正文", "النص", "المحتوى", "текст",
    ),
}  # fmt: skip
"""Column of `article` (or `published`, `modified`, `body`) -> the labels that mean it, in lower case."""

MEANING: dict[str, str] = {label: column for column, labels in LABELS.items() for label in labels}

ARABIC_MONTHS: tuple[tuple[str, ...], ...] = (
    ("يناير", "كانون الثاني"), ("فبراير", "شباط"), ("مارس", "آذار"), ("أبريل", "إبريل", "نيسان"), ("مايو", "أيار"),
    ("يونيو", "حزيران"), ("يوليو", "تموز"), ("أغسطس", "آب"), ("سبتمبر", "أيلول"), ("أكتوبر", "تشرين الأول"),
    ("نوفمبر", "تشرين الثاني"), ("ديسمبر", "كانون الأول"),
)  # fmt: skip
"""January to December, as Egypt and as the Levant names them."""
