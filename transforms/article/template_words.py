"""Words of class names and ids in the web's templates, by what they mark and by language, without accents."""

NOISE: dict[str, str] = {
    "en": "related recommend recommended recommendation recommendations newsletter newsletters subscribe "
    "subscription promo promotion promos share sharing shares social comment comments disqus sidebar footer "
    "nav navigation navbar menu breadcrumb breadcrumbs advert adverts advertisement ads adslot advertorial "
    "sponsored sponsor tags taglist topics trending popular mostread mostviewed widget cookie cookies "
    "consent signup login modal popup popin overlay tooltip outbrain taboola pagination pager paging donate "
    "donation donations readmore readnext readalso alsoread morefrom moreon crosslink crosslinks crosspromo "
    "sns reply replies toolbar rating infobox factbox tweet instagram tiktok ratings poll adblock adblocker "
    "quiz survey copyright toc noprint onetrust screenreader masthead slideshow gallery galleries player "
    "jwplayer videoplayer brightcove reactions reaction print feedback errata ranking rank mostpopular "
    "keywords hashtag hashtags rail outstream dfp adsense adbox adsbygoogle adunit upsell cta app "
    "inread similar listen tts capping gdpr disclaimer responses visuallyhidden sronly",
    "de": "kommentar kommentare werbung anzeige anzeigen teilen empfehlungen verwandte verwandt meistgelesen "
    "schlagworte themenbox umfrage abo",
    "fr": "commentaire commentaires publicite partage partager partages abonnement liresuite lireaussi alireaussi "
    "voiraussi suggestions avis inscription filariane",
    "es": "comentario comentarios publicidad relacionada relacionadas relacionado relacionados compartir etiquetas "
    "masleidas maslectura suscripcion suscribete",
    "pt": "comentario comentarios publicidade relacionadas relacionados compartilhar compartilhe maislidas "
    "leiamais leiatambem vejatambem assinatura",
    "it": "commento commenti pubblicita correlati correlate condividi piuletti leggianche abbonamento",
    "nl": "reactie reacties advertentie gerelateerd gerelateerde delen meestgelezen",
    "sv": "kommentarer annons relaterat relaterade dela mestlasta",
    "nb": "kommentarfelt annonse relaterte mestlest",
    "pl": "komentarz komentarze reklama powiazane udostepnij polecane najpopularniejsze",
    "cs": "komentar komentare reklama souvisejici sdileni diskuse nejctenejsi",
    "ru": "kommentarii reklama podelitsya poteme opros",
    "tr": "yorum yorumlar reklam ilgili paylas cokokunan etiket etiketler",
    "id": "komentar iklan terkait bagikan terpopuler bacajuga",
    "ja": "kanren osusume kokoku",
    "zh": "pinglun guanggao xiangguan fenxiang tuijian",
}
"""What is never the article's text."""

LINKS: dict[str, str] = {
    "en": "teaser teasers follow carousel slider card cards list items grid more latest live video videos audio "
    "podcast popup links link feed stream box module promo tag topic",
    "de": "themen mehr weitere artikelliste",
    "fr": "liens lien plus dossier suite",
    "es": "enlaces mas temas",
    "pt": "links mais temas saibamais",
    "it": "altri temi",
}
"""Noise where what is in it is mostly links: a lead is called a teaser as well."""

CAPTION: dict[str, str] = {
    "en": "caption captions figcaption figure photo photographer imagecaption credit credits cutline legend",
    "de": "bildunterschrift bildtext bildquelle",
    "fr": "legende",
    "es": "pie piefoto piedefoto leyenda",
    "pt": "legenda",
    "it": "didascalia",
    "nl": "bijschrift onderschrift",
    "nb": "bildetekst",
    "da": "billedtekst",
    "pl": "podpis",
    "cs": "popisek",
}

BYLINE: dict[str, str] = {
    "en": "byline bylines author authors authorname contributor contributors journalist reporter writer writers "
    "bio biography",
    "de": "autor autoren autorin verfasser",
    "fr": "auteur auteurs signature",
    "es": "autor autores firma firmante",
    "it": "autore autori firma",
    "nl": "auteur auteurs",
    "sv": "forfattare skribent",
    "tr": "yazar muhabir",
    "id": "penulis",
    "ko": "gija reporter",
    "zh": "zuozhe bianji",
}

TIME: dict[str, str] = {
    "en": "timestamp dateline datetime pubdate published publish modified updated date time",
    "de": "datum uhrzeit",
    "fr": "dateheure",
    "es": "fecha hora",
    "pt": "datahora",
    "nl": "datum",
    "cs": "datum",
    "tr": "tarih",
    "id": "tanggal",
}

DECK: dict[str, str] = {
    "en": "deck dek standfirst subtitle subtitles subhead subheadline subheading strapline articledeck articledek "
    "articlesubtitle entrysubtitle tdpostsubtitle summary lede",
    "de": "vorspann lead teasertext unterzeile",
    "fr": "chapo chapeau accroche soustitre",
    "es": "entradilla subtitulo subtitulos bajada sumario copete",
    "pt": "subtitulo linhafina sutia",
    "it": "sottotitolo occhiello sommario catenaccio",
    "nl": "intro inleiding",
    "sv": "ingress preamble",
    "nb": "ingress",
    "da": "manchet underrubrik",
    "pl": "zajawka",
    "cs": "perex",
    "tr": "spot ozet",
    "ru": "lid podzagolovok",
}

BODY: dict[str, str] = {
    "en": "articlebody storybody entrycontent postcontent articlecontent articletext storycontent storytext "
    "bodytext maintext newstext newsbody newscontent",
    "de": "artikeltext artikelinhalt fliesstext",
    "fr": "articletexte texte corps textearticle",
    "es": "cuerpo textonoticia cuerponoticia",
    "pt": "conteudo corpo materia textonoticia",
    "it": "testo corpo testoarticolo",
    "pl": "tresc trescartykulu",
    "cs": "obsah obsahclanku",
    "ru": "statya tekst",
    "tr": "haberdetay habericerik haberdetayi",
}

BODY_BEFORE = frozenset(
    {
        "article",
        "story",
        "entry",
        "post",
        "news",
        "body",
        "art",
        "artikel",
        "articulo",
        "articolo",
        "noticia",
        "haber",
        "berita",
    }
)
BODY_BEHIND = frozenset(
    {
        "body",
        "content",
        "text",
        "contents",
        "txt",
        "copy",
        "inner",
        "container",
        "texte",
        "texto",
        "testo",
        "inhalt",
        "contenido",
        "icerik",
        "isi",
    }
)
"""Two words, one after the other, that mark the text together."""


def words_of(table: dict[str, str]) -> frozenset[str]:
    """Return the words of every language."""
    return frozenset(word for line in table.values() for word in line.split())
