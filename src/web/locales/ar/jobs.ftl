# المهام المجدولة ومرات تشغيلها.
job-alerts-check = إبلاغ المسؤولين بما تعطّل
job-shipments-overdue = إبلاغ المعنيين بالشحنات المتأخرة
job-cleanup = تنظيف الجلسات وسجلات التشغيل القديمة
job-mail-send = إرسال البريد
job-scans-poll = جلب عمليات المسح من خوادم الاستمارات
job-outcome-ok = تم
job-outcome-failed = فشل
job-outcome-skipped = تم التخطي، المهمة قيد التشغيل
job-outcome-interrupted = انقطع
job-outcome-running = قيد التشغيل
job-trigger-schedule = حسب الجدول
job-trigger-start = عند بدء التشغيل
job-trigger-person = يدوياً
