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
search-transporters = Nakliyeciler
search-categories = Kategoriler
search-donor-codes = Bağışçı kodları
search-people = Kişiler
search-scans = Okutmalar
search-submissions = Gönderilen formlar
search-none = “{ $q }” için sonuç yok
search-elsewhere = Bu, { $country } ülkesinin bir koduna benziyor; her ülke yalnızca kendi kodlarını bulur.
search-none-hint = Bir koli kodu, sevkiyat açıklaması, depo çıkışı veya ortak arayın.
search-hint = Tam bir koli kodu koliyi hemen açar.

jobs-title = Sistem
jobs-scheduled = Zamanlanmış görevler
jobs-job = Görev
jobs-every = Aralık
jobs-minutes = { $count ->
    [one] dakikada bir
   *[other] { $count } dakikada bir
}
jobs-last = Son çalışma
jobs-last-ok = son başarılı
jobs-outcome = Sonuç
jobs-took = Süre
jobs-took-ms = Süre (ms)
jobs-done = Yapılan
jobs-run = Şimdi çalıştır
jobs-never = hiç
jobs-sources = Form sunucuları
jobs-observations = Gelen { $received } = sayılan { $applied } + açık { $open } + bekleyen { $pending } + kapatılan { $dismissed } + geçersiz { $void }
jobs-form = Form
jobs-state = Durum
jobs-since = Başlangıç:
jobs-next = Sonraki deneme:
jobs-asked = Yanıt
jobs-new-row = Yeni satır
jobs-max-row = Son satır
jobs-no-forms = Form sunucusu yok
jobs-no-forms-hint = Bu ülkenin ayarlarında yok ya da henüz hiçbirine sorulmadı.
jobs-runs = Son çalışmalar
jobs-when = Ne zaman
jobs-why = Neden
jobs-none = Henüz bir şey çalışmadı
job-started = Başlatıldı: { $job }.
jobs-well = Her şey yolunda.
jobs-bad = { $count ->
    [one] { $count } şey yolunda değil; aşağıda kırmızıyla görünüyor.
   *[other] { $count } şey yolunda değil; aşağıda kırmızıyla görünüyorlar.
}

system-machine = Makine
system-version = Sürüm
system-version-is = { $version }, { $environment ->
    [dev] Geliştirme
    [staging] Deneme sistemi
   *[production] Gerçek sistem
}
system-configuration = Yapılandırma
system-configuration-ok = Diskteki hâliyle yürürlükte
system-configuration-bad = Diskteki dosyalarda sorun var; yürürlükte değiller
system-migrations = Şema
system-migrations-ok = Güncel
system-migrations-missing = { $count ->
    [one] Bir geçiş çalıştırılmadı
   *[other] { $count } geçiş çalıştırılmadı
  }
system-database = Veritabanı
system-size = { $size }
system-backup = Yedek
system-backup-none = Yok
system-backup-ok = { $size }, doğrulandı
system-backup-off = Gece yedeklemesi burada kapalı: bu ülkeyi sunucuyu yönetenler yedeklemelidir
system-backup-theirs = Veritabanı başkalarının sunucusunda; onu onlar yedeklemelidir
system-backup-old = Son yedek çok eski
system-backup-failed = Son yedek başarısız oldu
system-backup-unverified = Son yedek doğrulanmadı

audit-title = Değişiklikler
audit-lead = Kim neyi, ne zaman ve hangi yoldan değiştirdi. Hiçbir satır silinemez.
audit-when = Ne zaman
audit-who = Kim
audit-what = Ne
audit-what-hint = shipment:27, user.create …
audit-from = Başlangıç
audit-to = Bitiş
audit-no-day = Böyle bir gün yok. Bir gün seçin ya da 2026-11-20 gibi yazın.
audit-to-before-from = Bu gün ilkinden önce. İkisinin yerini değiştirin ya da birini boş bırakın.
audit-door = Nereden
audit-action = İşlem
audit-changes = Önce ve sonra
audit-none = Değişiklik yok
audit-none-hint = Eşleşen yok. Bir koşulu kaldırın.
audit-actor-user = bir kişi
audit-actor-operator = bir yönetici
audit-actor-source = bir form sunucusu
audit-actor-system = sistem
audit-actor-anonymous = oturum açmamış biri
audit-door-page = Sayfa
audit-door-api = API
audit-door-command-line = Komut satırı
audit-door-shell = Kabuk
audit-door-poller = Form sunucusunun yoklanması
audit-door-job = Zamanlama
audit-door-demo = Demo
audit-door-import = İçe aktarma

notices = Bildirimler
notices-new = { $count ->
    [0] Yeni bir şey yok.
   *[other] { $count } yeni bildirim.
}
notices-see = Hepsini görüldü say
notices-none = Size yönelik bir bildirim yok
notices-none-hint = Sevkiyatlarınız geciktiğinde ya da ulaştığında ve okutmaları gelen kutusunda beklediğinde burada yazar.
notice-new = Yeni
notice-shipment = { $name }
notice-due = Yarın bekleniyor; { $count } koli hâlâ yolda.
notice-overdue = { $days } gündür gecikmiş; { $count } koli yolda.
notice-arrived = { $count ->
    [one] Tek kolisi ulaştı.
   *[other] { $count } kolinin tümü ulaştı.
}
notice-waiting = { $count } okutma karar bekliyor.
notice-failing = Çalışmıyor. Ne zamandan beri ve neden olduğu sistem sayfasında yazar.

help = Yardım
help-lead = Her sayfanın neye yanıt verdiği ve nelerin nasıl sayıldığı.
help-contents = İçindekiler
help-start = Yolunu bulmak
help-shipments = Sevkiyatlar ve durumlar
help-shipment = Tek bir sevkiyat
help-building = Sevkiyat hazırlamak
help-printing = Yazdırmak
help-receiving = Teslim almak
help-scans = Okutmalar nasıl sayılır
help-people = Kim ne yapabilir
