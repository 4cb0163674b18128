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
receipt-package-signed = İşaretlediğiniz bir koli için bu arada imza atıldı. Liste kalanları gösteriyor.
receipt-nothing-chosen = En az bir koli işaretleyin.
receipt-which-required = Neyin geldiğini belirtin: her şey ya da yalnızca işaretlediğiniz koliler.
receipt-all-or-ticked = Hem her şeyi seçtiniz hem de kolileri işaretlediniz. İkisinden birini seçin: yalnızca işaretledikleriniz, ya da işaretleri kaldırın.
receipt-package-note-long = { $code }: açıklama çok uzun, en fazla { $limit } karakter.
receipt-short-how-much = { $code }: kaç birimin eksik olduğunu veya bir açıklama yazın.
receipt-quantity-range = { $code }: birim sayısı 1 ile { $most } arasında olmalı.
receipt-quantity-number = { $code }: birim sayısını rakamla yazın.
receipt-what-is-wrong = { $code }: neyin yanlış olduğunu seçin.
receipts-title = Teslim belgeleri
receipts-context = Nelerin teslim alındığı, en yenisi önce
receipts-filter = Teslim belgelerini süz
receipts-all = Tümü
receipts-open = Sağlam değil, sonuçlanmadı
receipts-none = Henüz kimse teslim belgesi imzalamadı
receipts-none-open = Bekleyen bir şey yok
receipts-none-hint = Bir ortak gelenleri onayladığında belge burada görünür.
receipt-one = Teslim belgesi { $id }
receipt-note-title = İmza
receipt-package = Koli
receipt-sent = Gönderildi
receipt-form = Form
receipt-form-open = Gönderildiği gibi
receipt-open = Eksik veya hasarlı gelen var.
receipt-open-link = Belgeyi aç
receipt-settle = Sonuçlandır
receipt-settle-what = Ne oldu?
receipt-settle-hint = Örneğin: yeniden gönderildi, bulundu, kayıttan düşüldü. Belgede yer alır.
receipt-settle-note = Ne olduğunu yazın.
receipt-nothing-to-settle = Bu belgede sonuçlandırılacak bir şey yok.
receipt-settled = Sonuçlandı
receipt-settled-now = Teslim belgesi sonuçlandırıldı.
shipment-wrong-receipt = Teslim belgesine göre sağlam olmayan koliler: { $counts }. İmzalayan:
shipment-wrong-receipts-more = { $count ->
    [one] Bir teslim belgesinde
   *[other] { $count } teslim belgesinde
} daha sağlam olmayan koliler var.
home-not-whole = { $count ->
    [one] teslim belgesinde eksik, hasarlı veya gelmeyen koli var
   *[other] teslim belgesinde eksik, hasarlı veya gelmeyen koli var
}
