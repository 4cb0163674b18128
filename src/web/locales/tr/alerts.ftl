# Kişilere sorulmadan postayla bildirilenler: yöneticilere uyarılar, geciken sevkiyatlar.
alert-subject = { $count ->
    [one] Bir şey yönetici bekliyor
   *[other] { $count } şey yönetici bekliyor
}
alert-subject-well = { $count ->
    [one] Bir şey yeniden yolunda
   *[other] { $count } şey yeniden yolunda
}
alert-job = Zamanlanmış görev: { $job }
alert-form = Form sunucusundaki form: { $form }
alert-job-fails = { $since } tarihinden beri başarısız.
alert-source-silent = Sunucu { $since } tarihinden beri yanıt vermiyor. Kendiliğinden yeniden sorulur, hiçbir şey kaybolmaz.
alert-source-refuses = { $since } tarihinden beri oradan hiçbir şey okunmuyor. { $why }
alert-backup-none = Bu ülkenin yedeği yok. İlk eksiklik: { $since }.
alert-backup-failed = Son yedekleme başarısız oldu ({ $since }).
alert-backup-unverified = Son yedek doğrulanamadı ({ $since }). Ona güvenilmez.
alert-backup-old = Son iyi yedek bir günden eski ({ $since }).
alert-well = Yeniden yolunda. { $since } tarihinden beri bozuktu.
alert-open = Sistem sayfasını aç

late-subject = { $count ->
    [one] Bir sevkiyat gecikti ya da günü geldi
   *[other] { $count } sevkiyat gecikti ya da günü geldi
}
late-subject-tomorrow = { $count ->
    [one] Bir sevkiyatın günü yarın
   *[other] { $count } sevkiyatın günü yarın
}
late-due-tomorrow = { $partner } için, günü yarın ({ $expected }). { $packages ->
    [one] Bir koli yolda
   *[other] { $packages } koli yolda
}; son görülme { $seen }.
late-overdue = { $partner } için, { $expected } tarihinden beri gecikti. { $packages ->
    [one] Bir koli ulaşmadı
   *[other] { $packages } koli ulaşmadı
}; son görülme { $seen }.
late-three-days = { $partner } için, üç gün ve daha fazla gecikti ({ $expected } tarihinden beri). { $packages ->
    [one] Bir koli ulaşmadı
   *[other] { $packages } koli ulaşmadı
}; son görülme { $seen }.
late-week = { $partner } için, bir hafta ve daha fazla gecikti ({ $days } gün, { $expected } tarihinden beri). { $packages ->
    [one] Bir koli ulaşmadı
   *[other] { $packages } koli ulaşmadı
}; son görülme { $seen }.
late-more = { $count ->
    [one] Ve bir tane daha.
   *[other] Ve { $count } tane daha.
}
late-open = Geciken bütün sevkiyatları aç
