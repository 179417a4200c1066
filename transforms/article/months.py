"""Names of the months, as bylines and date lines write them."""

NAMES: dict[str, str] = {
    "en": "january,jan february,feb march,mar april,apr may june,jun july,jul august,aug september,sep,sept "
    "october,oct november,nov december,dec",
    "es": "enero,ene febrero marzo abril,abr mayo junio julio agosto,ago septiembre,setiembre octubre noviembre "
    "diciembre,dic",
    "fr": "janvier,janv février,fevrier,févr,fév mars avril,avr mai juin juillet,juil août,aout septembre octobre "
    "novembre décembre,decembre,déc",
    "de": "januar,jänner,jän februar,feber märz,maerz,mär april mai juni juli august september oktober,okt "
    "november dezember,dez",
    "it": "gennaio,gen febbraio,febbr marzo aprile maggio,mag giugno,giu luglio,lug agosto settembre,set,sett "
    "ottobre,ott novembre dicembre",
    "pt": "janeiro fevereiro,fev março,marco abril maio,mai junho julho agosto setembro outubro,out novembro dezembro",
    "nl": "januari februari maart,mrt april mei juni juli augustus september oktober november december",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "nb": "januar februar mars april mai juni juli august september oktober november desember,des",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "fi": "tammikuuta,tammikuu helmikuuta,helmikuu maaliskuuta,maaliskuu huhtikuuta,huhtikuu toukokuuta,toukokuu "
    "kesäkuuta,kesäkuu heinäkuuta,heinäkuu elokuuta,elokuu syyskuuta,syyskuu lokakuuta,lokakuu "
    "marraskuuta,marraskuu joulukuuta,joulukuu",
    "is": "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember",
    "pl": "stycznia,sty lutego,lut marca kwietnia,kwi maja czerwca,cze lipca,lip sierpnia,sie września,wrz "
    "października,paź listopada,lis grudnia,gru",
    "cs": "ledna,leden února,únor března,březen dubna,duben května,květen června,červen července,červenec "
    "srpna,srpen září října,říjen listopadu,listopad prosince,prosinec",
    "hu": "január,jan február,febr március,márc április,ápr május,máj június,jún július,júl augusztus "
    "szeptember,szept október november december",
    "ro": "ianuarie,ian februarie martie,mart aprilie mai iunie,iun iulie,iul august septembrie octombrie "
    "noiembrie decembrie",
    "tr": "ocak,oca şubat,şub mart nisan,nis mayıs haziran,haz temmuz,tem ağustos,ağu eylül,eyl ekim,eki kasım,kas "
    "aralık,ara",
    "ru": "января,янв февраля,фев марта,мар апреля,апр мая,май июня,июн июля,июл августа,авг сентября,сен,сент "
    "октября,окт ноября,ноя декабря,дек",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "bg": "януари февруари март април май юни юли август септември октомври ноември декември",
    "el": "ιανουαρίου,ιαν φεβρουαρίου,φεβ μαρτίου,μαρ απριλίου,απρ μαΐου,μαϊ ιουνίου,ιουν ιουλίου,ιουλ "
    "αυγούστου,αυγ σεπτεμβρίου,σεπ οκτωβρίου,οκτ νοεμβρίου,νοε δεκεμβρίου,δεκ",
    "ar": "يناير,كانون_الثاني فبراير,شباط مارس,آذار أبريل,إبريل,نيسان مايو,أيار يونيو,حزيران يوليو,تموز أغسطس,آب "
    "سبتمبر,أيلول أكتوبر,تشرين_الأول نوفمبر,تشرين_الثاني ديسمبر,كانون_الأول",
    "hi": "जनवरी फरवरी,फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर,सितम्बर अक्टूबर,अक्तूबर नवंबर,नवम्बर दिसंबर,दिसम्बर",
    "th": "มกราคม,ม.ค. กุมภาพันธ์,ก.พ. มีนาคม,มี.ค. เมษายน,เม.ย. พฤษภาคม,พ.ค. มิถุนายน,มิ.ย. กรกฎาคม,ก.ค. "
    "สิงหาคม,ส.ค. กันยายน,ก.ย. ตุลาคม,ต.ค. พฤศจิกายน,พ.ย. ธันวาคม,ธ.ค.",
    "id": "januari februari maret april mei juni juli agustus,agu september oktober november desember,des",
}
"""Language -> the twelve months in their order, the ways to write one parted by commas; `_` is a space."""

MONTHS: dict[str, int] = {
    name.replace("_", " "): number
    for line in NAMES.values()
    for number, names in enumerate(line.split(), start=1)
    for name in names.split(",")
}
"""Lower-case name or abbreviation -> 1 to 12."""

MONTH_PATTERN = "|".join(name.replace(".", r"\.") for name in sorted(MONTHS, key=len, reverse=True))
"""Longest first, so that a regular expression does not stop at an abbreviation."""
