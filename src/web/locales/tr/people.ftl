# Kişiler: liste, form, anahtarlar, postalar, kendi hesabı.
users-lead = Kim ne yapabilir ve en son ne zaman buradaydı.
users-new = Yeni kişi
users-new-lead = Parola verilmezse kişi, parolasını belirlemesi için postayla davet edilir.
users-make = Hesabı oluştur
users-search = Ad ya da e-posta adresi
users-filter = Kişileri süz
users-all = Tümü
users-off = Kapalı
users-none = Henüz kimse yok
users-none-found = Kimse bulunamadı
users-none-found-hint = Eşleşen yok. Bir koşulu kaldırın.
users-show-all = Tümünü göster

user-name = Ad
user-role = Rol
user-mobile = Cep telefonu
user-skype = Skype
user-color = Renk
user-color-hint = Listelerde ve haritalarda ortağın rengi; renk olmasın diyorsanız boş bırakın.
user-color-free = Kullanılanlara en az benzeyenler:
user-code = Kod
user-device = Telefon
user-device-bound = Bağlı
user-device-none = Yok
user-device-hint = Bağlı telefon yok. Kişi, cihaz eşleştirme formuyla kodunu okutur.
user-device-remove = Telefonu kaldır
user-device-removed = { $name } kişisinin telefonu kaldırıldı.
user-code-open = Kişinin QR kodu
user-code-title = { $name } için QR kodu
user-code-hint = Cihaz eşleştirme formuyla bir kez okutulduğunda telefonu bu kişiye bağlar.
user-seen = Son oturum
user-joined = Katılım
user-notes = Notlar
user-notes-hint = Koordinatörler görür, kişi görmez.
user-superuser = Üst yetkili
user-language-country = Ülkenin dili
user-facts = Hakkında
user-edit = Düzenle
user-edit-title = { $name } kişisini düzenle
user-access = Erişim
user-password-keep = Şimdiki kalsın diye boş bırakın.
user-password-none = Kişiyi postayla davet etmek için boş bırakın.
user-made = { $name } hesabı oluşturuldu.
user-invited = { $name } hesabı oluşturuldu, { $email } adresine davet gidiyor.
user-saved = { $name } hesabı kaydedildi.
user-link-hint = Yeni parola belirlemek için bağlantı içeren bir posta. Bir kez ve üç gün içinde geçerlidir.
user-link-mail = Yeni parola için bağlantı gönder
user-invite-again = Daveti yeniden gönder
user-link-mailed = { $email } adresine bağlantı gidiyor.
user-invited-text = Henüz parola belirlenmedi: kişi postayla davet edildi.
user-off-text = Bu hesap kapalı. Kişinin yaptıkları kalır; oturum açamaz ve anahtarları geçersizdir.
user-off-hint = Kimse silinmez: kişinin yaptıkları kalır.
user-switch-off = Hesabı kapat
user-switch-on = Hesabı aç
user-switched-off = { $name } hesabı kapatıldı.
user-switched-on = { $name } hesabı açıldı.
role-partner-may = kendi sevkiyatlarını görür, gelenleri onaylar
role-officer-may = sevkiyat, koli, kit ve katalog yapar, bütün ortakları görür
role-manager-may = izleme görevlisinin yapabildiklerini yapar
role-coordinator-may = her şeyi yapar; kişiler, bağışçılar, tedarikçiler ve bu sistem de dahil

token-title = Programlar için anahtarlar
token-lead = Böyle bir anahtarı olan program, bu kişinin yapabildiğini yapar.
token-name = Ad
token-begins = Başlangıcı
token-created = Oluşturma
token-used = Son kullanım
token-revoke = Geçersiz kıl
token-revoked = "{ $name }" anahtarı artık geçersiz.
token-new = Anahtar oluştur
token-new-name = Yeni anahtarın adı
token-new-hint = Ne için olduğu; örneğin aylık rapor.
token-name-wrong = 1 ile 60 karakter arası.
token-name-taken = Bu kişinin bu adda bir anahtarı zaten var.
token-made = Anahtar budur. Şimdi kopyalayın: yeniden gösterilmez.
token-made-before = "{ $name }" anahtarı oluşturuldu. Metni yalnızca bir kez gösterilir: kimse kopyalamadıysa anahtarı geçersiz kılıp başka bir tane oluşturun.

invitation-subject = CTS { $country } üzerinde yeni hesap
invitation-greeting = Merhaba { $name },
invitation-lead = { $country } malzeme takibinde sizin için bir hesap oluşturuldu. Parolanızı belirleyin, sonra { $email } ile oturum açın.
invitation-worth = { $days ->
    [one] Bağlantı bir kez, bir gün içinde geçerlidir.
   *[other] Bağlantı bir kez, { $days } gün içinde geçerlidir.
}
invitation-mistake = Konunun ne olduğunu bilmiyorsanız bu postayı dikkate almayın.
reset-subject = CTS { $country } parola sıfırlama
reset-lead = { $country } malzeme takibindeki hesabınız ({ $email }) için yeni parola istendi.
reset-mistake = Siz istemediyseniz dikkate almayın: parolanız olduğu gibi kalır.
reset-title = Yeni parola
reset-page-lead = Parolanızı belirlemeniz için size bir bağlantı gönderiyoruz.
reset-button = Bağlantı gönder
reset-sent-title = Postanıza bakın
reset-sent-text = Bu adresle bir hesap varsa bağlantı yola çıktı. Bir kez ve üç gün içinde geçerlidir. İstenmeyen posta klasörüne de bakın.

profile-title = Hesabınız
profile-about = Hakkınızda
profile-time = Saat
profile-time-24 = 24 saat (15:40)
profile-time-12 = 12 saat (ÖS 3:40)
profile-saved = Hesabınız kaydedildi.
profile-password = Parola
profile-current = Şimdiki parola
profile-current-wrong = Bu, şimdiki parolanız değil.
profile-password-change = Parolayı değiştir
profile-password-set = { $count ->
    [0] Parolanız değiştirildi.
    [one] Parolanız değiştirildi; başka bir tarayıcının yeniden oturum açması gerekiyor.
   *[other] Parolanız değiştirildi; başka { $count } tarayıcının yeniden oturum açması gerekiyor.
}
profile-sessions = Oturum açtığınız yerler
profile-browser = Tarayıcı
profile-browser-on = { $browser }, { $system }
profile-since = Oturum açma
profile-last = Son görülme
profile-this = bu
profile-end = Kapat
profile-session-ended = O tarayıcının yeniden oturum açması gerekiyor.
profile-everywhere = Her yerde oturumu kapat
profile-everywhere-hint = Bu dahil bütün tarayıcıların yeniden oturum açması gerekir.
user-off-sure = { $name } hesabı kapatılsın mı? Her yerde hemen oturumu kapanır.
token-revoke-sure = { $name } anahtarı iptal edilsin mi? Onu kullanan her şey hemen durur.
user-device-remove-sure = { $name } kişisinin telefonu kaldırılsın mı? Gönderdiklerinin yeniden onun sayılması için tekrar bağlanması gerekir.
profile-end-sure = { $browser } oturumu kapatılsın mı? Yeniden oturum açması gerekir.
profile-everywhere-sure = Her yerde oturum kapatılsın mı? Bu dahil bütün tarayıcıların yeniden oturum açması gerekir.
profile-digits = Rakamlar
profile-digits-western = Batı (123)
profile-digits-arabic = Arap-Hint (١٢٣)
