# Her sayfanın çerçevesi ve hiçbir odaya ait olmayan sözler.
app-name = CTS
skip-to-content = İçeriğe geç
back-to-countries = Tüm ülkeler

nav-main = Ana menü
nav-home = Ana sayfa
nav-shipments = Sevkiyatlar
nav-map = Harita
nav-inbox = Gelen kutusu
nav-catalog = Katalog
nav-reports = Raporlar
nav-people = Kişiler
nav-entities = Kurumlar
nav-system = Sistem

search-everything = Kod, sevkiyat, ortak ara …
search = Ara
language = Dil
account = Hesap
sign-out = Oturumu kapat
undo = Geri al
close = Kapat
copy-code = Kopyala
copied = Kopyalandı
optional = isteğe bağlı
save = Kaydet
cancel = Vazgeç
more-actions = Diğer işlemler
breadcrumbs = Buradasınız

sort-by = Sırala: { $column }
pager-range = { $from }–{ $to } / { $total }
pager-pages = Sayfalar
pager-previous = Önceki sayfa
pager-next = Sonraki sayfa
pager-size = Sayfa başına satır
pager-size-choice = { $count } satır
no-match-hint = Daha az sözcük deneyin ya da filtreleri temizleyin.
table-restored = Bıraktığınız gibi gösteriliyor.
table-reset = Tümünü göster

comma = ,
days = { $count } gün
ago-now = az önce
ago-minutes = { $count } dakika önce
ago-hours = { $count } saat önce
ago-days = { $count } gün önce
clock-am = ÖÖ { $clock }
clock-pm = ÖS { $clock }
size-b = { $count } bayt
size-kb = { $count } kB
size-mb = { $count } MB
size-gb = { $count } GB
duration-ms = { $count } ms
duration-s = { $count } sn
month-1 = Oca
month-2 = Şub
month-3 = Mar
month-4 = Nis
month-5 = May
month-6 = Haz
month-7 = Tem
month-8 = Ağu
month-9 = Eyl
month-10 = Eki
month-11 = Kas
month-12 = Ara
weekday-1 = Pazartesi
weekday-2 = Salı
weekday-3 = Çarşamba
weekday-4 = Perşembe
weekday-5 = Cuma
weekday-6 = Cumartesi
weekday-7 = Pazar

error-title-not-found = Bulunamadı
error-title-forbidden = İzin yok
error-title-signed-out = Oturum kapalı
error-title-conflict = Şu anda olanaksız
error-title-invalid = Okunamadı
error-title-too-many = Çok fazla deneme
error-title-unavailable = Şu anda kullanılamıyor
error-title-internal = Bir şey ters gitti
error-title-stale-form = Bu sayfa eskimiş
error-no-such-page = Bu adreste bir sayfa yok. Taşınmış olabilir ya da bağlantı eksiktir.
error-unreadable = Adreste ya da formda okunamayan bir şey var.
error-too-large = Gönderilen çok büyük: bir form en çok 2 MB, bir dosya en çok 10 MB olabilir.
error-stale-form = Form çok uzun süre açık kaldı ya da başka bir sayfadan gönderildi. Hiçbir şey değişmedi. Sayfayı yeniden açıp tekrarlayın.
error-too-many = { $minutes } dakika bekleyip yeniden deneyin.
error-request-id = Yardım isterseniz şu numarayı verin:
error-go-home = Ana sayfaya git
error-go-back = Sayfayı yeniden aç
error-go-shipments = Sevkiyatlara git
error-status = Hata { $status }

idle-title = Hâlâ orada mısınız?
idle-text = Bir süredir hiçbir şey olmadığı için { $time } içinde oturumunuz kapatılacak. Yazdıklarınız kaybolur.
idle-stay = Oturum açık kalsın
environment-dev = Geliştirme
environment-staging = Deneme sistemi
error-stale = Siz düzenlerken bunu başka biri değiştirdi.
form-changed-meanwhile = Hiçbir şeyin üzerine yazılmadı. Yazdıklarınız duruyor; farklı olan yerlerde kayıtlı değer alanın altında görünüyor. Değiştirmek için yeniden kaydedin.
form-stored = Şu an kayıtlı:

form-draft-restored = Daha önce yazdıklarınız geri geldi. Henüz kaydedilmedi.
form-draft-discard = At

country-turkey = Türkiye
country-iraq = Irak
country-jordan = Ürdün
country-syria = Suriye
country-lebanon = Lübnan
town-istanbul = İstanbul
town-baghdad = Bağdat
town-amman = Amman
town-damascus = Şam
town-beirut = Beyrut
lookup-none = Uyan bir şey yok
lookup-search = Bulmak için yazın …
lookup-create = “{ $name }” yeni olarak eklensin
lookup-count = { $count ->
    [0] Uyan bir şey yok
   *[other] { $count } sonuç
}
lookup-count-more = İlk { $count } sonuç gösteriliyor; diğerleri için birkaç harf daha yazın
lookup-unknown = “{ $name }” adında bir { $thing } yok. Listeden birini seçin.
lookup-several = “{ $name }” adında birden çok kalem var. Listeden birini seçin.
