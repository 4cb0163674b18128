# Sevkiyatlar: hizmetlerin ve sayfaların söyledikleri.
shipment-store-release-required = Depo çıkış numarasını girin.
shipment-too-long = Çok uzun: en fazla { $limit } karakter.
shipment-expected-before-shipped = Bir sevkiyatın beklenen günü çıkış gününden önce olamaz.
shipment-no-partner = Hesabı etkin olan bir ortak seçin.
shipment-no-transporter = Listeden bir nakliyeci seçin.
shipment-copy-gone = Kopyalanacak sevkiyat artık yok. Bu sevkiyatı onun paketleri olmadan oluşturmak için yeniden kaydedin.
shipment-note-required = Nedenini anlatan bir not yazın.
shipment-cannot-finalize = Yalnızca hazırlanan bir sevkiyat tamamlanabilir.
shipment-cannot-reopen = Yalnızca nakliyeciye hazır bir sevkiyat yeniden açılabilir.
shipment-cannot-cancel = Ulaşmış, kaybolmuş veya iptal edilmiş bir sevkiyat iptal edilemez.
shipment-cannot-lose = Yalnızca nakliyeciye verilmiş bir sevkiyat kayıp sayılabilir.
shipment-not-lost = Yalnızca kayıp bir sevkiyatın notu değiştirilebilir.
shipment-cannot-reinstate = Yalnızca kayıp veya iptal edilmiş bir sevkiyat yeniden etkinleştirilebilir.

shipment-name = Sevkiyat
shipment-partner = Ortak
shipment-date = Tarih
shipment-store-release = Depo çıkışı
shipment-donor = Bağışçı
shipment-many-donors = Birden çok
shipment-packages = Koliler
shipment-progress = İlerleme
shipment-status = Durum
shipment-note = Not
shipment-count = { $count ->
    [one] { $count } sevkiyat
   *[other] { $count } sevkiyat
}
shipment-overdue-count = { $count } gecikmiş
shipment-silent-count = { $days ->
    [one] Bir gündür
   *[other] { $days } gündür
} görülmeyen: { $count }
shipment-overdue-packages = { $count } gecikti
shipment-silent = Haber yok
shipment-search = Açıklama, depo çıkışı, ortak veya kod
shipment-search-go = Ara
shipment-search-clear = Temizle
shipment-filter = Duruma göre filtrele
shipment-chip-all = Tümü
shipment-chip-silent = Haber yok
shipment-none = Henüz sevkiyat yok
shipment-none-hint = Bir sevkiyat oluşturulunca burada görünür.
shipment-none-found = Eşleşen sevkiyat yok
shipment-none-found-hint = Başka bir sözcük deneyin veya filtreyi kaldırın.
shipment-show-all = Tüm sevkiyatları göster

shipment-tab-packages = Koliler
shipment-tab-items = Kalemler
shipment-tab-scans = Yolculuk
shipment-tab-history = Geçmiş
shipment-tabs = Sevkiyatın bölümleri
shipment-package-count = { $count ->
    [one] { $count } koli
   *[other] { $count } koli
}
shipment-stages = Sevkiyatın yolu
shipment-stage-count = { $count }/{ $total }
shipment-expected = beklenen { $date }
shipment-bar = Duruma göre koliler: { $parts }
shipment-wrong-overdue = { $count ->
    [one] { $count } koli
   *[other] { $count } koli
} { $days ->
    [one] { $days } gün
   *[other] { $days } gün
} gecikti.
shipment-wrong-silent = { $days ->
    [one] { $days } gündür
   *[other] { $days } gündür
} okutma yok; { $count ->
    [one] { $count } koli
   *[other] { $count } koli
} yolda.
shipment-wrong-lost = Bu sevkiyat kayıp.
shipment-wrong-lost-acceptable = Bu sevkiyat kayıp; bu kayıp kabul edilebilir.
shipment-wrong-cancelled = Bu sevkiyat iptal edildi.
shipment-last-seen-at = Son görüldüğü yer:
shipment-facts = Bilgiler
shipment-transporter = Nakliyeci
shipment-shipped = Çıkış
shipment-expected-label = Beklenen
shipment-items = Kalemler
shipment-items-received = { $total } içinden { $received } ulaştı
shipment-none-given = yok
shipment-places = Son görüldüğü yerler
shipment-not-seen = Henüz görülmedi
shipment-no-packages = Koli yok
shipment-no-packages-hint = Bu sevkiyat için henüz bir şey paketlenmedi.
shipment-no-packages-found = Eşleşen koli yok
shipment-package-search = Ad, numara veya kod
shipment-no-items = Kalem yok
shipment-no-items-hint = Bu sevkiyatın kolileri boş.
shipment-unit = Birim
shipment-value = Değer
shipment-total = Toplam
shipment-item-in-packages = Koli sayısı
shipment-quantity = Miktar
shipment-quantity-received = Ulaşan
shipment-no-history = Henüz bir şey olmadı
shipment-event-created = Oluşturuldu
shipment-event-created-packages = { $count ->
    [one] { $count } koli eklendi
   *[other] { $count } koli eklendi
}
shipment-event-created-package = Koli eklendi:
shipment-event-expected = Beklenen gün değişti
shipment-event-shipment = Sevkiyat
shipment-by = { $actor } tarafından
shipment-by-system = kendiliğinden
shipment-by-scans = okutmalardan

shipment-finalize = Tamamla
shipment-reopen = Yeniden aç
shipment-cancel = Sevkiyatı iptal et
shipment-lose = Kayıp olarak işaretle
shipment-edit-lost-note = Notu düzenle
shipment-reinstate = Yeniden etkinleştir
shipment-finalize-empty = { $name } içinde hiç koli yok. Yine de tamamlansın mı?
shipment-finalized = Sevkiyat nakliyeciye hazır.
shipment-finalized-on-the-way = Sevkiyat tamamlandı. Daha önce okutulan koliler, okutmaların gösterdiği durumda kalır.
shipment-reopened = Sevkiyat yeniden hazırlanıyor.
shipment-cancelled = Sevkiyat iptal edildi.
shipment-marked-lost = Sevkiyat kayıp olarak işaretlendi.
shipment-lost-note-saved = Not kaydedildi.
shipment-reinstated = Sevkiyat yeniden etkinleştirildi. Şimdiki durumu: { $status }.
shipment-decide-cancel = { $name } iptal edilsin mi?
shipment-decide-lost = { $name } kayıp olarak işaretlensin mi?
shipment-decide-lost-note = { $name } sevkiyatının kayıp notu
shipment-decide-reinstate = { $name } yeniden etkinleştirilsin mi?
shipment-decide-cancel-hint = { $count ->
    [one] { $count } kolisi
   *[other] { $count } kolisi
} okutmaların bıraktığı gibi kalır, ama iptal edilmiş sayılır. Sonradan gelen okutmalar saklanır ve gelen kutusunda gösterilir.
shipment-decide-lost-hint = { $count ->
    [one] { $count } koliden
   *[other] { $count } koliden
} { $received } tanesi ulaştı; ötekilerin tümü kayıp sayılır.
shipment-decide-lost-note-hint = Sevkiyat kayıp kalır.
shipment-decide-reinstate-hint = { $count ->
    [one] { $count } kolisinin
   *[other] { $count } kolisinin
} okutmaları ne diyorsa o duruma döner.
shipment-decide-changed = Sayfayı açtığınızdan beri bu sevkiyatı başka biri değiştirdi. Şimdiki hali aşağıda; hâlâ geçerliyse yeniden gönderin.
shipment-decide-note = Not
shipment-decide-note-hint = Ne olduğu ve kimin söylediği. Sevkiyatı gören herkes okuyabilir.
shipment-decide-acceptable = Kayıp kabul edilebilir mi?
shipment-yes = Evet
shipment-no = Hayır
shipment-back = Sevkiyata dön

shipment-create = Sevkiyat oluştur
shipment-create-and-pack = Oluştur ve paketle
shipment-new = Yeni sevkiyat
shipment-edit = Bilgileri düzenle
shipment-edit-title = Düzenle: { $name }
shipment-created = Sevkiyat oluşturuldu. Şimdi paketleyin.
shipment-copy = Sevkiyatı kopyala
shipment-copy-of = Kopyala: { $name }
shipment-copy-hint = { $count ->
    [0] Henüz kolisi yok.
    [one] Kolisi içindekilerle birlikte kopyalanır: miktarlar, bağışçılar ve fiyatlar oradaki gibi kalır.
   *[other] { $count } kolisi içindekilerle birlikte kopyalanır: miktarlar, bağışçılar ve fiyatlar oradaki gibi kalır.
}
shipment-copied = Sevkiyat, ötekindeki gibi { $count ->
    [one] { $count } koliyle
   *[other] { $count } koliyle
} oluşturuldu.
shipment-saved = Sevkiyat kaydedildi.
shipment-choose = Seçin …
shipment-go-on-to = Başka sevkiyata geç
shipment-go-on = Aç
shipment-description = Açıklama
shipment-description-hint = Boş bırakılırsa ortak, depo çıkışı ve tarih adı olur.
shipment-on = Çıkış günü
shipment-days = Yolda gün sayısı
shipment-expected-on = Beklenen gün: { $date }
shipment-days-range = Yolda geçecek günü 0 ile { $most } arasında bir sayı olarak yazın.
shipment-date-required = Çıkış gününü yazın.
shipment-delete = Sevkiyatı sil
shipment-deleted = { $name }, { $packages ->
    [one] { $packages } koliyle
   *[other] { $packages } koliyle
} birlikte silindi. { $scans ->
    [0] Gelen kutusuna dönen yok.
    [one] Bir okutma gelen kutusunda bekliyor.
   *[other] { $scans } okutma gelen kutusunda bekliyor.
}
shipment-delete-name-differs = Bu, sevkiyatın adı değil.
delete-title = { $name } silinsin mi?
delete-takes-receipts = { $count ->
    [one] Bunun için imzalanmış { $count } teslim belgesi de silinir.
   *[other] Bunun için imzalanmış { $count } teslim belgesi de silinir.
}
delete-takes-receipt-lines = { $count ->
    [one] İmzalanmış teslim belgelerinden { $count } satır da silinir
   *[other] İmzalanmış teslim belgelerinden { $count } satır da silinir
}; ne yazdığı yalnızca denetim kaydında kalır.
delete-shipment-takes = { $packages ->
    [one] { $packages } koli
   *[other] { $packages } koli
} ve { $items ->
    [one] { $items } kalemle
   *[other] { $items } kalemle
} birlikte kalıcı olarak silinir. Basılmış etiketler artık bir yere götürmez.
delete-package-takes = Kalıcı olarak silinecek: { $items ->
    [one] { $items } kalem
   *[other] { $items } kalem
}. Etiketteki numara bir daha kullanılmaz.
delete-scans-return = { $count ->
    [one] { $count } okutma
   *[other] { $count } okutma
} bilinmeyen kodla gelen kutusuna döner.
delete-type-name = Sevkiyatın adını yazın: { $name }
delete-shipment = Sevkiyatı kalıcı olarak sil
delete-packages = { $count ->
    [one] Koliyi sil
   *[other] { $count } koliyi sil
}
delete-packages-title = { $count ->
    [one] Koli silinsin mi?
   *[other] { $count } koli silinsin mi?
}
