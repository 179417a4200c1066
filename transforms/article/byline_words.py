"""Words of bylines, language by language."""

PREFIXES: dict[str, str] = {
    "en": "by|written by|words by|story by|text by|reported by|posted by|published by|article by|author|authors|"
    "reporter|from our correspondent",
    "de": "von|autor|autorin|autoren|text|text von|ein beitrag von|eine analyse von|ein kommentar von|"
    "ein bericht von|aufgezeichnet von|interview",
    "fr": "par|auteur|auteurs|texte|publié par|écrit par|propos recueillis par|rédigé par",
    "es": "por|autor|autora|autores|escrito por|texto|texto de|redacción de|publicado por",
    "pt": "por|autor|autora|autores|escrito por|texto|texto de|publicado por",
    "it": "di|a cura di|autore|autrice|scritto da|testo di|articolo di",
    "nl": "door|auteur|auteurs|tekst|geschreven door",
    "sv": "av|text|skribent|publicerad av",
    "nb": "av|tekst|skrevet av|journalist",
    "da": "af|tekst|skrevet af|journalist",
    "fi": "kirjoittaja|teksti|toimittaja",
    "is": "höfundur",
    "pl": "autor|autorka|autorzy|tekst|opracował|opracowała|oprac",
    "cs": "autor|autorka|autoři|text|napsal|napsala",
    "ru": "автор|авторы|текст|автор текста|корреспондент|подготовил|подготовила",
    "uk": "автор|автори|текст",
    "bg": "автор|автори",
    "ro": "de|autor|scris de|text",
    "tr": "yazan|yazar|haber|muhabir|haberi yazan",
    "ar": "بقلم|كتب|كتبت|الكاتب|إعداد|تحرير",
    "fa": "نویسنده|نوشته|به قلم",
    "hi": "लेखक|द्वारा|रिपोर्ट",
    "ko": "글|기자|작성자|글쓴이|취재|저자",
    "ja": "著者|執筆|執筆者|文|筆者|取材・文|構成|作者|記者|取材|ライター|翻訳者|編集",
    "zh": "作者|记者|記者|文|撰文|编辑|編輯|編譯|编译|採訪|采访|撰稿|文字|译者|譯者|责任编辑|責任編輯",
    "th": "โดย|ผู้เขียน|เขียนโดย|เรื่องโดย",
    "vi": "tác giả|bởi|theo",
    "id": "oleh|penulis|reporter|laporan|editor",
}
"""What stands before a name."""

STOPS: dict[str, str] = {
    "en": "updated|published|posted|modified|last updated|share|follow|contact|view all|see all|read more|photo|"
    "photos|photography|comments|min read|minutes|email|subscribe|topics|more by|more from|about the author|"
    "articles by|see more|view profile|twitter|"
    "facebook",
    "de": "aktualisiert|veröffentlicht|stand|uhr|teilen|folgen|foto|fotos|lesezeit|alle artikel|mehr von|kommentare",
    "fr": "publié|mis à jour|modifié|partager|suivre|photo|photos|lecture|voir tous|temps de lecture|commentaires",
    "es": "publicado|actualizado|compartir|seguir|foto|fotos|lectura|ver más|comentarios",
    "pt": "publicado|atualizado|compartilhar|foto|fotos|leitura|ver mais|comentários",
    "it": "pubblicato|aggiornato|condividi|foto|lettura|commenti",
    "nl": "gepubliceerd|bijgewerkt|delen|foto|leestijd",
    "ko": "입력|수정|등록|기사입력|최종수정|공유|사진|송고|승인|발행",
    "ja": "公開|更新|掲載|写真|撮影|シェア|配信",
    "zh": "发布|發布|更新|分享|来源|來源|摄影|攝影|图|圖",
    "ru": "опубликовано|обновлено|фото|поделиться",
}
"""What no longer belongs to a name."""


ROLES: dict[str, str] = {
    "hi": "संवाददाता|पत्रकार|ब्यूरो",
    "ar": "مراسل|صحفي|صحافي|مراسلة|كاتب",
    "ru": "корреспондент|журналист|обозреватель|редактор|колумнист",
    "uk": "кореспондент|журналіст|редактор",
    "th": "ผู้สื่อข่าว|นักข่าว",
    "id": "wartawan|jurnalis|kontributor",
    "vi": "phóng viên|nhà báo",
    "tr": "muhabir|gazeteci|editör",
    "pl": "dziennikarz|dziennikarka|redaktor|korespondent",
    "cs": "redaktor|redaktorka|novinář|zpravodaj",
    "sv": "reporter|journalist|korrespondent",
    "fi": "toimittaja|kirjeenvaihtaja",
    "zh": "记者|記者|编辑|編輯|特派员|特派員",
    "ja": "記者|編集委員|特派員|論説委員",
}
"""What a writer is called, beside the words of `page_words.ROLE_WORDS`."""
