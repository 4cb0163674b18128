# Teslim alındığının elle onaylanması.
thing-receipt = teslim belgesi
receipt-confirm = Teslim aldığını onayla
receipt-title = { $name } teslimi
receipt-what-arrived = Ne geldi?
receipt-all = { $count ->
    [one] Koli
   *[other] { $count } kolinin tümü
}
receipt-all-hint = Aşağıda işaretledikleriniz dışında her şey sağlam geldi.
receipt-some = Yalnızca işaretlediğim koliler
receipt-some-hint = Ötekiler hâlâ yolda; onları sonra onaylayabilirsiniz.
receipt-signed-by = Teslim alan
receipt-signed-by-hint = Adınız belgede imzanız olarak yer alır.
receipt-arrived-on = Geliş günü
receipt-note = Açıklama
receipt-sign = İmzala ve gönder
receipt-mark = Gelmeyeni veya sağlam gelmeyeni işaretleyin
receipt-mark-one = Sağlam değil mi?
receipt-group = { $count ->
    [one] Koli { $first }
   *[other] Koliler { $first }–{ $last }
}
receipt-group-all = Bunların tümü geldi
receipt-scanned = “Ulaştı” olarak okutuldu
receipt-found = Durumu
receipt-quantity = Kaç birim
receipt-package-note = Bu koliyle ilgili açıklama
receipt-finding-whole = Sağlam
receipt-finding-short = Eksik
receipt-finding-damaged = Hasarlı
receipt-finding-missing = Gelmedi
receipt-count-whole = { $count } sağlam
receipt-count-short = { $count } eksik
receipt-count-damaged = { $count } hasarlı
receipt-count-missing = { $count } gelmedi
receipt-units = { $count ->
    [one] 1 birim
   *[other] { $count } birim
}
receipt-done = Teslim belgesi imzalandı. Teşekkürler.
receipt-was-sent = Bu form daha önce ulaşmıştı; bir kez sayılır. Başka koliler için formu yeniden açın.
receipt-in-progress = Bu sevkiyat hâlâ hazırlanıyor. Teslim, sevkiyat nakliyeciye hazır olunca onaylanabilir.
receipt-lost = Bu sevkiyat kayıp olarak işaretli. Yine de geldiyse ofise bildirin.
receipt-cancelled = Bu sevkiyat iptal edildi. Yine de geldiyse ofise bildirin.
receipt-nothing-left = Bu sevkiyatın tüm kolileri için zaten imza atıldı.
receipt-form-key = Bu sayfa bozuk. Yeniden açın.
receipt-signed-by-required = Kolileri teslim alan kişinin adını yazın.
receipt-too-long = Bu çok uzun: en fazla { $limit } karakter.
receipt-arrived-later = Geliş günü gelecekte olamaz.
receipt-arrived-early = Sevkiyatın çıkışından sonra, en fazla üç ay önceki bir gün seçin.
receipt-arrived-no-day = Takvimden bir gün seçin.
receipt-which-required = Neyin geldiğini belirtin: her şey ya da yalnızca işaretlediğiniz koliler.
receipt-all-or-ticked = Hem her şeyi seçtiniz hem de kolileri işaretlediniz. İkisinden birini seçin: yalnızca işaretledikleriniz, ya da işaretleri kaldırın.
