"""Headings of what publishers put below an article, language by language: in lower case, without punctuation."""

RELATED: dict[str, str] = {
    "en": "related stories|related articles|related news|related content|related|recommended|recommended for you|"
    "recommended stories|recommended reading|more stories|more news|more from|read more|read next|read also|"
    "also read|see also|you may also like|you might also like|you may like|editors' picks|editor's picks|"
    "editors’ picks|editor’s picks|editors picks|up next|what to read next|more in|more on this story|"
    "more on this topic|more on this|further reading|next story|don't miss|in other news|around the web|"
    "from the web|promoted stories|related links|keep reading|explore more|more like this|related coverage|"
    "related posts|similar articles|other stories|elsewhere|more to read|read more on|related video|"
    "related videos|related reading|related items|also in the news",
    "de": "mehr zum thema|mehr zu diesem thema|das könnte sie auch interessieren|"
    "das könnte dich auch interessieren|auch interessant|lesen sie auch|lesen sie mehr|weitere artikel|"
    "weitere meldungen|weitere nachrichten|ähnliche artikel|verwandte artikel|mehr lesen|zum thema|mehr aus|"
    "jetzt lesen|passend dazu|passend zum thema|aus dem archiv",
    "fr": "à lire aussi|a lire aussi|lire aussi|à voir aussi|sur le même sujet|sur le même thème|articles liés|"
    "articles associés|plus d'articles|à découvrir aussi|lire la suite|pour aller plus loin|"
    "recommandé pour vous|dans la même rubrique|voir aussi|à ne pas manquer",
    "es": "noticias relacionadas|artículos relacionados|relacionadas|más información|te puede interesar|"
    "te puede gustar|más noticias|lee también|lea también|ver también|le puede interesar",
    "pt": "notícias relacionadas|artigos relacionados|leia também|leia mais|veja também|saiba mais|mais notícias",
    "it": "articoli correlati|leggi anche|potrebbe interessarti|leggi di più|notizie correlate|ti potrebbe interessare",
    "nl": "lees ook|lees meer|meer over|gerelateerd|gerelateerde artikelen|meest gelezen",
    "sv": "läs mer|läs också|läs även|relaterade artiklar|mer om",
    "nb": "les også|les mer|relaterte saker|se også",
    "da": "læs også|læs mere|relaterede artikler|se også",
    "fi": "lue myös|lue lisää",
    "pl": "czytaj także|czytaj też|czytaj więcej|zobacz także|zobacz też|przeczytaj także|przeczytaj też|powiązane|"
    "polecane|polecamy|więcej na temat|podobne artykuły",
    "cs": "čtěte také|čtěte více|související|související články|přečtěte si také|mohlo by vás zajímat",
    "ru": "читайте также|по теме|смотрите также|новости по теме|материалы по теме|другие новости|ещё по теме|"
    "еще по теме|похожие новости|другие материалы|новости партнеров|ссылки по теме",
    "uk": "читайте також|по темі|за темою|популярне|дивіться також",
    "bg": "още по темата|прочетете още",
    "tr": "ilgili haberler|benzer haberler|diğer haberler",
    "ar": "اقرأ أيضا|اقرأ أيضاً|مواضيع ذات صلة|أخبار ذات صلة|المزيد|مقالات ذات صلة|شاهد أيضا|شاهد أيضاً|إقرأ أيضا",
    "fa": "بیشتر بخوانید|مطالب مرتبط|اخبار مرتبط",
    "ko": "관련기사|관련 기사|관련뉴스|관련 뉴스|추천기사|추천 기사|최신뉴스|최신 뉴스|연관기사|"
    "이 기사를 추천합니다|함께 본 기사|기자의 다른기사|함께 읽으면 좋은 기사",
    "ja": "関連記事|あわせて読みたい|おすすめ記事|関連ニュース|おすすめ情報|こちらもおすすめ|新着記事|"
    "この記事の関連ニュース|関連リンク|関連トピックス|もっと読む|この記事に関する",
    "zh": "相关新闻|相关阅读|相关文章|相关报道|相关链接|推荐阅读|延伸阅读|相關新聞|相關閱讀|相關文章|相關報道|"
    "延伸閱讀|推薦閱讀|更多新聞|更多新闻|猜你喜欢|往下看更多文章|你可能也喜歡|編輯推薦|编辑推荐|更多文章|"
    "更多精彩|相关专题",
    "th": "ข่าวที่เกี่ยวข้อง|เรื่องที่เกี่ยวข้อง|อ่านเพิ่มเติม|บทความที่เกี่ยวข้อง|อ่านข่าวที่เกี่ยวข้อง",
    "hi": "यह भी पढ़ें|ये भी पढ़ें|संबंधित खबरें|और पढ़ें|सम्बंधित खबरें",
    "vi": "tin liên quan|đọc thêm|xem thêm|tin cùng chuyên mục",
    "id": "baca juga|berita terkait|artikel terkait|simak juga",
    "ro": "citește și|citeşte şi|articole similare|citeste si",
}
"""The list below leads to stories on the same matter."""

TAIL: dict[str, str] = {
    "en": "related topics|most read|most viewed|most popular|popular now|trending|trending now|top stories|"
    "latest news|latest stories|comments|leave a comment|join the conversation|about the author|"
    "about the authors|share this article|share this story|share this|follow us|tags|topics|sign up|"
    "newsletter|view comments|show comments|got a tip|post a comment|leave a reply|reader comments|about us",
    "de": "weitere themen|meistgelesen|meistgelesene artikel|verwandte themen|kommentare|kommentar schreiben|"
    "zur startseite|themen|schlagworte|empfehlungen|zum autor|über den autor|über die autorin|"
    "neueste nachrichten|top-themen|links zum thema|quellen|newsletter|aktuelle nachrichten",
    "fr": "les plus lus|les plus lues|dossiers|commentaires|commenter|partager|nos derniers articles|"
    "nos dernières vidéos|vos commentaires|sujets|thématiques|mots-clés|mots clés|tags|l'essentiel de l'actu",
    "es": "lo más leído|lo más visto|más leídas|comentarios|temas|etiquetas|archivado en|sobre la firma|"
    "últimas noticias",
    "pt": "mais lidas|comentários|tópicos|últimas notícias",
    "it": "i più letti|commenti|argomenti|ultime notizie",
    "nl": "reacties|deel dit artikel",
    "sv": "mest läst|kommentarer|ämnen",
    "nb": "mest lest|kommentarer|siste nytt",
    "da": "mest læste|kommentarer",
    "fi": "luetuimmat|kommentit|aiheet",
    "pl": "najczęściej czytane|komentarze|tematy|wybrane komentarze|najpopularniejsze",
    "cs": "nejčtenější|komentáře|diskuse|témata",
    "ru": "популярное|самое читаемое|комментарии|теги|последние новости|главные новости",
    "uk": "коментарі|теги",
    "bg": "коментари|най-четени",
    "tr": "çok okunanlar|yorumlar|etiketler|öne çıkanlar|son haberler",
    "ar": "الأكثر قراءة|تعليقات|كلمات مفتاحية",
    "fa": "نظرات|برچسب‌ها",
    "ko": "많이 본 기사|많이 본 뉴스|인기기사|인기 기사|댓글|주요뉴스|주요 뉴스|핫뉴스|관련태그|태그|"
    "많이 본 콘텐츠|이 시각 주요뉴스",
    "ja": "アクセスランキング|人気記事|関連キーワード|ランキング|コメント|最新ニュース|最新記事|キーワード|タグ|"
    "よく読まれている記事|主要ニュース|注目の記事",
    "zh": "热门文章|热门新闻|網友評論|网友评论|评论|熱門文章|熱門新聞|今日熱門|最新评论|今日推荐|熱門話題|關鍵字",
    "th": "แท็ก|ความคิดเห็น|ข่าวล่าสุด",
    "hi": "टैग|टिप्पणियाँ",
    "vi": "bình luận|tin mới nhất|đọc nhiều",
    "id": "komentar|terpopuler|tag|berita lainnya",
    "ro": "comentarii|etichete",
}
"""What is below is no part of the article: comments, tags, rankings, newsletters."""
