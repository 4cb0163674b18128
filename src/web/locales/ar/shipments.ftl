# الشحنات: ما تقوله الخدمات والصفحات عنها.
shipment-store-release-required = أدخل رقم إذن الصرف.
shipment-too-long = النص أطول من اللازم: { $limit } حرفاً على الأكثر.
shipment-expected-before-shipped = لا يمكن أن يُتوقع وصول الشحنة قبل مغادرتها.
shipment-no-partner = اختر شريكاً حسابه فعّال.
shipment-no-transporter = اختر ناقلاً من القائمة.
shipment-copy-gone = لم تعد الشحنة المراد نسخها موجودة. احفظ مرة أخرى لإنشاء هذه الشحنة بلا طرودها.
shipment-note-required = اكتب ملاحظة تبيّن السبب.
shipment-cannot-finalize = لا يمكن إنهاء تحضير شحنة إلا وهي قيد التحضير.
shipment-cannot-reopen = لا يمكن إعادة فتح شحنة إلا وهي جاهزة للاستلام.
shipment-cannot-cancel = لا يمكن إلغاء شحنة وصلت أو فُقدت أو أُلغيت.
shipment-cannot-lose = لا يمكن اعتبار شحنة مفقودة إلا بعد تسلّمها للنقل.
shipment-not-lost = لا يمكن تغيير الملاحظة إلا لشحنة مفقودة.
shipment-cannot-reinstate = لا يمكن استرجاع إلا شحنة مفقودة أو ملغاة.

shipment-name = الشحنة
shipment-partner = الشريك
shipment-date = التاريخ
shipment-store-release = إذن الصرف
shipment-donor = المانح
shipment-many-donors = عدة مانحين
shipment-packages = الطرود
shipment-progress = التقدّم
shipment-status = الحالة
shipment-note = ملاحظة
shipment-count = { $count ->
    [zero] لا شحنات
    [one] شحنة واحدة
    [two] شحنتان
    [few] { $count } شحنات
    [many] { $count } شحنة
   *[other] { $count } شحنة
}
shipment-overdue-count = { $count ->
    [zero] لا متأخرة
    [one] واحدة متأخرة
    [two] اثنتان متأخرتان
    [few] { $count } متأخرة
    [many] { $count } متأخرة
   *[other] { $count } متأخرة
}
shipment-silent-count = { $count ->
    [one] واحدة لم تُرَ
    [two] اثنتان لم تُريا
   *[other] { $count } لم تُرَ
} منذ { $days ->
    [zero] اليوم
    [one] يوم
    [two] يومين
    [few] { $days } أيام
    [many] { $days } يوماً
   *[other] { $days } يوم
}
shipment-overdue-packages = { $count ->
    [zero] لا متأخر
    [one] طرد متأخر
    [two] طردان متأخران
    [few] { $count } متأخرة
    [many] { $count } متأخراً
   *[other] { $count } متأخر
}
shipment-silent = بلا أخبار
shipment-search = الوصف أو إذن الصرف أو الشريك أو الرمز
shipment-search-go = بحث
shipment-search-clear = مسح
shipment-filter = التصفية حسب الحالة
shipment-chip-all = الكل
shipment-chip-silent = بلا أخبار
shipment-none = لا شحنات بعد
shipment-none-hint = تظهر الشحنة هنا حالما تُنشأ.
shipment-none-found = لا شحنة تطابق البحث
shipment-none-found-hint = جرّب كلمة أخرى أو أزل التصفية.
shipment-show-all = عرض كل الشحنات

shipment-tab-packages = الطرود
shipment-tab-items = المواد
shipment-tab-scans = الرحلة
shipment-tab-history = السجل
shipment-tabs = أقسام الشحنة
shipment-package-count = { $count ->
    [zero] لا طرود
    [one] طرد واحد
    [two] طردان
    [few] { $count } طرود
    [many] { $count } طرداً
   *[other] { $count } طرد
}
shipment-stages = مسار الشحنة
shipment-stage-count = { $count } من { $total }
shipment-expected = متوقعة { $date }
shipment-bar = الطرود حسب الحالة: { $parts }
shipment-wrong-overdue = { $count ->
    [zero] لا طرود متأخرة
    [one] طرد واحد متأخر
    [two] طردان متأخران
    [few] { $count } طرود متأخرة
    [many] { $count } طرداً متأخراً
   *[other] { $count } طرد متأخر
} منذ { $days ->
    [zero] اليوم
    [one] يوم واحد
    [two] يومين
    [few] { $days } أيام
    [many] { $days } يوماً
   *[other] { $days } يوم
}.
shipment-wrong-silent = لم يصل أي مسح منذ { $days ->
    [zero] اليوم
    [one] يوم واحد
    [two] يومين
    [few] { $days } أيام
    [many] { $days } يوماً
   *[other] { $days } يوم
}، وعلى الطريق { $count ->
    [zero] لا طرود
    [one] طرد واحد
    [two] طردان
    [few] { $count } طرود
    [many] { $count } طرداً
   *[other] { $count } طرد
}.
shipment-wrong-lost = هذه الشحنة مفقودة.
shipment-wrong-lost-acceptable = هذه الشحنة مفقودة، والخسارة مقبولة.
shipment-wrong-cancelled = هذه الشحنة ملغاة.
shipment-last-seen-at = شوهدت آخر مرة:
shipment-facts = التفاصيل
shipment-transporter = الناقل
shipment-shipped = المغادرة
shipment-expected-label = الوصول المتوقع
shipment-items = المواد
shipment-items-received = وصل { $received } من { $total }
shipment-none-given = لا يوجد
shipment-places = آخر أماكن شوهدت فيها
shipment-not-seen = لم تُشاهد بعد
shipment-no-packages = لا طرود
shipment-no-packages-hint = لم يُعبّأ شيء لهذه الشحنة بعد.
shipment-no-packages-found = لا طرد يطابق البحث
shipment-package-search = الاسم أو الرقم أو الرمز
shipment-no-items = لا مواد
shipment-no-items-hint = طرود هذه الشحنة فارغة.
shipment-unit = الوحدة
shipment-value = القيمة
shipment-total = المجموع
shipment-item-in-packages = في طرود
shipment-quantity = الكمية
shipment-quantity-received = وصل منها
shipment-no-history = لم يحدث شيء بعد
shipment-event-created = أُنشئت
shipment-event-created-packages = { $count ->
    [zero] لم تُضَف طرود
    [one] أُضيف طرد واحد
    [two] أُضيف طردان
    [few] أُضيفت { $count } طرود
    [many] أُضيف { $count } طرداً
   *[other] أُضيف { $count } طرد
}
shipment-event-created-package = أُضيف الطرد:
shipment-event-expected = تغيّر موعد الوصول المتوقع
shipment-event-shipment = الشحنة
shipment-by = بواسطة { $actor }
shipment-by-system = تلقائياً
shipment-by-scans = من عمليات المسح

shipment-finalize = إنهاء التحضير
shipment-reopen = إعادة فتح
shipment-cancel = إلغاء الشحنة
shipment-lose = تسجيلها مفقودة
shipment-edit-lost-note = تعديل الملاحظة
shipment-reinstate = استرجاع
shipment-finalize-empty = لا يوجد أي طرد في الشحنة { $name }. هل تريد إنهاء تحضيرها مع ذلك؟
shipment-finalized = الشحنة جاهزة للاستلام.
shipment-finalized-on-the-way = أُنهي تحضير الشحنة. تبقى الطرود التي مُسحت من قبل كما تقول عمليات مسحها.
shipment-reopened = عادت الشحنة قيد التحضير.
shipment-cancelled = أُلغيت الشحنة.
shipment-marked-lost = سُجّلت الشحنة مفقودة.
shipment-lost-note-saved = حُفظت الملاحظة.
shipment-reinstated = استُرجعت الشحنة. حالتها الآن: { $status }.
shipment-decide-cancel = إلغاء { $name }؟
shipment-decide-lost = تسجيل { $name } مفقودة؟
shipment-decide-lost-note = ملاحظة فقدان { $name }
shipment-decide-reinstate = استرجاع { $name }؟
shipment-decide-cancel-hint = { $count ->
    [zero] ليس فيها طرود
    [one] يبقى طردها الوحيد كما تركه المسح لكنه يُعدّ ملغى
    [two] يبقى طرداها كما تركهما المسح لكنهما يُعدّان ملغيين
    [few] تبقى طرودها الـ{ $count } كما تركها المسح لكنها تُعدّ ملغاة
    [many] تبقى طرودها الـ{ $count } كما تركها المسح لكنها تُعدّ ملغاة
   *[other] تبقى طرودها الـ{ $count } كما تركها المسح لكنها تُعدّ ملغاة
}. تُحفظ عمليات المسح اللاحقة وتظهر في الوارد.
shipment-decide-lost-hint = من أصل { $count ->
    [zero] لا طرود
    [one] طرد واحد
    [two] طردين
    [few] { $count } طرود
    [many] { $count } طرداً
   *[other] { $count } طرد
} وصل { $received }، ويُعدّ الباقي مفقوداً.
shipment-decide-lost-note-hint = تبقى الشحنة مفقودة.
shipment-decide-reinstate-hint = تعود إلى ما تقوله عمليات مسح { $count ->
    [zero] طرودها
    [one] طردها
    [two] طرديها
    [few] طرودها الـ{ $count }
    [many] طرودها الـ{ $count }
   *[other] طرودها الـ{ $count }
}.
shipment-decide-changed = غيّر شخص آخر هذه الشحنة منذ فتحت الصفحة. أدناه ما فيها الآن؛ أرسل مرة أخرى إن كنت ما زلت تقصد ذلك.
shipment-decide-note = ملاحظة
shipment-decide-note-hint = ماذا حدث ومن قال ذلك. يقرؤها كل من يرى الشحنة.
shipment-decide-acceptable = هل الخسارة مقبولة؟
shipment-yes = نعم
shipment-no = لا
shipment-back = العودة إلى الشحنة

shipment-create = إنشاء شحنة
shipment-create-and-pack = إنشاء ثم تعبئة
shipment-new = شحنة جديدة
shipment-edit = تعديل البيانات
shipment-edit-title = تعديل { $name }
shipment-created = أُنشئت الشحنة. عبّئها الآن.
shipment-copy = نسخ الشحنة
shipment-copy-of = نسخ { $name }
shipment-copy-hint = { $count ->
    [zero] ليس فيها طرود بعد.
    [one] يُنسخ طردها الوحيد بكل ما فيه: الكميات والجهات المانحة والأسعار كما هي هناك.
    [two] يُنسخ طرداها بكل ما فيهما: الكميات والجهات المانحة والأسعار كما هي هناك.
    [few] تُنسخ طرودها الـ{ $count } بكل ما فيها: الكميات والجهات المانحة والأسعار كما هي هناك.
   *[other] تُنسخ طرودها الـ{ $count } بكل ما فيها: الكميات والجهات المانحة والأسعار كما هي هناك.
}
shipment-copied = أُنشئت الشحنة، وفيها كما في الأخرى { $count ->
    [zero] لا طرود
    [one] طرد واحد
    [two] طردان
    [few] { $count } طرود
    [many] { $count } طرداً
   *[other] { $count } طرد
}.
shipment-saved = حُفظت الشحنة.
shipment-choose = اختر …
shipment-go-on-to = انتقل إلى شحنة أخرى
shipment-go-on = افتح
shipment-description = الوصف
shipment-description-hint = إن تُرك فارغاً سُمّيت الشحنة بالشريك وإذن الصرف والتاريخ.
shipment-on = تغادر في
shipment-days = أيام الطريق
shipment-expected-on = الوصول المتوقع في { $date }
shipment-days-range = اكتب أيام الطريق رقماً من 0 إلى { $most }.
shipment-date-required = اكتب يوم المغادرة.
shipment-delete = حذف الشحنة
shipment-deleted = حُذفت { $name } ومعها { $packages ->
    [zero] لا طرود
    [one] طرد واحد
    [two] طردان
    [few] { $packages } طرود
    [many] { $packages } طرداً
   *[other] { $packages } طرد
}. { $scans ->
    [0] لا شيء يعود إلى الوارد.
    [one] عملية مسح واحدة تنتظر في الوارد.
    [two] عمليتا مسح تنتظران في الوارد.
    [few] { $scans } عمليات مسح تنتظر في الوارد.
    [many] { $scans } عملية مسح تنتظر في الوارد.
   *[other] { $scans } عملية مسح تنتظر في الوارد.
}
shipment-delete-name-differs = هذا ليس اسم الشحنة.
delete-title = حذف ⁨{ $name }⁩؟
delete-takes-receipts = { $count ->
    [zero] لا إيصالات موقّعة لها.
    [one] ويُحذف معها إيصال واحد وُقّع لها.
    [two] ويُحذف معها إيصالان وُقّعا لها.
    [few] وتُحذف معها { $count } إيصالات وُقّعت لها.
    [many] ويُحذف معها { $count } إيصالاً وُقّع لها.
   *[other] ويُحذف معها { $count } إيصال وُقّع لها.
}
delete-takes-receipt-lines = { $count ->
    [zero] لا سطور عنها في الإيصالات الموقّعة.
    [one] ويُحذف معها سطر واحد من إيصال موقّع، ولا يبقى نصّه إلا في سجل التدقيق.
    [two] ويُحذف معها سطران من إيصالات موقّعة، ولا يبقى نصّهما إلا في سجل التدقيق.
    [few] وتُحذف معها { $count } سطور من إيصالات موقّعة، ولا يبقى نصّها إلا في سجل التدقيق.
    [many] ويُحذف معها { $count } سطراً من إيصالات موقّعة، ولا يبقى نصّها إلا في سجل التدقيق.
   *[other] ويُحذف معها { $count } سطر من إيصالات موقّعة، ولا يبقى نصّها إلا في سجل التدقيق.
}
delete-shipment-takes = تُحذف نهائياً ومعها { $packages ->
    [zero] لا طرود
    [one] طرد واحد
    [two] طردان
    [few] { $packages } طرود
    [many] { $packages } طرداً
   *[other] { $packages } طرد
} و{ $items ->
    [zero] لا مواد
    [one] مادة واحدة
    [two] مادتان
    [few] { $items } مواد
    [many] { $items } مادة
   *[other] { $items } مادة
}. الملصقات المطبوعة لا تدل بعدها على شيء.
delete-package-takes = ما يُحذف نهائياً: { $items ->
    [zero] لا مواد
    [one] مادة واحدة
    [two] مادتان
    [few] { $items } مواد
    [many] { $items } مادة
   *[other] { $items } مادة
}. لا يُستعمل الرقم على الملصق مرة أخرى.
delete-scans-return = { $count ->
    [zero] لا تعود عمليات مسح إلى الوارد.
    [one] تعود عملية مسح واحدة إلى الوارد برمز غير معروف.
    [two] تعود عمليتا مسح إلى الوارد برمز غير معروف.
    [few] تعود { $count } عمليات مسح إلى الوارد برمز غير معروف.
    [many] تعود { $count } عملية مسح إلى الوارد برمز غير معروف.
   *[other] تعود { $count } عملية مسح إلى الوارد برمز غير معروف.
}
delete-type-name = اكتب اسم الشحنة: { $name }
delete-shipment = حذف الشحنة نهائياً
delete-packages = { $count ->
    [zero] لا حذف
    [one] حذف الطرد
    [two] حذف الطردين
    [few] حذف { $count } طرود
    [many] حذف { $count } طرداً
   *[other] حذف { $count } طرد
}
delete-packages-title = { $count ->
    [zero] لا حذف
    [one] حذف الطرد؟
    [two] حذف الطردين؟
    [few] حذف { $count } طرود؟
    [many] حذف { $count } طرداً؟
   *[other] حذف { $count } طرد؟
}
