# Ana sayfa, arama ve sistem sayfası.
home-title = Şimdi sizi bekleyenler
home-today = { $date } { $weekday }
home-in-town = { $town } saatiyle
home-overdue = { $count ->
    [0] yolda geciken yok
    [one] sevkiyat yolda gecikti
   *[other] sevkiyat yolda gecikti
}
home-inbox = { $count ->
    [0] her okutma sayılabildi
    [one] okutma sayılamadı
   *[other] okutma sayılamadı
}
home-silent = { $count ->
    [0] yolda haber alınamayan yok
   *[other] { $days ->
        [one] bir günden
       *[other] { $days } günden
    } uzun süredir haber yok
}
home-machine-well = kaynaklar ve görevler yolunda
home-machine-bad = { $count ->
    [one] kaynak veya görev başarısız
   *[other] kaynak ve görev başarısız
}
home-fails = Başarısız
home-form = { $source }: { $form }
home-received = Haftada ulaşan koliler
home-received-sum = { $count ->
    [one] 8 haftada { $count }
   *[other] 8 haftada { $count }
}
home-received-none = Son 8 haftada hiçbir koli ulaşmadı.
home-week = H{ $week }
home-moved = Bugün ilerleyenler
home-moved-none = Bugün henüz bir şey ilerlemedi.
home-road = Şu anda yolda
home-road-packages = { $count ->
    [one] { $shipments } içinde { $count } koli
   *[other] { $shipments } içinde { $count } koli
}
home-road-shipments = { $count ->
    [one] { $count } sevkiyat
   *[other] { $count } sevkiyat
}
home-road-value = Bu sevkiyatların değeri
home-road-none = Yolda bir şey yok.

search-title = Arama
search-packages = Koliler
search-partners = Ortaklar
search-items = Katalog kalemleri
search-kits = Kitler
search-donors = Bağışçılar
search-suppliers = Tedarikçiler
search-categories = Kategoriler
search-donor-codes = Bağışçı kodları
