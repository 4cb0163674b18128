# Her odanın kullandığı sözler: hatalar, nesneler, durumlar, roller.
error-not-found = { $what } { $id } bulunamadı.
error-invalid = Formda doğru olmayan bir şey var.
error-invalid-characters = Bir metinde saklanamayan karakterler var; lütfen yeniden yazın.
error-too-much = Toplam, CTS'nin tutabileceğinden fazla. Miktarları ve fiyatları kontrol edin.
error-signed-out = Önce oturum açın.
error-forbidden = Rolünüz buna izin vermiyor.
error-internal = Bizim tarafımızda bir şey ters gitti. Kaydedildi.
error-unavailable-database = Veritabanına şu anda ulaşılamıyor. Bir dakika sonra yeniden deneyin.

thing-shipment = sevkiyat
thing-package = koli
thing-package-item = kalem
thing-token = anahtar
thing-user = kullanıcı
thing-link = bağlantı
thing-exception = bekleyen kayıt
thing-job = görev

status-in-progress = Hazırlanıyor
status-ready = Nakliyeciye hazır
status-picked-up = Nakliyeciye verildi
status-in-transit = Yolda
status-received = Ulaştı
status-overdue = Gecikti
status-lost = Kayıp
status-cancelled = İptal edildi

role-partner = Ortak
role-officer = İzleme görevlisi
role-manager = İzleme yöneticisi
role-coordinator = Koordinatör
list-more = { $first }, { $next }
list-last = { $first } ve { $next }
