# Koliler: hizmetlerin ve sayfaların söyledikleri.
package-shipment-not-in-progress = İçerik yalnızca sevkiyat hazırlanırken değiştirilebilir. Önce yeniden açın.
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
