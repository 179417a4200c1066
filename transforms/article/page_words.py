"""Words that publishers put around an article's text, by what they mean. Regular expressions, any case."""

PUBLISHED_LABELS = (
    r"posted(?: on)?|published(?: on| at)?|first published|등록|입력|게재"
    r"|publicado|publié|publie|veröffentlicht|pubblicato"
    r"|gepubliceerd|publicerad|опубликовано|掲載|公開|配信|発行|发布|發布"
    r"|publikacja|opublikowano|publikováno|vydáno|publisert|udgivet|julkaistu|yayınlanma|yayın|giriş"
    r"|نشر|تاريخ النشر|प्रकाशित|เผยแพร่|xuất bản|diterbitkan"
    r"|publicat|публикувано|δημοσίευση|posted|first published|erstellt"
)
MODIFIED_LABELS = (
    r"\bstand\b|modified(?: on| at)?|(?:last )?updated(?: on| at)?|수정|업데이트"
    r"|actualizado|modificado|atualizado|mis à jour|modifié"
    r"|aktualisiert|aggiornato|bijgewerkt|uppdaterad|обновлено|更新|修改"
    r"|aktualizacja|aktualizováno|aktualizace|oppdatert|opdateret|päivitetty|güncelleme|güncellendi"
    r"|تحديث|अपडेट|อัปเดต|แก้ไข|cập nhật|diperbarui"
    r"|actualizat|оновлено|обновен|ενημέρωση|최종수정"
)

BYLINE_PREFIX = r"(?:by|by:|por|par|von|di|door|av|af|текст:|文|글)"

ROLE_WORDS = (
    r"writer|reporter|correspondent|editor|columnist|contributor|intern|professor|critic|chief|photographer|analyst|staff"
    r"|fellow|researcher|journalist|bureau|desk|news|redactor|redactora|corresponsal|periodista|enviad[oa]|journaliste"
    r"|correspondant|envoyé|redakteur|redakteurin|korrespondent|giornalista|corrispondente|inviat[oa]|repórter"
)

HANGUL_ROLE = r"(?:[가-힣]+ ?)?(?:기자|특파원|논설위원|통신원|앵커|객원기자|칼럼니스트)"

PHOTO_WORDS = (
    r"yonhap|reuters|\bap\b|afp|epa|getty|sputnik|xinhua|kyodo|photo|courtesy|pool|provided|images?\b|foto|efe|dpa|ansa"
    r"|사진|제공|연합|写真|提供|图"
)

TAIL_HEADINGS = (
    r"related (?:stories|articles|news|content)|most (?:viewed|read|popular)(?: articles| stories)?"
    r"|more (?:stories|from .{1,40})"
    r"|editor.?s picks?|recommended(?: stories| articles)?|read (?:more|next|also)|you may also like|trending(?: now)?"
    r"|comments?|관련 ?기사|관련 ?뉴스|많이 본 (?:기사|뉴스)|추천 ?기사|인기 ?기사"
    r"|noticias relacionadas|artículos relacionados|lo más (?:leído|visto)|más leídas|notícias relacionadas|mais lidas"
    r"|articles (?:liés|associés)|à lire aussi|les plus lus|das könnte sie auch interessieren|mehr zum thema"
    r"|meistgelesen"
    r"|articoli correlati|leggi anche|i più letti|関連記事|アクセスランキング|人気記事"
    r"|相关(?:新闻|阅读|文章)|热门(?:文章|新闻)"
)
"""A line that is one of these and nothing else ends the article."""

BOILERPLATE = (
    r"please direct (?:questions|comments)|\[?copyright\b|©|ⓒ|\(c\) |all rights reserved|무단 ?전재|저작권자"
    r"|todos los derechos reservados|tous droits réservés|alle rechte vorbehalten|無断転載"
    r"|(?:send|share) (?:this|your)|follow us|subscribe (?:to|now)|sign up for"
    r"|advertisement$|광고$|publicidad$|anzeige$"
    r"|click here to|original text in"
    r"|(?:watch|listen)(?: now)? ?\|"
    r"|(?:tags?|schlagworte|mots[- ]clés|etiquetas|palavras-chave|tagi|теги|标签|標籤|关键词|關鍵字|キーワード) ?[:：]"
)
"""A line that begins with one of these is the publisher's own."""

EDITION_WORDS = (
    r"\boriginal\b|\btranslat(?:ed|ion)\b|\bread (?:this|it|the|in)\b|\bversion\b|\bedition\b|원문|번역|한국어로|영어로"
    r"|\bleer (?:en|este|la)\b|\bversión\b|\blire (?:en|cet|la)\b|\bauf (?:deutsch|englisch) lesen\b|\bleggi in\b"
    r"|原文|翻訳|英語版|韓国語版"
)

LANGUAGE_NAMES: dict[str, str] = {
    "ko": r"korean|한국어|국문|한글|coreano|coréen|koreanisch|韓国語|韩语",
    "en": r"english|영어|영문|inglés|inglês|anglais|englisch|inglese|英語|英文|英语",
    "ja": r"japanese|일본어|일문|japonés|japonais|japanisch|日本語|日语",
    "zh": r"chinese|중국어|중문|chino|chinois|chinesisch|中文|中国語",
    "es": r"spanish|스페인어|español|castellano|espagnol|spanisch|spagnolo",
    "fr": r"french|프랑스어|francés|français|französisch|francese",
    "de": r"german|독일어|alemán|allemand|deutsch|tedesco",
    "pt": r"portuguese|포르투갈어|portugués|português|portugais",
    "ru": r"russian|러시아어|ruso|russe|russisch|русск",
    "it": r"italian|이탈리아어|italiano|italien",
    "ar": r"arabic|아랍어|árabe|arabe|arabisch|العربية",
}
"""BCP 47 subtag -> the language's names in several languages."""
