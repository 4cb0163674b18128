# الصفحة الرئيسية والبحث وصفحة النظام.
home-title = ما يحتاج إليك الآن
home-today = { $weekday } { $date }
home-in-town = بتوقيت { $town }
home-overdue = { $count ->
    [zero] لا شيء متأخر على الطريق
    [one] شحنة متأخرة على الطريق
    [two] شحنتان متأخرتان على الطريق
    [few] شحنات متأخرة على الطريق
    [many] شحنة متأخرة على الطريق
   *[other] شحنة متأخرة على الطريق
}
home-inbox = { $count ->
    [zero] احتُسبت كل عمليات المسح
    [one] عملية مسح تعذّر احتسابها
    [two] عمليتا مسح تعذّر احتسابهما
    [few] عمليات مسح تعذّر احتسابها
    [many] عملية مسح تعذّر احتسابها
   *[other] عملية مسح تعذّر احتسابها
}
home-silent = { $count ->
    [zero] لا شيء بلا أخبار على الطريق
   *[other] بلا أخبار منذ أكثر من { $days ->
        [zero] يوم
        [one] يوم
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يوماً
       *[other] { $days } يوم
    }
}
home-machine-well = المصادر والمهام بخير
home-machine-bad = { $count ->
    [zero] لا مصدر ولا مهمة متعطلة
    [one] مصدر أو مهمة متعطلة
    [two] مصدران أو مهمتان متعطلتان
    [few] مصادر ومهام متعطلة
    [many] مصدراً ومهمة متعطلة
   *[other] مصدر ومهمة متعطلة
}
home-fails = متعطّل
home-form = { $source }: { $form }
home-received = الطرود الواصلة كل أسبوع
home-received-sum = { $count ->
    [zero] لا شيء في 8 أسابيع
    [one] واحد في 8 أسابيع
    [two] اثنان في 8 أسابيع
    [few] { $count } في 8 أسابيع
    [many] { $count } في 8 أسابيع
   *[other] { $count } في 8 أسابيع
}
home-received-none = لم يصل أي طرد في آخر 8 أسابيع.
home-week = أ{ $week }
home-moved = ما تحرّك اليوم
home-moved-none = لم يتحرّك شيء اليوم بعد.
home-road = على الطريق الآن
home-road-packages = { $count ->
    [zero] لا طرود في { $shipments }
    [one] طرد واحد في { $shipments }
    [two] طردان في { $shipments }
    [few] { $count } طرود في { $shipments }
    [many] { $count } طرداً في { $shipments }
   *[other] { $count } طرد في { $shipments }
}
home-road-shipments = { $count ->
    [zero] لا شحنات
    [one] شحنة واحدة
    [two] شحنتين
    [few] { $count } شحنات
    [many] { $count } شحنة
   *[other] { $count } شحنة
}
home-road-value = قيمة هذه الشحنات
home-road-none = لا شيء على الطريق.

search-title = البحث
search-packages = الطرود
search-partners = الشركاء
search-items = مواد الكتالوج
search-kits = الأطقم
search-donors = المانحون
search-suppliers = المورّدون
search-transporters = الناقلون
search-categories = الفئات
search-donor-codes = رموز المانحين
search-people = الأشخاص
search-scans = عمليات المسح
search-submissions = الاستمارات المرسلة
search-none = لا نتائج للبحث عن «{ $q }»
search-elsewhere = يبدو هذا رمزًا يخص { $country }؛ كل بلد يجد رموزه فقط.
search-none-hint = ابحث عن رمز طرد أو وصف شحنة أو إذن صرف أو شريك.
search-hint = رمز الطرد الكامل يفتح الطرد مباشرة.

jobs-title = النظام
jobs-scheduled = المهام المجدولة
jobs-job = المهمة
jobs-every = كل
jobs-minutes = { $count ->
    [zero] دقيقة
    [one] دقيقة
    [two] دقيقتين
    [few] { $count } دقائق
    [many] { $count } دقيقة
   *[other] { $count } دقيقة
}
jobs-last = آخر تشغيل
jobs-last-ok = آخر نجاح
jobs-outcome = النتيجة
jobs-took = المدة
jobs-took-ms = المدة (مللي ثانية)
jobs-done = المنجز
jobs-run = تشغيل الآن
jobs-never = أبداً
jobs-sources = خوادم الاستمارات
jobs-observations = الواصل { $received } = محتسب { $applied } + مفتوح { $open } + منتظر { $pending } + مغلق { $dismissed } + مُبطل { $void }
jobs-form = الاستمارة
jobs-state = الحالة
jobs-since = منذ
jobs-next = المحاولة التالية
jobs-asked = أجاب
jobs-new-row = صف جديد
jobs-max-row = آخر صف
jobs-no-forms = لا خادم استمارات
jobs-no-forms-hint = لا يوجد في إعدادات هذا البلد، أو لم يُسأل أحدها بعد.
jobs-runs = آخر عمليات التشغيل
jobs-when = متى
jobs-why = السبب
jobs-none = لم يُشغَّل شيء بعد
job-started = بدأت: { $job }.
jobs-well = كل شيء على ما يرام.
jobs-bad = { $count ->
    [zero] كل شيء على ما يرام.
    [one] أمر واحد ليس على ما يرام؛ يظهر بالأحمر أدناه.
    [two] أمران ليسا على ما يرام؛ يظهران بالأحمر أدناه.
    [few] { $count } أمور ليست على ما يرام؛ تظهر بالأحمر أدناه.
    [many] { $count } أمرًا ليس على ما يرام؛ تظهر بالأحمر أدناه.
   *[other] { $count } أمر ليس على ما يرام؛ تظهر بالأحمر أدناه.
}

system-machine = الجهاز
system-version = الإصدار
system-version-is = { $version }، { $environment ->
    [dev] نسخة التطوير
    [staging] نظام تجريبي
   *[production] النظام الفعلي
}
system-configuration = الإعدادات
system-configuration-ok = نافذة كما هي على القرص
system-configuration-bad = في الملفات على القرص مشكلات وهي غير نافذة
system-migrations = بنية القاعدة
system-migrations-ok = محدّثة
system-migrations-missing = { $count ->
    [zero] لا ترحيلات لم تُنفّذ
    [one] ترحيل واحد لم يُنفّذ
    [two] ترحيلان لم يُنفّذا
    [few] { $count } ترحيلات لم تُنفّذ
    [many] { $count } ترحيلًا لم يُنفّذ
   *[other] { $count } ترحيل لم يُنفّذ
  }
system-database = قاعدة البيانات
system-size = { $size }
system-backup = النسخة الاحتياطية
system-backup-none = لا توجد
system-backup-ok = { $size }، تم التحقق منها
system-backup-off = النسخ الاحتياطي الليلي متوقف هنا: على من يدير الخادم أن ينسخ بيانات هذا البلد احتياطيًا
system-backup-theirs = قاعدة بياناته على خادم يديره آخرون، وعليهم نسخها احتياطيًا
system-backup-old = آخر نسخة قديمة جدًا
system-backup-failed = فشلت آخر نسخة
system-backup-unverified = لم يُتحقق من آخر نسخة

audit-title = التغييرات
audit-lead = من غيّر ماذا ومتى ومن أي مدخل. لا يمكن لأحد إزالة سطر.
audit-when = متى
audit-who = المنفّذ
audit-what = ماذا
audit-what-hint = shipment:27، user.create …
audit-from = من تاريخ
audit-to = إلى تاريخ
audit-no-day = لا يوجد يوم كهذا. اختر يوماً أو اكتبه هكذا: 2026-11-20.
audit-to-before-from = هذا اليوم قبل الأول. بدّل بينهما أو اترك أحدهما فارغاً.
audit-door = عبر
audit-action = الإجراء
audit-changes = قبل وبعد
audit-none = لا تغييرات
audit-none-hint = لا شيء يطابق. أزل أحد الشروط.
audit-actor-user = شخص
audit-actor-operator = مسؤول النظام
audit-actor-source = خادم استمارات
audit-actor-system = النظام
audit-actor-anonymous = غير مسجّل الدخول
audit-door-page = صفحة
audit-door-api = واجهة برمجية
audit-door-command-line = سطر الأوامر
audit-door-shell = الصدفة
audit-door-poller = قراءة خادم الاستمارات
audit-door-job = الجدولة
audit-door-demo = عرض تجريبي
audit-door-import = استيراد

notices = الإشعارات
notices-new = { $count ->
    [zero] لا جديد.
    [one] إشعار جديد واحد.
    [two] إشعاران جديدان.
    [few] { $count } إشعارات جديدة.
    [many] { $count } إشعاراً جديداً.
   *[other] { $count } إشعار جديد.
}
notices-see = اعتبرها كلها مقروءة
notices-none = لا شيء موجّه إليك
notices-none-hint = تقرأ هنا متى تتأخر شحناتك أو تصل، ومتى تنتظر عمليات مسحها في الوارد.
notice-new = جديد
notice-shipment = { $name }
notice-due = متوقعة غداً، و{ $count ->
    [one] طرد واحد ما زال
    [two] طردان ما زالا
    [few] { $count } طرود ما زالت
    [many] { $count } طرداً ما زالت
   *[other] { $count } طرد ما زالت
} في الطريق.
notice-overdue = متأخرة منذ { $days ->
    [one] يوم
    [two] يومين
    [few] { $days } أيام
    [many] { $days } يوماً
   *[other] { $days } يوم
}، وفي الطريق { $count ->
    [one] طرد واحد
    [two] طردان
    [few] { $count } طرود
    [many] { $count } طرداً
   *[other] { $count } طرد
}.
notice-arrived = { $count ->
    [one] وصل طردها الوحيد.
    [two] وصل طرداها.
    [few] وصلت طرودها كلها وعددها { $count }.
   *[other] وصلت طرودها كلها وعددها { $count }.
}
notice-waiting = { $count ->
    [one] عملية مسح تنتظر قراراً.
    [two] عمليتا مسح تنتظران قراراً.
    [few] { $count } عمليات مسح تنتظر قراراً.
   *[other] { $count } عملية مسح تنتظر قراراً.
}
notice-failing = لا تعمل. تجد في صفحة النظام منذ متى ولماذا.

help = مساعدة
help-lead = عمّ تجيب كل صفحة، وكيف تُحتسب الأمور.
help-contents = المحتويات
help-start = كيف تجد طريقك
help-shipments = الشحنات والحالات
help-shipment = شحنة واحدة
help-building = إعداد شحنة
help-printing = الطباعة
help-receiving = الاستلام
help-scans = كيف تُحتسب عمليات المسح
help-people = من يستطيع ماذا
