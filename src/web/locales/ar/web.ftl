# الإطار حول كل صفحة، وكلمات لا تخص غرفة بعينها.
app-name = CTS
skip-to-content = انتقل إلى المحتوى
back-to-countries = كل البلدان

nav-main = القائمة الرئيسية
nav-home = الرئيسية
nav-shipments = الشحنات
nav-map = الخريطة
nav-inbox = الوارد
nav-catalog = الكتالوج
nav-reports = التقارير
nav-people = الأشخاص
nav-entities = الجهات
nav-system = النظام

search-everything = ابحث عن رمز أو شحنة أو شريك …
search = بحث
language = اللغة
account = الحساب
sign-out = تسجيل الخروج
undo = تراجع
close = إغلاق
copy-code = نسخ
copied = تم النسخ
optional = اختياري
save = حفظ
cancel = إلغاء
more-actions = إجراءات أخرى
breadcrumbs = أنت هنا

sort-by = رتّب حسب { $column }
list-files = حفظ القائمة كاملة بصيغة
list-too-long = في هذه القائمة أكثر من { $most } سطر. استخدم التصفية واحفظها على أجزاء.
pager-range = { $from }–{ $to } من { $total }
pager-pages = الصفحات
pager-previous = الصفحة السابقة
pager-next = الصفحة التالية
pager-size = عدد الأسطر في الصفحة
pager-size-choice = { $count ->
    [many] { $count } سطراً
   *[other] { $count } سطر
}
no-match-hint = جرّب كلمات أقل أو ألغِ التصفية.
table-restored = معروض كما تركته.
table-filtered = معروض بالتصفية التي تركتها.
filter-clear = إلغاء التصفية
table-reset = اعرض الكل

comma = ،
days = { $count ->
    [zero] { $count } يوم
    [one] يوم واحد
    [two] يومان
    [few] { $count } أيام
    [many] { $count } يوماً
   *[other] { $count } يوم
}
ago-now = الآن
ago-minutes = { $count ->
    [one] قبل دقيقة
    [two] قبل دقيقتين
    [few] قبل { $count } دقائق
   *[other] قبل { $count } دقيقة
}
ago-hours = { $count ->
    [one] قبل ساعة
    [two] قبل ساعتين
    [few] قبل { $count } ساعات
   *[other] قبل { $count } ساعة
}
ago-days = { $count ->
    [one] قبل يوم
    [two] قبل يومين
    [few] قبل { $count } أيام
    [many] قبل { $count } يوماً
   *[other] قبل { $count } يوم
}
clock-am = { $clock } ص
clock-pm = { $clock } م
size-b = { $count } بايت
size-kb = { $count } كيلوبايت
size-mb = { $count } ميغابايت
size-gb = { $count } غيغابايت
duration-ms = { $count } مللي ثانية
duration-s = { $count } ثانية
month-1 = كانون الثاني
month-2 = شباط
month-3 = آذار
month-4 = نيسان
month-5 = أيار
month-6 = حزيران
month-7 = تموز
month-8 = آب
month-9 = أيلول
month-10 = تشرين الأول
month-11 = تشرين الثاني
month-12 = كانون الأول
weekday-1 = الاثنين
weekday-2 = الثلاثاء
weekday-3 = الأربعاء
weekday-4 = الخميس
weekday-5 = الجمعة
weekday-6 = السبت
weekday-7 = الأحد

error-title-not-found = غير موجود
error-title-not-like-this = ليس بهذه الطريقة
error-title-too-large = أكبر من اللازم
error-title-forbidden = غير مسموح
error-title-signed-out = لم تسجّل الدخول
error-title-conflict = غير ممكن الآن
error-title-invalid = تعذّرت القراءة
error-title-too-many = محاولات كثيرة
error-title-unavailable = غير متاح حالياً
error-title-internal = حدث خطأ
error-title-stale-form = هذه الصفحة قديمة
error-no-such-page = لا توجد صفحة في هذا العنوان. ربما نُقلت، أو أن الرابط غير كامل.
error-not-like-this = لا يقبل هذا العنوان هذا النوع من الطلبات. لم يتغيّر شيء.
error-behind-a-button = لا يُستعمل هذا العنوان بهذه الطريقة: هو لزر في صفحة أخرى. لم يتغيّر شيء. ارجع واضغط الزر هناك.
error-unreadable = في العنوان أو الاستمارة شيء تتعذّر قراءته.
error-too-large = ما أُرسل كبير جداً: الحد للاستمارة 2 ميغابايت وللملف 10 ميغابايت. لم يُحفظ شيء. ارجع واختصره أو أرسله على عدة أجزاء.
error-stale-form = بقيت الاستمارة مفتوحة مدة طويلة أو أُرسلت من صفحة أخرى. لم يتغيّر شيء. افتح الصفحة من جديد وأعد المحاولة.
error-too-many = انتظر { $minutes ->
    [one] دقيقة
    [two] دقيقتين
    [few] { $minutes } دقائق
   *[other] { $minutes } دقيقة
} ثم حاول مرة أخرى.
error-request-id = إذا طلبت المساعدة فاذكر هذا الرقم:
error-go-home = إلى الصفحة الرئيسية
error-go-back = افتح الصفحة من جديد
error-go-shipments = إلى الشحنات
error-status = خطأ { $status }

idle-title = هل ما زلت هنا؟
idle-text = سيتم تسجيل خروجك خلال { $time } لعدم وجود أي نشاط منذ مدة.
idle-drafts = تعود الاستمارات التي كنت تملؤها في علامة التبويب هذه حين تسجّل الدخول من جديد.
idle-stay = ابقَ مسجّلاً
environment-dev = نسخة التطوير
environment-staging = نظام تجريبي
error-stale = غيّر شخص آخر هذا أثناء تحريرك له.
form-changed-meanwhile = لم يُستبدل شيء. بقي ما كتبته، وحيث يختلف تظهر القيمة المحفوظة تحت الحقل. احفظ مرة أخرى لاستبدالها.
form-no-choice = هذا ليس من الخيارات. اختر من جديد.
form-overtaken = لم يُحفظ شيء. بقي ما كتبته هنا.
form-sent-before = وصلت هذه الاستمارة مرتين ونُفِّذت مرة واحدة: { $said }
form-sent-before-alone = وصلت هذه الاستمارة مرتين ونُفِّذت مرة واحدة.
form-stored = المحفوظ الآن:

form-draft-restored = عاد ما كتبته سابقاً. لم يُحفظ بعد.
form-draft-discard = تجاهله

country-turkey = تركيا
country-iraq = العراق
country-jordan = الأردن
country-syria = سوريا
country-lebanon = لبنان
town-istanbul = إسطنبول
town-baghdad = بغداد
town-amman = عمّان
town-damascus = دمشق
town-beirut = بيروت
lookup-none = لا شيء مطابق
lookup-search = اكتب للبحث …
lookup-create = أضف «{ $name }» كجديد
lookup-count = { $count ->
    [zero] لا شيء مطابق
    [one] نتيجة واحدة
    [two] نتيجتان
    [few] { $count } نتائج
    [many] { $count } نتيجة
   *[other] { $count } نتيجة
}
lookup-count-more = تظهر أول { $count } نتيجة؛ اكتب حروفاً أكثر للعثور على غيرها
lookup-unknown = تعذّر العثور على { $thing } باسم «{ $name }». اختر من القائمة.
lookup-several = عدة مواد تحمل الاسم «{ $name }». اختر واحدة من القائمة.
