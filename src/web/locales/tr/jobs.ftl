# Zamanlanmış görevler ve çalışmaları.
job-alerts-check = Bozulanları yöneticilere bildir
job-shipments-overdue = Geciken sevkiyatları ilgililere bildir
job-cleanup = Eski oturumları ve çalışma kayıtlarını temizle
job-mail-send = Postaları gönder
job-scans-poll = Form sunucularından okutmaları al
job-outcome-ok = Tamamlandı
job-outcome-failed = Başarısız
job-outcome-skipped = Atlandı, zaten çalışıyor
job-outcome-interrupted = Yarıda kesildi
job-outcome-running = Çalışıyor
job-trigger-schedule = Zamanlanmış
job-trigger-start = Başlangıçta
job-trigger-person = Elle
