# Gelen kutusu, yolculuklar ve tek tek okutmalar.
inbox-title = Gelen kutusu
inbox-context = { $count ->
    [0] Kimseyi bekleyen bir şey yok.
    [one] { $count } okutma olduğu gibi sayılamadı.
   *[other] { $count } okutma olduğu gibi sayılamadı.
}
inbox-search = Kod, yer, telefon veya satır numarası
inbox-filter = Nedene göre filtrele
inbox-what = Sorun
inbox-detail = Ayrıntılar
inbox-code = Kod
inbox-code-hint = Etiketteki gibi, örneğin /TR27.3
inbox-user-code = Kullanıcı kodu
inbox-user-code-hint = Telefonun sahibinin kullanıcı kodu
inbox-no-code = kod yok
inbox-meant = Olasılıkla
inbox-where = Yer
inbox-when = Okutma
inbox-who = Kim
inbox-phone = telefon
inbox-phone-unknown = Bilinmeyen telefon
inbox-since = Bekleme başladı
inbox-source = Kaynak
inbox-do = Karar
inbox-accept = Kabul et
inbox-retry = Yeniden dene
inbox-retry-hint = Bir kez daha bakar, örneğin eksik koli ya da kullanıcı oluşturulduktan sonra.
inbox-decide = Karar ver
inbox-none-found = Eşleşen yok
inbox-show-all = Tüm gelen kutusunu göster
inbox-empty = Bekleyen yok
inbox-empty-hint = Gelen her okutma sayıldı.
inbox-already-settled = Bu kayıt artık beklemiyor.
inbox-still-open = Hâlâ bekliyor: { $why }
inbox-dismissed = Kapatıldı. Saklanıyor, ama bir şey gerekmiyor.
inbox-applied = Okutma artık sayılıyor.
inbox-deletion-settled = Karara bağlandı.
inbox-suggestion = En yakın eşleşme
inbox-suggestion-text = Büyük olasılıkla kastedilen koli:
inbox-correct = Düzelt
inbox-correct-go = Kaydet ve say
inbox-status-unchanged = Olduğu gibi bırak
inbox-other = Ya da
inbox-dismiss = Kapat
inbox-dismiss-note = Bir şey gerekmiyor, çünkü …
inbox-dismiss-hint = Okutma saklanır; yalnızca gelen kutusundan çıkar.
inbox-deleted = Kaynakta silindi
inbox-deleted-hint = Geçersiz kılmak için gerekli.
inbox-keep = Okutmalarını koru
inbox-void = Okutmalarını geçersiz kıl
inbox-raw = Ham veri
inbox-raw-show = Telefonun gönderdiğini göster
inbox-raw-all = Tüm sürümler
inbox-open-package = Koliyi aç
inbox-open-shipment = Sevkiyatı aç

submission-title = Form { $id }
submission-context = Geldiği gibi
submission-current = Şimdi
submission-replaced = Bir düzenlemeyle değişti

scan-none = Henüz okutma yok
scan-none-hint = Yoldaki bir telefon bir etiketi okuduğunda burada görünür.
scan-gap = { $days ->
    [one] { $days } gün okutma yok
   *[other] { $days } gün okutma yok
}
scan-backwards = Geriye doğru
scan-late = Geç geldi
scan-arrived = gönderilme
scan-sent = Gönderildi
scan-received = Alındı
scan-latitude = Enlem
scan-longitude = Boylam
scan-country = Ülke
scan-no-position = konum yok
scan-codes = Kodları göster
scan-void = Okutmayı geçersiz kıl
scan-void-link = Geçersiz kıl
scan-void-title = Bu okutma geçersiz kılınsın mı?
scan-void-text = Yolculukta üstü çizili kalır ve artık sayılmaz: koli öteki okutmalarının dediğine döner.
scan-void-hint = Neden yanlış olduğu.
scan-voided = Okutma geçersiz.
scan-back = Koliye dön
