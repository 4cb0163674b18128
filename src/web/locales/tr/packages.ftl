# Koliler: hizmetlerin ve sayfaların söyledikleri.
package-shipment-not-in-progress = İçerik yalnızca sevkiyat hazırlanırken değiştirilebilir. Önce yeniden açın.
package-shipment-finalized = Bu sevkiyat { $who } tarafından tamamlandı ({ $when }): içeriği artık değiştirilemez. Önce yeniden açın ya da başka bir sevkiyat oluşturun.
package-shipment-on-the-way = Bu sevkiyatın kolileri yolda okutuldu ({ $when }): içeriği artık değiştirilemez. Eksik olan için başka bir sevkiyat oluşturun.
package-shipment-cancelled = Bu sevkiyat { $who } tarafından iptal edildi ({ $when }): içeriği artık değiştirilemez. Önce yeniden etkinleştirin ya da başka bir sevkiyat oluşturun.
package-shipment-lost = Bu sevkiyat { $who } tarafından kayıp olarak işaretlendi ({ $when }): içeriği artık değiştirilemez. Önce yeniden etkinleştirin ya da başka bir sevkiyat oluşturun.
package-changed-by-operator = bir yönetici
package-changed-by-system = sistem
package-name-required = Kolinin bir adı olmalıdır.
package-too-long = Çok uzun: en fazla { $limit } karakter.
package-count-range = Bir seferde 1 ile { $most } arasında koli oluşturulabilir.
package-quantity-range = Miktar 1 ile { $most } arasında olmalıdır.
package-item-unknown = Bu kalemlerden biri artık katalogda yok. Yeniden seçin.
package-name = Koli
package-items = Kalemler
package-item = Kalem
package-last-seen = Son görülme
package-place-unknown = Yeri belirtilmemiş
package-journey = Yolculuk
package-scan-count = { $count ->
    [one] { $count } okutma
   *[other] { $count } okutma
}
package-contents = İçindekiler
package-supplier = Tedarikçi
package-empty = Boş
package-empty-hint = İçine bir şey konmadı.
package-number = Numara

package-add = Koli ekle
package-add-title = Koli ekle
package-from-kits = Kitlerden
package-empty-ones = Boş koliler
package-no-kits = Henüz kit yok
package-no-kits-hint = Kit, tekrar tekrar birlikte paketlenen kalemlerdir. Katalogda bir kit oluşturun veya boş kolilerle başlayın.
package-how-many = Koli sayısı
package-name-field = Ad
package-name-hint = Tek kitte boş bırakılırsa kitin adı olur.
package-description = Açıklama
package-find-kit = Kit bul
package-kit = Kit
package-per-package = Her kolide
package-create = Kolileri oluştur
package-created = { $count ->
    [one] { $count } koli oluşturuldu.
   *[other] { $count } koli oluşturuldu.
}
package-name-required-for-kits = Birden çok kitle kolilerin bir adı olmalıdır.
package-kit-required = Her koliye en az bir kitten kaç tane gireceğini yazın.
package-kit-range = Kit sayısı 0 ile { $most } arasında olmalıdır.
package-kit-too-many = Bir kalemden bu kadarı sığmaz: en fazla { $most }.
package-kit-archived = Şu kalemler arşivde: { $items }. Onları kitten çıkarın ya da katalogda yeniden sunun.
package-kit-archived-item = { $item } ({ $kit } içinde)
package-kit-archived-others = { $count } kalem daha
package-kit-unknown = Bu kitlerden biri artık yok. Yeniden seçin.
package-edit-title = Koliyi düzenle
package-back = Koliye dön
package-saved = Koli kaydedildi.
package-deleted = { $count ->
    [one] Koli silindi.
   *[other] { $count } koli silindi.
}
package-items-add = Kalem ekle
package-items-add-typed = Miktarı yazılanları ekle
package-items-added = { $count ->
    [one] { $count } kalem eklendi.
   *[other] { $count } kalem eklendi.
}
package-items-done = Bitti
package-item-count = { $count ->
    [one] { $count } kalem
   *[other] { $count } kalem
}
package-find-item = Kalem bul
package-no-item-found = Eşleşen kalem yok
package-no-catalog = Katalog boş
package-no-catalog-hint = Kalemler katalogdan gelir. Önce oraya ekleyin.
package-category = Kategori
package-donor-t1 = T1 kodu
package-weight = Ağırlık (kg)
package-price = Fiyat ({ $currency })
package-item-edit-hint = yalnızca bu kolide; katalog olduğu gibi kalır
package-item-saved = Kalem kaydedildi.
package-item-deleted = Kalem çıkarıldı.
package-item-remove = Çıkar
package-item-remove-sure = { $item } bu koliden çıkarılsın mı?
package-item-required = En az bir kalemin yanına miktar yazın.
package-item-description-required = Ne olduğunu yazın.
package-item-negative = Sıfırdan küçük olamaz.
package-item-too-much = Bu tutar çok büyük.
package-item-worth-too-much = Bu fiyatla bu kadar { $item }, CTS'nin toplayabileceğinden fazla ediyor. Miktarı ve fiyatı kontrol edin.
package-item-no-number = Bir sayı yazın, örneğin 12,50.
package-choice-gone = Bu artık listede yok. Yeniden seçin.
package-field-category = Kategori
package-field-donor = Bağışçı
package-field-donor-t1 = T1 kodu
package-field-supplier = Tedarikçi
package-bulk-title = Çok kalemi değiştir
package-bulk-hint = Satırları işaretleyin, değişecekleri doldurun, bakın, sonra kaydedin.
package-bulk-keep = Olduğu gibi bırak
package-bulk-all = { $count ->
    [one] Eşleşen tek satır
   *[other] Eşleşen { $count } satırın tümü
}
package-bulk-page = Bu sayfadaki tüm satırları işaretle
package-bulk-look = Nelerin değişeceğini göster
package-bulk-whole-shipment = Sevkiyatın tüm kalemleri
package-bulk-would = { $packages ->
    [one] { $packages } kolide
   *[other] { $packages } kolide
} { $changed ->
    [one] { $changed } satır
   *[other] { $changed } satır
} değişecek.
package-bulk-would-nothing = Hiçbir şey değişmeyecek: bu satırlar zaten böyle.
package-bulk-rest = { $count ->
    [one] Seçilen { $count } satır
   *[other] Seçilen { $count } satır
} zaten böyle.
package-bulk-field = Alan
package-bulk-from = Şimdi
package-bulk-to = Sonra
package-bulk-rows = Satır
package-bulk-do = { $count ->
    [one] { $count } satırı değiştir
   *[other] { $count } satırı değiştir
}
package-bulk-back = Yeniden seç
package-bulk-done = { $count ->
    [one] { $count } satır değişti.
   *[other] { $count } satır değişti.
}
package-bulk-nothing = En az bir alanı doldurun.
package-bulk-no-rows = En az bir satırı işaretleyin veya eşleşenlerin tümünü seçin.
package-bulk-changed = Bu arada satırlar değişti. Kaydetmeden önce yeniden bakın.
package-none-chosen = Var olan en az bir koliyi işaretleyin.
package-ticked-gone = İşaretlediğiniz { $count } koli artık yok: bu arada silinmiş. Şimdi hiçbir şey silinmedi; diğerleri hâlâ işaretli.
package-ticked-all-gone = İşaretlediğiniz koliler ({ $count }) artık yok: bu arada silinmiş.
package-tick-all = Bu sayfadaki tüm kolileri işaretle
package-tick = { $code } kolisini işaretle
package-delete-ticked = İşaretli kolileri sil
package-changed-meanwhile = Bu sayfayı açtığınızdan beri bu sevkiyatın kolileri değişti; yukarıdaki sayı şimdiki sayıdır. Bunları da eklemek için yeniden gönderin.
