# صندوق الوارد والرحلات وعمليات المسح.
inbox-title = الوارد
inbox-context = { $count ->
    [zero] لا شيء ينتظر أحداً.
    [one] عملية مسح واحدة تعذّر احتسابها كما هي.
    [two] عمليتا مسح تعذّر احتسابهما كما هما.
    [few] { $count } عمليات مسح تعذّر احتسابها كما هي.
    [many] { $count } عملية مسح تعذّر احتسابها كما هي.
   *[other] { $count } عملية مسح تعذّر احتسابها كما هي.
}
inbox-search = الرمز أو المكان أو الهاتف أو رقم السطر
inbox-filter = التصفية حسب السبب
inbox-what = المشكلة
inbox-detail = التفاصيل
inbox-code = الرمز
inbox-code-hint = كما على الملصق، مثل ‎/TR27.3
inbox-user-code = رمز المستخدم
inbox-user-code-hint = رمز المستخدم صاحب الهاتف
inbox-no-code = بلا رمز
inbox-meant = الأرجح:
inbox-where = المكان
inbox-when = وقت المسح
inbox-who = الماسح
inbox-phone = هاتف
inbox-phone-unknown = هاتف غير معروف
inbox-since = بدأ الانتظار
inbox-source = المصدر
inbox-do = القرار
inbox-accept = قبول
inbox-retry = إعادة المحاولة
inbox-retry-hint = ينظر فيها مرة أخرى، مثلاً بعد إنشاء الطرد أو المستخدم الناقص.
inbox-decide = قرّر
inbox-none-found = لا شيء يطابق
inbox-show-all = عرض كل الوارد
inbox-empty = لا شيء ينتظر
inbox-empty-hint = احتُسبت كل عمليات المسح التي وصلت.
inbox-already-settled = لم تعد هذه تنتظر.
inbox-still-open = ما زالت تنتظر: { $why }
inbox-dismissed = أُغلقت. تبقى محفوظة ولا تحتاج إلى شيء.
inbox-applied = صارت عملية المسح محتسبة.
inbox-deletion-settled = حُسم الأمر.
inbox-suggestion = أقرب تطابق
inbox-suggestion-text = الطرد المقصود على الأرجح:
inbox-correct = تصحيح
inbox-correct-go = حفظ واحتساب
inbox-status-unchanged = تُترك كما هي
inbox-other = أو
inbox-dismiss = إغلاق
inbox-dismiss-note = لا تحتاج إلى شيء، لأن …
inbox-dismiss-hint = تبقى عملية المسح محفوظة وتغادر الوارد فقط.
inbox-deleted = حُذفت في المصدر
inbox-deleted-hint = مطلوبة للإبطال.
inbox-keep = إبقاء عمليات مسحها
inbox-void = إبطال عمليات مسحها
inbox-raw = البيانات الخام
inbox-raw-show = عرض ما أرسله الهاتف
inbox-raw-all = كل النسخ
inbox-open-package = فتح الطرد
inbox-open-shipment = فتح الشحنة

submission-title = الاستمارة { $id }
submission-context = كما وصلت
submission-current = الآن
submission-replaced = استُبدلت بتعديل

scan-none = لا عمليات مسح بعد
scan-none-hint = تظهر هنا حالما يقرأ هاتف على الطريق ملصقاً.
scan-gap = { $days ->
    [zero] بلا مسح اليوم
    [one] يوم واحد بلا مسح
    [two] يومان بلا مسح
    [few] { $days } أيام بلا مسح
    [many] { $days } يوماً بلا مسح
   *[other] { $days } يوم بلا مسح
}
scan-backwards = إلى الوراء
scan-late = وصلت متأخرة
scan-arrived = أُرسلت
scan-sent = أُرسل
scan-received = استُلم
scan-latitude = خط العرض
scan-longitude = خط الطول
scan-country = البلد
scan-no-position = بلا موقع
scan-codes = عرض الرموز
scan-void = إبطال عملية المسح
scan-void-link = إبطال
scan-void-title = إبطال عملية المسح هذه؟
scan-void-text = تبقى في الرحلة مشطوبة ولا تُحتسب بعد الآن: يعود الطرد إلى ما تقوله عمليات مسحه الأخرى.
scan-void-hint = لماذا هي خاطئة.
scan-voided = أُبطلت عملية المسح.
scan-back = العودة إلى الطرد
