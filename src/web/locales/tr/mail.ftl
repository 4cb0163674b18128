# Giden posta: her postanın çevresindeki sözler ve postaları listeleyen sayfa.
mail-said = Özgün ileti (sunucuya bakan kişi için):
mail-foot = Bu posta CTS { $country } ({ $address }) tarafından yazıldı. Yanıtlarını kimse okumaz.
mail-purpose-user-invitation = Davet
mail-purpose-user-password-reset = Yeni parola
mail-purpose-alert = Yöneticilere uyarı
mail-purpose-shipments-overdue = Geciken sevkiyatlar
mail-state-sent = Gönderildi
mail-state-waiting = Bekliyor
mail-state-failing = Bekliyor, henüz alınmadı
mail-state-given-up = Vazgeçildi

mails-title = Posta
mails-lead = CTS'nin kişilere yazdıkları, en yenisi başta.
mails-dev = Posta sunucusu ayarlı değil; bu makineden hiçbir şey çıkmaz. Gönderilecek olanlar burada ve günlükte durur.
mails-no-server = Posta sunucusu ayarlı değil. Bir yönetici ayarlayana kadar (mail.smtp) postalar bekler.
mails-written = Yazıldı
mails-to = Alıcı
mails-about = Konu
mails-state = Durum
mails-attempts = Deneme
mails-error = Hata
mails-read = Oku
mails-next = sonraki deneme
mails-none = Henüz posta yok
mails-none-hint = Davetler, yeni parolalar ve geciken sevkiyat bildirimleri burada listelenir.

system-mail = Posta
system-mail-dev = Günlüğe ve bir sayfaya yazılır, dışarı çıkmaz
system-mail-ok = { $server } üzerinden gider
system-mail-none = Posta sunucusu ayarlı değil; { $count ->
    [zero] bekleyen yok
    [one] bir posta bekliyor
   *[other] { $count } posta bekliyor
  }
system-mail-failing = { $count ->
    [one] Bir posta alınmadı
   *[other] { $count } posta alınmadı
  }

mail-failure = Posta kabul edilmedi.
mail-failure-sender = Ayarlanan gönderen (mail.from) bir adres değil.
mail-failure-unreachable = Posta sunucusuna ulaşılamıyor.
mail-failure-broken-off = Posta sunucusu görüşmeyi yarıda kesti.
mail-failure-certificate = Posta sunucusunun sertifikası ya da şifrelemesi geçerli değil.
mail-failure-login = Posta sunucusu ayarlanan oturum bilgilerini kabul etmiyor.
mail-failure-refused = Posta sunucusu bu adresi ya da bu postayı kabul etmiyor.
mail-failure-put-off = Posta sunucusu bu postayı daha sonra alacak.
mail-failure-not-ascii = Adreste posta sunucusunun iletemediği harfler var. Hesapta düzeltin.
mail-failure-address = Bu adrese posta gönderilemez. Hesapta düzeltin.
mail-failure-restored = Sonradan geri yüklenen bir yedek alınırken bekliyordu. O zamandan sonra çıkmış olabileceği için gönderilmiyor.
