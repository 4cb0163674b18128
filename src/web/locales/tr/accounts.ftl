# Hesaplar ve oturum açma.
sign-in-title = Oturum açın
sign-in-lead = { $country } için malzeme takibi
sign-in-email = E-posta adresi
sign-in-password = Parola
sign-in-button = Oturum aç
sign-in-wrong = E-posta adresi ya da parola yanlış.
sign-in-inactive = Bu hesap kapatılmış. Yeniden açılması için bir koordinatöre başvurun.
sign-in-signed-out = Oturumunuz kapatıldı.
sign-in-idle = 30 dakika boyunca bir şey olmadığı için oturumunuz kapatıldı.
sign-in-password-set = Parolanız belirlendi. Onunla oturum açın.

user-email-wrong = ad@example.org gibi bir e-posta adresi yazın.
user-email-not-ascii = @ işaretinden önce yalnızca a–z harfleri (ç, ğ, ı, ö, ş, ü olmadan), rakamlar ve işaretler kullanılabilir: posta sunucuları başkasına iletmez.
user-email-taken = Bu e-posta adresiyle bir hesap zaten var.
user-name-long = En çok 60 karakter.
user-mobile-wrong = Yalnızca rakam, boşluk ve - ( ) . kullanın; başta + olabilir; en çok 45 karakter.
user-skype-wrong = Harfle başlayan 6–32 küçük harf, rakam ve . , - _.
user-color-wrong = #3cb879 gibi bir renk yazın.
user-password-short = En az { $count } karakter.
user-password-long = En çok 500 karakter.
user-is-active = { $name } hesabı zaten açık.
user-is-inactive = { $name } hesabı zaten kapalı.
user-deactivate-self = Kendi hesabınızı kapatamazsınız.

link-title = Parolanızı belirleyin
link-lead = { $name } hesabı için.
link-first-title = { $country } sistemine hoş geldiniz
link-first-lead = İlk koordinatörün hesabını oluşturun. Ardından herkes için hesap oluşturabilirsiniz.
link-name = Adınız
link-password = Yeni parola
link-again = Parola, bir kez daha
link-button = Parolayı belirle
link-differs = İki parola aynı değil.
link-gone-title = Bu bağlantı kullanılmış
link-gone-text = Bağlantı bir kez ve sınırlı bir süre geçerlidir. Yenisini kendinize gönderin.
link-send-new = Yeni bağlantı gönder
link-has-coordinator = Bu ülkenin zaten bir koordinatörü var; oturum açabilen kişi hesap oluşturabilir.

sign-in-forgotten = Parolanız yok mu ya da unuttunuz mu?
user-password-email = Kendi adresiniz parola olamaz.
user-password-common = Böyle bir parolayı çok kişi kullanıyor. Kendinize ait birkaç sözcük seçin.
user-notes-long = En çok 2000 karakter.
user-role-wrong = Bir rol seçin.
user-role-self = Kendi rolünüzü değiştiremezsiniz. Başka bir koordinatöre başvurun.
user-no-device = Bu hesaba bağlı telefon yok.

languages-title = Diller
languages-lead = Kişilerin sayfaları için hangi dilleri seçebileceği ve seçmeyenlerin hangisini göreceği.
languages-offered = Sunulanlar
languages-first = Varsayılan
languages-first-hint = Seçim yapmamış herkes için ve oturum açmadan önce.
languages-none = En az bir dil seçin.
languages-first-not-offered = Varsayılan dil sunulan dillerden biri olmalı.
languages-not-offered = Sayfalar bu dilde sunulmuyor. Menüdeki dillerden birini seçin.
languages-saved = Diller kaydedildi.
