"""Words before the name of who took a photo, language by language, in lower case."""

CREDITS: dict[str, str] = {
    "en": "photo by|photos by|photograph by|photo|photograph|photos|image|images|credit|picture|courtesy of|"
    "photo credit|illustration by|illustration",
    "de": "foto|fotos|bild|bilder|grafik|quelle|fotograf",
    "fr": "photo|crédit|crédits|photographie|image",
    "es": "foto|fotos|fotografía|imagen|crédito",
    "pt": "foto|fotos|fotografia|imagem|crédito",
    "it": "foto|immagine|fotografia",
    "nl": "foto|beeld",
    "sv": "foto|bild",
    "nb": "foto",
    "fi": "kuva",
    "pl": "fot.|fot|zdjęcie|foto",
    "cs": "foto|zdroj",
    "ru": "фото",
    "uk": "фото",
    "tr": "fotoğraf",
    "ar": "تصوير|الصورة",
    "ko": "사진|사진제공|사진 제공|자료사진",
    "ja": "写真|撮影|写真提供|写真＝|撮影＝",
    "zh": "图|图片|摄影|攝影|圖|圖片|资料图|資料圖片",
    "th": "ภาพ",
    "": "©|(c)|ⓒ|copyright",
}
"""The empty language is everywhere."""
