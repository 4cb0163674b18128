# كلمات الكتالوج: المواد والأطقم والمانحون والموردون والناقلون.
catalog-thing-item = مادة
catalog-thing-kit = طقم
catalog-required = هذا الحقل مطلوب.
catalog-too-long = لا يتسع لأكثر من { $limit } حرفاً.
catalog-negative = لا يمكن أن تكون القيمة أقل من الصفر.
catalog-too-much = هذا المبلغ كبير جداً.
catalog-taken = هذا موجود في القائمة من قبل.
catalog-item-taken = توجد في الكتالوج مادة بالوصف والمانح والمورد والسعر المحلي نفسها.
catalog-quantity = يجب أن تكون الكمية بين 1 و { $limit }.
catalog-quantity-sum = سيصبح مجموع { $item } ‏{ $sum }. لا يتسع الطقم لأكثر من { $limit } من المادة الواحدة.
catalog-no-kit-but = لا يوجد طقم { $name }. هل تقصد { $near }؟
catalog-no-item = إحدى هذه المواد لم تعد في الكتالوج.
catalog-parts = أقسام الكتالوج
catalog-items = المواد
catalog-item = المادة
catalog-kits = الأطقم
catalog-context = { $items ->
    [zero] لا مواد
    [one] مادة واحدة
    [two] مادتان
    [few] { $items } مواد
    [many] { $items } مادة
   *[other] { $items } مادة
} في { $categories ->
    [zero] لا فئات
    [one] فئة واحدة
    [two] فئتين
    [few] { $categories } فئات
    [many] { $categories } فئة
   *[other] { $categories } فئة
}
catalog-new-item = مادة جديدة
catalog-search = الوصف أو رمز المادة
catalog-filter = المستعمل أو المؤرشف
catalog-category = الفئة
catalog-category-hint = اختر فئة أو اكتب اسماً جديداً: تُضاف عند حفظ المادة.
catalog-donor = المانح
catalog-supplier = المورد
catalog-t1 = رمز T1
catalog-unit = الوحدة
catalog-weight = الوزن بالكيلوغرام
catalog-price = السعر ({ $currency })
catalog-item-code = رمز المادة
catalog-description = الوصف
catalog-in-use-chip = المستعمل
catalog-archived-chip = المؤرشف
catalog-archived-tag = مؤرشف
catalog-archived-count = المؤرشف: { $count }
catalog-archived-note = هذا مؤرشف: لم يعد معروضاً للاختيار، ويبقى حيث هو مستعمل.
catalog-none = الكتالوج فارغ
catalog-none-hint = أضف المادة الأولى أو استورد جدولاً.
catalog-none-archived = لا شيء مؤرشف
catalog-remove = حذف { $name }؟
catalog-delete = حذف
catalog-archive = أرشفة
catalog-unarchive = إعادة إلى الاستعمال
catalog-delete-or-archive = حذف أو أرشفة
catalog-cannot-delete = لا يمكن حذف { $name } لأنه مستعمل في:
catalog-archive-instead = يمكنك أرشفته بدلاً من ذلك: لا يعود معروضاً للاختيار، ويبقى كل ما يستعمله كما هو.
catalog-delete-question = سيُحذف { $name } ({ $thing }) نهائياً.
catalog-delete-unused = لا شيء يشير إليه.
catalog-created = أُضيف { $name }.
catalog-saved = حُفظ { $name }.
catalog-deleted = حُذف { $name }.
catalog-archived = أُرشف { $name }.
catalog-unarchived = عاد { $name } إلى الاستعمال.
catalog-is-archived = { $name } مؤرشف.
catalog-is-not-archived = { $name } غير مؤرشف.
catalog-kind-in-use = إنه مستعمل في { $uses }: يبقى نوعه كما هو.
catalog-in-use = { $name } مستعمل في { $uses } ولم يُحذف. أرشفه بدلاً من ذلك.
catalog-uses-items = { $count ->
    [one] مادة واحدة من الكتالوج
    [two] مادتين من الكتالوج
    [few] { $count } مواد من الكتالوج
   *[other] { $count } مادة من الكتالوج
}
catalog-uses-donors = { $count ->
    [one] مانح واحد
    [two] مانحين
    [few] { $count } مانحين
   *[other] { $count } مانحاً
}
catalog-uses-kits = { $count ->
    [one] طقم واحد
    [two] طقمين
    [few] { $count } أطقم
   *[other] { $count } طقماً
}
catalog-uses-packages = { $count ->
    [one] طرد واحد
    [two] طردين
    [few] { $count } طرود
   *[other] { $count } طرداً
}
catalog-uses-shipments = { $count ->
    [one] شحنة واحدة
    [two] شحنتين
    [few] { $count } شحنات
   *[other] { $count } شحنة
}
number-unreadable = هذا ليس رقماً.
number-ambiguous = يمكن قراءة هذا بطريقتين. اكتب { $whole } أو { $decimals }.

# القوائم القصيرة خلف الكتالوج.
entities-context = قوائم تختار منها المواد والطرود والشحنات
entity-title-categories = الفئات
entity-title-donors = المانحون
entity-title-donor-codes = رموز المانحين
entity-title-suppliers = الموردون
entity-title-transporters = الناقلون
entity-new-categories = فئة جديدة
entity-new-donors = مانح جديد
entity-new-donor-codes = رمز مانح جديد
entity-new-suppliers = مورد جديد
entity-new-transporters = ناقل جديد
entity-none-categories = لا فئات بعد
entity-none-donors = لا مانحين بعد
entity-none-donor-codes = لا رموز مانحين بعد
entity-none-suppliers = لا موردين بعد
entity-none-transporters = لا ناقلين بعد
entity-none-hint = ما يُضاف هنا يمكن اختياره في كل مكان.
entity-context-categories = { $count ->
    [zero] لا فئات
    [one] فئة واحدة
    [two] فئتان
    [few] { $count } فئات
   *[other] { $count } فئة
}
entity-context-donors = { $count ->
    [zero] لا مانحين
    [one] مانح واحد
    [two] مانحان
    [few] { $count } مانحين
   *[other] { $count } مانحاً
}
entity-context-donor-codes = { $count ->
    [zero] لا رموز
    [one] رمز واحد
    [two] رمزان
    [few] { $count } رموز
   *[other] { $count } رمزاً
}
entity-context-suppliers = { $count ->
    [zero] لا موردين
    [one] مورد واحد
    [two] موردان
    [few] { $count } موردين
   *[other] { $count } مورداً
}
entity-context-transporters = { $count ->
    [zero] لا ناقلين
    [one] ناقل واحد
    [two] ناقلان
    [few] { $count } ناقلين
   *[other] { $count } ناقلاً
}
entity-archived-context = المؤرشف: لم يعد معروضاً، ويبقى حيث هو مستعمل
entity-thing-category = فئة
entity-thing-donor = مانح
entity-thing-donor-code = رمز مانح
entity-thing-supplier = مورد
entity-thing-transporter = ناقل
entity-search = البحث بالاسم
entity-name = الاسم
entity-code = الرمز
entity-kind = النوع
entity-t1 = رموز T1
entity-t3 = رموز T3
entity-new-t1 = رموز T1 أخرى
entity-new-t3 = رموز T3 أخرى
entity-new-codes-hint = مفصولة بفواصل. الرمز الموجود يُعثر عليه مهما كانت أحرفه، والجديد يُضاف.

# الأطقم.
kit-context = مجموعات مواد تُعبّأ معاً؛ الأسعار بأسعار اليوم
kit-new = طقم جديد
kit-new-hint = بعد الحفظ اختر مواد من الكتالوج واكتب كمياتها.
kit-search = الاسم أو الوصف
kit-none = لا أطقم بعد
kit-none-hint = الطقم يملأ طروداً كثيرة دفعة واحدة بالمواد نفسها.
kit-description = الوصف
kit-quantity = الكمية
kit-quantity-short = الكمية
kit-quantity-of = كمية { $name }
kit-quantity-wrong = الكميات أعداد صحيحة من { $least } إلى { $limit }. الخطأ محدَّد.
kit-copy = نسخ
kit-copy-of = نسخ { $name }
kit-copy-name = { $name } (نسخة)
kit-copy-hint = يُنسخ كل ما فيه: { $items ->
    [zero] لا مواد
    [one] مادة واحدة
    [two] مادتان
    [few] { $items } مواد
   *[other] { $items } مادة
}، والمجموع { $quantity }.
kit-holds = { $items ->
    [0] لا يحوي شيئاً بعد
    [one] يحوي مادة واحدة، والمجموع { $quantity }
    [two] يحوي مادتين، والمجموع { $quantity }
    [few] يحوي { $items } مواد، والمجموع { $quantity }
   *[other] يحوي { $items } مادة، والمجموع { $quantity }
}
kit-packages = { $count ->
    [one] أُعدّ منه طرد واحد
    [two] أُعدّ منه طردان
    [few] أُعدّت منه { $count } طرود
   *[other] أُعدّ منه { $count } طرداً
}
kit-packages-stay = { $count ->
    [0] لم يُعدّ منه أي طرد.
    [one] أُعدّ منه طرد واحد ويبقى كما هو.
    [two] أُعدّ منه طردان ويبقيان كما هما.
    [few] أُعدّت منه { $count } طرود وتبقى كما هي.
   *[other] أُعدّ منه { $count } طرداً وتبقى كما هي.
}
kit-goes-with-contents = { $count ->
    [0] لا يحوي شيئاً.
    [one] تُحذف معه قائمة مادته الواحدة، وتبقى المادة في الكتالوج.
    [two] تُحذف معه قائمة مادتيه، وتبقى المادتان في الكتالوج.
    [few] تُحذف معه قائمة موادّه وعددها { $count }، وتبقى المواد في الكتالوج.
   *[other] تُحذف معه قائمة موادّه وعددها { $count }، وتبقى المواد في الكتالوج.
}
kit-add-from-catalog = إضافة من الكتالوج
kit-add-all = أضف الكل إلى الطقم
kit-add-one = أضف { $name } فقط
kit-add = إضافة
kit-clear = مسح الكميات
kit-fill = تعبئة طقم
kit-fill-none = تعبئة طقم …
kit-filling = تعبئة
kit-holds-no = لا توجد في { $kit } المادة { $item }.
kit-nothing-was-added = لم يُضف شيء. ما كتبته ما زال موجوداً.
kit-nothing-added = لم تُكتب أي كمية، فلم يُضف شيء إلى { $kit }.
kit-added = أُضيف إلى { $kit }: { $items }.
kit-added-line = { $added } × { $name }
kit-increased-line = { $added } × { $name } (صار { $total })
kit-added-others = { $count ->
    [one] مادة أخرى
    [two] مادتان أخريان
    [few] { $count } مواد أخرى
   *[other] { $count } مادة أخرى
}
kit-choose-first = اختر طقماً أولاً.
kit-created = أُنشئ { $name }. اكتب الكميات بجانب المواد التي يحويها.
kit-sum = المجموع { $currency }
kit-take-out = إخراج { $name }
kit-take-out-sure = إخراج { $name } من هذا الطقم؟ يُحفظ معه ما كُتب غير ذلك.
kit-total = المجموع
kit-empty = لا يحوي هذا الطقم شيئاً بعد
kit-empty-hint = أضف مواد من الكتالوج، عدة مواد معاً، أو واحدة واحدة أدناه.
kit-zero-hint = الكمية 0 تُخرج المادة من الطقم.
kit-one-more = إضافة مادة واحدة

# مواد من جدول.
import-title = استيراد
import-context = مواد من جدول؛ لا يُكتب شيء قبل موافقتك
import-gone = لم يعد هذا الملف ينتظر. أرسله من جديد.
import-file = الجدول
import-file-hint = إكسل (‎.xlsx أو ‎.xls) أو OpenDocument (‎.ods) أو نص (‎.csv)، حتى { $limit } ميغابايت و{ $rows } سطر
import-encoding = ترميز الملف النصي
import-encoding-hint = لملفات ‎.csv و‎.txt فقط. تذكر المعاينة كيف قُرئ الملف.
import-encoding-found = يُكتشف تلقائياً
import-encoding-utf-8 = UTF-8
import-encoding-windows-1254 = Windows-1254 (التركية)
import-encoding-windows-1256 = Windows-1256 (العربية)
import-read-as = قُرئ { $file } على أنه { $encoding }
import-read-as-hint = إذا بدت الحروف خاطئة فاختر ترميزاً آخر واطلب قراءة الملف من جديد.
import-read-again = اقرأه من جديد
import-not-utf-8 = الملف غير محفوظ بترميز UTF-8. اختر ترميزاً آخر.
import-done-before = { $count ->
    [one] استُورد { $file } من قبل، في { $at }: أُضيفت مادة واحدة. لم يُضف شيء من جديد.
    [two] استُورد { $file } من قبل، في { $at }: أُضيفت مادتان. لم يُضف شيء من جديد.
    [few] استُورد { $file } من قبل، في { $at }: أُضيفت { $count } مواد. لم يُضف شيء من جديد.
   *[other] استُورد { $file } من قبل، في { $at }: أُضيفت { $count } مادة. لم يُضف شيء من جديد.
}
import-check = افحص الملف
import-another = فحص ملف آخر
import-reading = تجري قراءة الملف …
import-writing = تجري إضافة المواد …
import-written = كُتب { $rows } من أصل { $of } من الأسطر. لا تُحتسب إلا إذا كُتبت كلها.
import-how = ما يحتاجه الجدول
import-how-text = يحوي السطر الأول هذه العناوين بأي ترتيب، وتُهمل الأعمدة الأخرى. كل سطر بعده مادة جديدة. الأسطر الموجودة في الكتالوج كما هي تُترك، والاستيراد لا يغيّر أي مادة.
import-template-xlsx = نموذج لإكسل
import-template-csv = نموذج نصي
import-column-item-code = مطلوب. رمز المادة.
import-column-item-category = مطلوب. كما كُتب تماماً في قائمة الفئات؛ والجديد يُضاف.
import-column-description = مطلوب. 255 حرفاً على الأكثر.
import-column-donor = يمكن تركه فارغاً. كما كُتب تماماً في قائمة المانحين؛ والجديد يُضاف.
import-column-donor-t1 = يمكن تركه فارغاً. رمز T1؛ يُضاف إلى رموز المانح إن لم يكن بينها.
import-column-supplier = يمكن تركه فارغاً. كما كُتب تماماً في قائمة الموردين؛ والجديد يُضاف.
import-column-weight = يمكن تركه فارغاً. وزن الوحدة بالكيلوغرام.
import-column-unit = يمكن تركه فارغاً. مثل علبة أو قطعة.
import-column-price-local = مطلوب، والصفر مسموح. سعر الوحدة بالعملة المحلية.
import-column-price-usd = مطلوب، والصفر مسموح. سعر الوحدة بالدولار الأمريكي حتى ثلاث خانات عشرية.
import-new = { $count ->
    [one] مادة جديدة
    [two] مادتان جديدتان
    [few] مواد جديدة
   *[other] مادة جديدة
}
import-unchanged = { $count ->
   *[other] موجودة في الكتالوج من قبل وتبقى كما هي
}
import-archived = { $count ->
   *[other] منها مؤرشفة: لا تُعرض للاختيار حتى يعيدها أحد إلى الاستعمال
}
import-creates = هذه غير موجودة بعد وستُضاف:
import-more-names = و{ $count } غيرها
import-looks-like = سيُضاف { $name } جديداً، وهو يشبه { $other }.
import-looks-like-hint = الفرق في نقاط الحروف أو علاماتها فقط. إذا كان المقصود واحداً فاكتبه في الملف كالآخر وافحصه من جديد.
import-first = أول المواد الجديدة ({ $count })
import-confirm = { $count ->
    [one] أضف هذه المادة
    [two] أضف هاتين المادتين
    [few] أضف هذه المواد ({ $count })
   *[other] أضف هذه المواد ({ $count })
}
import-nothing-new = لا جديد في هذا الملف.
import-done = { $count ->
    [one] أُضيفت مادة واحدة من { $file }.
    [two] أُضيفت مادتان من { $file }.
    [few] أُضيفت { $count } مواد من { $file }.
   *[other] أُضيفت { $count } مادة من { $file }.
}
import-nothing = لم يُستورد شيء.
import-wrong = { $count ->
    [one] خطأ واحد في { $file }. صحّحه ثم افحص الملف مرة أخرى.
    [two] خطآن في { $file }. صحّحهما ثم افحص الملف مرة أخرى.
    [few] { $count } أخطاء في { $file }. صحّحها ثم افحص الملف مرة أخرى.
   *[other] { $count } خطأ في { $file }. صحّحها ثم افحص الملف مرة أخرى.
}
import-more-errors = تظهر أول { $shown } فقط، وهناك { $count } غيرها لا تظهر.
import-row = السطر
import-column = العمود
import-what = الخطأ
import-choose-file = اختر ملفاً أولاً.
import-too-large = الملف كبير جداً: الحد { $limit } ميغابايت. قسّمه إلى عدة ملفات.
import-too-many-rows = أسطر الجدول كثيرة جداً: الحد { $limit } دفعة واحدة. قسّمه إلى عدة ملفات.
import-too-wide = في الجدول خلايا بعيدة جداً عن غيرها. أبقِ الأعمدة العشرة واحذف الباقي.
import-no-spreadsheet = هذا ليس جدولاً. احفظ الجدول بصيغة ‎.xlsx أو ‎.xls أو ‎.ods أو ‎.csv.
import-macros = يحوي هذا الجدول وحدات ماكرو. احفظه من دونها بصيغة ‎.xlsx عادية.
import-encrypted = هذا الجدول محمي بكلمة مرور. احفظه من دونها.
import-bomb = يتسع هذا الملف عند فكّه إلى أكثر بكثير مما يحويه جدول مواد، فلم يُقرأ.
import-too-much = يحوي الملف بكل جداوله خلايا أو كلمات أكثر بكثير مما يحويه جدول مواد. أبقِ جدولاً واحداً بالأعمدة العشرة.
import-cell-too-long = في السطر { $row } خلية طويلة جداً: الحد { $limit } حرفاً. اختصرها.
import-broken = الملف تالف ولا يمكن قراءته. افتحه واحفظه من جديد ثم حاول مرة أخرى.
import-empty = لا يحوي الملف جدولاً.
import-columns-missing = تنقص السطر الأول هذه العناوين: { $columns }.
import-column-twice = العنوان { $column } مكرر في السطر الأول.
import-cell-error = في الخلية خطأ: { $error }.
import-row-twice = هذه هي المادة نفسها في السطر { $row }.
import-differs = للمادة { $id } في الكتالوج هذا الوصف والمانح والمورد والسعر المحلي، لكنها تختلف في أعمدة أخرى. الاستيراد لا يغيّر المواد: غيّرها في الكتالوج أو احذف السطر.
import-raced = أضاف شخص آخر الشيء نفسه في هذه اللحظة. لم يُستورد شيء؛ افحص الملف مرة أخرى.
filter-apply = تطبيق
all-of = الكل
no-match = لا توجد نتائج
