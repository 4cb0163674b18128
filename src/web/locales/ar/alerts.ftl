# ما يُخبَر به الناس بالبريد دون أن يسألوا: تنبيهات للمسؤولين، وشحنات متأخرة.
alert-subject = { $count ->
    [zero] لا شيء يحتاج إلى مسؤول النظام
    [one] أمر واحد يحتاج إلى مسؤول النظام
    [two] أمران يحتاجان إلى مسؤول النظام
    [few] { $count } أمور تحتاج إلى مسؤول النظام
    [many] { $count } أمراً يحتاج إلى مسؤول النظام
   *[other] { $count } أمر يحتاج إلى مسؤول النظام
}
alert-subject-well = { $count ->
    [zero] كل شيء بخير
    [one] أمر واحد عاد بخير
    [two] أمران عادا بخير
    [few] { $count } أمور عادت بخير
    [many] { $count } أمراً عاد بخير
   *[other] { $count } أمر عاد بخير
}
alert-job = مهمة مجدولة: { $job }
alert-form = استمارة على خادم الاستمارات: { $form }
alert-job-fails = تفشل منذ { $since }.
alert-source-silent = لم يجب الخادم منذ { $since }. يُسأل من جديد تلقائياً ولا يضيع شيء.
alert-source-refuses = منذ { $since } لا يُقرأ منه شيء. { $why }
alert-backup-none = لا توجد نسخة احتياطية لهذا البلد. لوحظ ذلك أول مرة { $since }.
alert-backup-failed = فشلت آخر نسخة احتياطية (لوحظ { $since }).
alert-backup-unverified = تعذّر التحقق من آخر نسخة احتياطية (لوحظ { $since }). لا يُعتمد عليها.
alert-backup-old = آخر نسخة احتياطية جيدة أقدم من يوم (لوحظ { $since }).
alert-well = عاد بخير. كان معطلاً منذ { $since }.
alert-open = افتح صفحة النظام

late-subject = { $count ->
    [zero] لا شحنات متأخرة
    [one] شحنة واحدة متأخرة أو حان موعدها
    [two] شحنتان متأخرتان أو حان موعدهما
    [few] { $count } شحنات متأخرة أو حان موعدها
    [many] { $count } شحنة متأخرة أو حان موعدها
   *[other] { $count } شحنة متأخرة أو حان موعدها
}
late-subject-tomorrow = { $count ->
    [zero] لا شحنات موعدها غداً
    [one] شحنة واحدة موعدها غداً
    [two] شحنتان موعدهما غداً
    [few] { $count } شحنات موعدها غداً
    [many] { $count } شحنة موعدها غداً
   *[other] { $count } شحنة موعدها غداً
}
late-due-tomorrow = إلى { $partner }، موعدها غداً ({ $expected }). { $packages ->
    [zero] لا طرود في الطريق
    [one] طرد واحد في الطريق
    [two] طردان في الطريق
    [few] { $packages } طرود في الطريق
    [many] { $packages } طرداً في الطريق
   *[other] { $packages } طرد في الطريق
}؛ آخر مشاهدة { $seen }.
late-overdue = إلى { $partner }، متأخرة منذ { $expected }. { $packages ->
    [zero] وصلت كل الطرود
    [one] طرد واحد لم يصل
    [two] طردان لم يصلا
    [few] { $packages } طرود لم تصل
    [many] { $packages } طرداً لم يصل
   *[other] { $packages } طرد لم يصل
}؛ آخر مشاهدة { $seen }.
late-three-days = إلى { $partner }، متأخرة ثلاثة أيام أو أكثر (منذ { $expected }). { $packages ->
    [zero] وصلت كل الطرود
    [one] طرد واحد لم يصل
    [two] طردان لم يصلا
    [few] { $packages } طرود لم تصل
    [many] { $packages } طرداً لم يصل
   *[other] { $packages } طرد لم يصل
}؛ آخر مشاهدة { $seen }.
late-week = إلى { $partner }، متأخرة أسبوعاً أو أكثر ({ $days ->
    [few] { $days } أيام
    [many] { $days } يوماً
   *[other] { $days } يوم
}، منذ { $expected }). { $packages ->
    [zero] وصلت كل الطرود
    [one] طرد واحد لم يصل
    [two] طردان لم يصلا
    [few] { $packages } طرود لم تصل
    [many] { $packages } طرداً لم يصل
   *[other] { $packages } طرد لم يصل
}؛ آخر مشاهدة { $seen }.
late-more = { $count ->
    [zero] ولا شيء غيرها.
    [one] وواحدة أخرى.
    [two] واثنتان أخريان.
    [few] و{ $count } أخرى.
    [many] و{ $count } أخرى.
   *[other] و{ $count } أخرى.
}
late-open = افتح كل الشحنات المتأخرة
