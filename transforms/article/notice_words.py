"""Words of the publisher's own in and around an article, language by language, in lower case."""

ASIDE: dict[str, str] = {
    "en": "advertisement|advertisment|ad|sponsored|story continues below|article continues below|"
    "story continues below advertisement|article continues after advertisement|scroll to continue|loading|"
    "photo|video|image|watch|listen|getty images|placeholder|share|save|print|email|copy link|copied|play|"
    "pause|close|open image in gallery|view image in fullscreen|hide caption|toggle caption|"
    "enlarge this image|advert|subscribe|subscribe now|log in|sign in|click here|continue reading|"
    "read the full story|view gallery|play video",
    "de": "anzeige|werbung|artikel teilen|teilen|drucken|merken|quelle|foto|bild|video|lesezeit|vorlesen|zurück|"
    "weiter|wird geladen",
    "fr": "publicité|annonce|la suite après la publicité|partager|imprimer|article réservé aux abonnés|vidéo|photo|"
    "chargement",
    "es": "publicidad|anuncio|compartir|imprimir|vídeo|video|foto",
    "pt": "publicidade|compartilhar|partilhar|continua depois da publicidade|continua após a publicidade",
    "it": "pubblicità|condividi|stampa",
    "nl": "advertentie|delen",
    "sv": "annons|dela|artikeln fortsätter efter annonsen",
    "nb": "annonse|del|artikkelen fortsetter under annonsen|saken fortsetter under annonsen",
    "da": "annonce|del|artiklen fortsætter efter annoncen",
    "fi": "mainos|jaa",
    "pl": "reklama|udostępnij|dalsza część artykułu pod materiałem wideo",
    "cs": "reklama|inzerce|sdílet",
    "ru": "реклама|поделиться|на правах рекламы|фото|видео",
    "tr": "reklam|paylaş",
    "ar": "إعلان|شارك|مشاركة",
    "ko": "광고|공유|공유하기|인쇄|글자크기|글자 크기|사진|동영상|끝|스크랩|기사저장",
    "ja": "広告|スポンサーリンク|シェア|印刷|保存|拡大|画像を見る|写真を拡大",
    "zh": "广告|廣告|分享|打印|列印|分享到|收藏|字体|字號|点击图片放大|點擊圖片放大",
    "th": "โฆษณา|แชร์",
    "hi": "विज्ञापन|शेयर करें",
    "vi": "quảng cáo|chia sẻ",
    "id": "iklan|advertisement|bagikan",
}
"""A line that is one of these and nothing else is a label."""

NOTICES: dict[str, str] = {
    "en": "all rights reserved|sign up for our|sign up to our|sign up for the|sign up to the|subscribe to our|"
    "subscribe to the|subscribe today|our newsletter|your inbox|follow us on|like us on facebook|"
    "download our app|download the app|click here to|already a subscriber|already have an account|"
    "log in to continue|sign in to continue|to continue reading|create a free account|enable javascript|"
    "your browser does not support|disable your ad blocker|ad blocker|cookie preferences|accept cookies|"
    "privacy policy|terms of use|terms of service|republished with permission|"
    "this article was originally published|may not be reproduced|we may earn a commission|"
    "may earn revenue from|affiliate commission|earn an affiliate|affiliate links|story continues below|"
    "article continues|"
    "join our whatsapp|send us a tip|have a news tip|letters to the editor|for more stories like this|"
    "want more stories|support our journalism|become a member|become a subscriber|get in touch with our|"
    "get in touch at|do you have a story|got a story?|sign up now|by signing up|thanks for signing up|"
    "sign up for my|don't have an account|don’t have an account|sign in or create an account|"
    "unsubscribe at any time|this summary was",
    "de": "alle rechte vorbehalten|newsletter abonnieren|unseren newsletter|unserem newsletter|jetzt abonnieren|"
    "jetzt anmelden|abonnenten|mit einem abo|datenschutzerklärung|cookie-einstellungen|externen inhalt|"
    "externe inhalte|redaktionell empfohlener|empfohlener redaktioneller inhalt|kommentarfunktion|"
    "folgen sie uns|whatsapp-kanal|über dieses thema berichte|hinweis der redaktion|"
    "dieser artikel erschien zuerst|weiterlesen mit|adblocker|javascript aktivieren|newsletter informiert|"
    "jederzeit wieder abmelden|diese zusammenfassung wurde",
    "fr": "tous droits réservés|réservé aux abonnés|réservée aux abonnés|réservés aux abonnés|il vous reste|"
    "inscrivez-vous|abonnez-vous|identifiez-vous|déjà abonné|se connecter|notre newsletter|nos newsletters|"
    "les cookies|suivez-nous|lire sur un seul appareil|sur un autre appareil|avec ce compte|la suite après|"
    "cette vidéo n'est pas|vous avez choisi de refuser|en cliquant sur|politique de confidentialité",
    "es": "todos los derechos reservados|suscríbete|suscríbase|regístrate|inicia sesión|iniciar sesión|boletín|"
    "política de privacidad|síguenos en|síguenos|contenido exclusivo para suscriptores|para suscriptores|"
    "otro dispositivo|en este dispositivo|cambia tu suscripción|a tu suscripción|compartir tu cuenta|"
    "compartiendo tu cuenta|usando tu cuenta|apúntate|únete a nuestro",
    "pt": "todos os direitos reservados|assine já|cadastre-se|faça login|nossa newsletter|siga-nos|"
    "exclusivo para assinantes|política de privacidade|receba notícias|clique aqui",
    "it": "tutti i diritti riservati|riproduzione riservata|abbonati|iscriviti|accedi per|la nostra newsletter|"
    "riservato agli abbonati|seguici su|informativa sulla privacy",
    "nl": "alle rechten voorbehouden|abonneer|schrijf je in|log in om|onze nieuwsbrief|alleen voor abonnees",
    "sv": "alla rättigheter|prenumerera|logga in för|vårt nyhetsbrev|endast för prenumeranter",
    "nb": "alle rettigheter|abonner på|logg inn for|vårt nyhetsbrev|for abonnenter",
    "da": "alle rettigheder|abonner på|log ind for|vores nyhedsbrev|kun for abonnenter",
    "fi": "kaikki oikeudet|tilaa uutiskirje|kirjaudu sisään|vain tilaajille",
    "pl": "wszelkie prawa zastrzeżone|zaloguj się|newsletter|dla subskrybentów|subskrybuj|dołącz do nas|polub nas na",
    "cs": "všechna práva vyhrazena|přihlaste se|pro předplatitele|odběr newsletteru|sledujte nás",
    "ru": "все права защищены|подпишитесь|подписывайтесь|зарегистрируйтесь|войдите, чтобы|нашли ошибку|"
    "нашли опечатку|выделите ее|ctrl+enter|ctrl + enter|перепечатка|активная ссылка|"
    "политика конфиденциальности",
    "uk": "усі права захищені|підпишіться|підписуйтесь|знайшли помилку|ctrl+enter",
    "tr": "tüm hakları saklıdır|abone ol|üye girişi|bültenimize|bizi takip edin",
    "ar": "جميع الحقوق محفوظة|اشترك في|النشرة البريدية|تابعونا|سجل الدخول",
    "fa": "تمام حقوق|عضویت در خبرنامه",
    "ko": "무단전재|무단 전재|재배포 금지|재배포금지|저작권자|구독하기|구독해|카카오톡|제보는|기사제보|"
    "기사문의 및 제보|뉴스레터|로그인 후|회원가입|지원하지 않습니다|네이버에서 구독|앱 다운로드|ⓒ",
    "ja": "無断転載|会員限定|会員登録|ログインして|有料会員|続きを読むには|ご利用には|メールマガジン|フォローする|"
    "無断複製|著作権|購読のお申し込み|電子版が利用",
    "zh": "版权所有|版權所有|未经授权|未經授權|不得转载|不得轉載|请注明出处|下載app|下载app|立即订阅|立即訂閱|"
    "訂戶可登入|登入繼續|扫描二维码|掃描二維碼|关注我们|追蹤我們|免责声明|更多精彩内容|點擊下載",
    "th": "สงวนลิขสิทธิ์|ติดตามข่าว|สมัครสมาชิก|กดติดตาม",
    "hi": "सर्वाधिकार सुरक्षित|सब्सक्राइब|फॉलो करें",
    "vi": "bản quyền thuộc|đăng ký nhận|đăng nhập để",
    "id": "hak cipta|berlangganan|daftar sekarang|ikuti kami",
    "ro": "toate drepturile rezervate|abonează-te|urmărește-ne",
}
"""A short line with one of these in it is the publisher's own."""

PAYWALLS: dict[str, str] = {
    "en": "already a subscriber|subscribe to continue|subscribe to read|to continue reading|"
    "this article is for subscribers|for subscribers only|subscriber-only|subscribers only|"
    "create an account to read|register to read|become a member to read|unlock this article|"
    "exclusive to subscribers",
    "de": "weiterlesen mit|jetzt weiterlesen|nur für abonnenten|für abonnenten|abo abschließen|mit abo weiterlesen|"
    "artikel freischalten",
    "fr": "réservé aux abonnés|réservée aux abonnés|il vous reste|abonnez-vous pour lire|pour lire la suite",
    "es": "contenido exclusivo para suscriptores|exclusivo suscriptores|para seguir leyendo|solo para suscriptores|"
    "suscríbete para",
    "pt": "exclusivo para assinantes|conteúdo exclusivo|para continuar lendo|assine para ler|só para assinantes",
    "it": "riservato agli abbonati|per continuare a leggere|abbonati per leggere|contenuto riservato",
    "nl": "alleen voor abonnees|lees verder met",
    "sv": "endast för prenumeranter|läs vidare med",
    "nb": "for abonnenter|les videre med",
    "pl": "dla subskrybentów|tylko dla prenumeratorów|artykuł dostępny tylko",
    "cs": "pro předplatitele|článek je zamčený",
    "ru": "только для подписчиков|доступно по подписке",
    "ko": "구독자 전용|유료 회원|로그인 후 이용|회원 전용",
    "ja": "会員限定|有料会員|続きを読むには|この記事は有料|会員専用",
    "zh": "订阅后继续阅读|訂閱後繼續閱讀|訂戶可登入|会员专享|會員專屬|付費會員",
}
"""What stands where the free part of an article ends."""
