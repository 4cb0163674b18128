# Okutmalar, gözlemler ve istisna kutusu: durumlar, nedenler, yapılabilecekler.
thing-scan = okutma
thing-submission = gönderim

observation-state-pending = Bekliyor
observation-state-applied = Sayıldı
observation-state-open = Açık
observation-state-dismissed = Kapatıldı
observation-state-void = Geçersiz

observation-kind-package = Koli
observation-kind-device = Telefon

exception-kind-observation = Okutma
exception-kind-deletion = Silinme

exception-reason-unknown-code = Bu koda sahip bir koli yok. Kodu düzeltin ya da koliyi oluşturun; o zaman kendiliğinden eşleşir.
exception-reason-unknown-code-short = Bilinmeyen kod
exception-reason-other-country = Kod başka bir ülkeye ait. Oradaki meslektaşlara haber verin; orada hiçbir şey değiştirilmedi.
exception-reason-other-country-short = Başka ülke
exception-reason-no-code = Form hiçbir kod olmadan gönderildi.
exception-reason-no-code-short = Kod yok
exception-reason-unknown-status = Formdaki yer var olmayan bir durumu belirtiyor. Konum saklandı, durum değişmedi.
exception-reason-unknown-status-short = Bilinmeyen durum
exception-reason-missing-status = Formda yer belirtilmemiş. Okutma saklandı, durum değişmedi.
exception-reason-missing-status-short = Yer yok
exception-reason-status-without-effect = Formdaki yer, okutmaların belirlemediği bir durumu gösteriyor. Konum saklandı, durum değişmedi.
exception-reason-status-without-effect-short = Etkisiz durum
exception-reason-malformed = Form ya da bir bölümü okunamıyor.
exception-reason-malformed-short = Okunamıyor
exception-reason-shipment-lost = Sevkiyat kayıp olarak işaretlendiği hâlde koli okutuldu.
exception-reason-shipment-lost-short = Sevkiyat kayıp
exception-reason-shipment-cancelled = Sevkiyat iptal edildiği hâlde koli okutuldu.
exception-reason-shipment-cancelled-short = Sevkiyat iptal
exception-reason-unknown-user = Bu telefonun bağlanacağı koda sahip bir kullanıcı yok.
exception-reason-unknown-user-short = Bilinmeyen kullanıcı
exception-reason-refused = Veritabanı bu okutmayı kabul etmedi. Nedeni ayrıntıda yazıyor.
exception-reason-refused-short = Kabul edilmedi
exception-reason-deleted-at-source = Form, form sunucusunda silindi. Siz geçersiz kılana kadar okutmaları sayılır.
exception-reason-deleted-at-source-short = Kaynakta silindi
exception-unreadable-list = İçindeki koli listesi bir liste değil.
exception-unreadable-package = Kolilerinden biri okunamıyor.
exception-unreadable-code = Kodlarından biri okunamıyor.
exception-unreadable-device = Hangi telefondan geldiği yazmıyor.
exception-unreadable-id = Kendi numarası yok.

exception-correct-nothing = Kodun ya da durumun ne olması gerektiğini yazın.
exception-correct-code = { $code } koduna sahip bir koli yok.
exception-correct-user = Bu koda sahip bir kullanıcı yok.
exception-correct-twice = Aynı formda { $code } kodu zaten var.
exception-correct-status = “Nakliyeciye verildi”, “Yolda” ya da “Ulaştı” durumlarından birini seçin.
exception-note-required = Nedenini birkaç sözcükle yazın.
exception-note-long = En fazla 1000 karakter.
exception-is-applied = Bu okutma zaten sayıldı.
exception-is-not-open = Bu kayıt artık beklemiyor.
exception-is-void = Bu okutma geçersiz ve artık sayılmıyor.
scan-is-void = Bu okutma zaten geçersiz.

form-purpose-package = Koli okutmaları
form-purpose-device = Kullanıcıların telefonları

form-state-ok = Sorunsuz
form-state-failing = Sunucu yanıt veremiyor; giderek uzayan aralıklarla yeniden soruluyor.
form-state-credentials = Sunucu anahtarımızı kabul etmiyor. Ayarlarda yenileyin.
form-state-missing = Sunucuda böyle bir form yok. Ayarlardaki numarasını denetleyin.
form-state-refused = Sunucu bizi anlamıyor. Geliştiricilere bildirin.

form-warning-unasked = Sunucu istenmeyen satırlar gönderiyor.
form-warning-unsorted-changes = Sunucu satırları değişiklik sırasına göre listelemiyor.
form-warning-future = Sunucu gelecekte bir değişiklik zamanı gönderiyor.
form-warning-unsorted = Sunucu listesini sıralamıyor; oradaki silmeler görünmez.
form-warning-gone = { $all } gönderiden { $gone } tanesi kaynakta yok; hiçbiri işaretlenmedi.
