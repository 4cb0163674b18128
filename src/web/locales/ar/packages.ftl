# الطرود: ما تقوله الخدمات والصفحات عنها.
package-shipment-not-in-progress = لا يمكن تغيير المحتويات إلا والشحنة قيد التحضير. أعد فتحها أولاً.
package-shipment-finalized = أنهى { $who } تحضير هذه الشحنة ({ $when })، ولا يمكن تغيير محتوياتها بعد ذلك. أعد فتحها أولاً أو أنشئ شحنة أخرى.
package-shipment-on-the-way = مُسحت طرود من هذه الشحنة في الطريق ({ $when })، ولا يمكن تغيير محتوياتها بعد ذلك. أنشئ شحنة أخرى لما ينقص.
package-shipment-cancelled = ألغى { $who } هذه الشحنة ({ $when })، ولا يمكن تغيير محتوياتها بعد ذلك. استرجعها أولاً أو أنشئ شحنة أخرى.
package-shipment-lost = سجّل { $who } هذه الشحنة مفقودة ({ $when })، ولا يمكن تغيير محتوياتها بعد ذلك. استرجعها أولاً أو أنشئ شحنة أخرى.
package-changed-by-operator = مسؤول النظام
package-changed-by-system = النظام
package-name-required = يحتاج الطرد إلى اسم.
package-too-long = النص أطول من اللازم: { $limit } حرفاً على الأكثر.
package-count-range = يمكن إنشاء ما بين 1 و { $most } طرد دفعة واحدة.
package-quantity-range = يجب أن تكون الكمية بين 1 و { $most }.
package-item-unknown = لم تعد إحدى هذه المواد في القائمة. اخترها من جديد.
package-name = الطرد
package-items = المواد
package-item = المادة
package-last-seen = شوهد آخر مرة
package-place-unknown = مكان غير مسمّى
package-journey = الرحلة
package-scan-count = { $count ->
    [zero] لا عمليات مسح
    [one] عملية مسح واحدة
    [two] عمليتا مسح
    [few] { $count } عمليات مسح
    [many] { $count } عملية مسح
   *[other] { $count } عملية مسح
}
package-contents = المحتويات
package-supplier = المورّد
package-empty = فارغ
package-empty-hint = لم يُعبّأ فيه شيء.
package-number = الرقم

package-add = إضافة طرود
package-add-title = إضافة طرود
package-from-kits = من الأطقم
package-empty-ones = طرود فارغة
package-no-kits = لا أطقم بعد
package-no-kits-hint = الطقم مجموعة مواد تُعبّأ معاً مراراً. أنشئ طقماً في الكتالوج أو ابدأ بطرود فارغة.
package-how-many = عدد الطرود
package-name-field = الاسم
package-name-hint = إن تُرك فارغاً مع طقم واحد حمل الطرد اسم الطقم.
package-description = الوصف
package-find-kit = ابحث عن طقم
package-kit = الطقم
package-per-package = في كل طرد
package-create = إنشاء الطرود
package-created = { $count ->
    [zero] لم تُنشأ طرود.
    [one] أُنشئ طرد واحد.
    [two] أُنشئ طردان.
    [few] أُنشئت { $count } طرود.
    [many] أُنشئ { $count } طرداً.
   *[other] أُنشئ { $count } طرد.
}
package-name-required-for-kits = مع عدة أطقم تحتاج الطرود إلى اسم.
package-kit-required = حدّد كم من طقم واحد على الأقل يدخل في كل طرد.
package-kit-range = يجب أن يكون عدد الطقم بين 0 و { $most }.
package-kit-too-many = هذا أكثر من أن يُعبّأ من مادة واحدة: { $most } على الأكثر.
package-kit-archived = هذه المواد مؤرشفة: { $items }. أخرجها من الطقم أو أعد عرضها في الكتالوج.
package-kit-archived-item = { $item } (في { $kit })
package-kit-archived-others = { $count } أخرى
package-kit-unknown = لم يعد أحد هذه الأطقم موجوداً. اختر من جديد.
package-edit-title = تعديل الطرد
package-back = العودة إلى الطرد
package-saved = حُفظ الطرد.
package-deleted = { $count ->
    [zero] لم يُحذف شيء.
    [one] حُذف الطرد.
    [two] حُذف الطردان.
    [few] حُذفت { $count } طرود.
    [many] حُذف { $count } طرداً.
   *[other] حُذف { $count } طرد.
}
package-items-add = إضافة مواد
package-items-add-typed = إضافة كل ما له كمية
package-items-added = { $count ->
    [zero] لم تُضف مواد.
    [one] أُضيفت مادة واحدة.
    [two] أُضيفت مادتان.
    [few] أُضيفت { $count } مواد.
    [many] أُضيفت { $count } مادة.
   *[other] أُضيفت { $count } مادة.
}
package-items-done = تم
package-item-count = { $count ->
    [zero] لا مواد
    [one] مادة واحدة
    [two] مادتان
    [few] { $count } مواد
    [many] { $count } مادة
   *[other] { $count } مادة
}
package-find-item = ابحث عن مادة
package-no-item-found = لا مادة تطابق البحث
package-no-catalog = الكتالوج فارغ
package-no-catalog-hint = المواد تأتي من الكتالوج. أضفها هناك أولاً.
package-category = الفئة
package-donor-t1 = رمز T1
package-weight = الوزن بالكيلوغرام
package-price = السعر بـ { $currency }
package-item-edit-hint = في هذا الطرد فقط، ويبقى الكتالوج كما هو
package-item-saved = حُفظت المادة.
package-item-deleted = أُخرجت المادة.
package-item-remove = إخراج
package-item-remove-sure = إخراج { $item } من هذا الطرد؟
package-item-required = اكتب كمية بجانب مادة واحدة على الأقل.
package-item-description-required = اكتب ما هي.
package-item-negative = لا يمكن أن تكون القيمة أقل من الصفر.
package-item-too-much = هذا المبلغ كبير جداً.
package-item-worth-too-much = هذا العدد من { $item } بهذا السعر يتجاوز ما يستطيع النظام جمعه. تحقّق من الكمية والسعر.
package-item-no-number = اكتب رقماً، مثلاً 12.50.
package-choice-gone = لم يعد هذا في القائمة. اختر من جديد.
package-field-category = الفئة
package-field-donor = المانح
package-field-donor-t1 = رمز T1
package-field-supplier = المورّد
package-bulk-title = تعديل مواد كثيرة
package-bulk-hint = علّم الأسطر، املأ ما سيتغير، راجع، ثم احفظ.
package-bulk-keep = اتركه كما هو
package-bulk-all = { $count ->
    [zero] لا أسطر
    [one] السطر الوحيد المطابق
    [two] السطران المطابقان
    [few] كل الأسطر المطابقة: { $count }
    [many] كل الأسطر المطابقة: { $count }
   *[other] كل الأسطر المطابقة: { $count }
}
package-bulk-page = تعليم كل أسطر هذه الصفحة
package-bulk-look = اعرض ما سيتغير
package-bulk-whole-shipment = كل مواد الشحنة
package-bulk-would = سيتغير { $changed ->
    [zero] لا أسطر
    [one] سطر واحد
    [two] سطران
    [few] { $changed } أسطر
    [many] { $changed } سطراً
   *[other] { $changed } سطر
} في { $packages ->
    [zero] لا طرود
    [one] طرد واحد
    [two] طردين
    [few] { $packages } طرود
    [many] { $packages } طرداً
   *[other] { $packages } طرد
}.
package-bulk-would-nothing = لن يتغير شيء: هذه الأسطر تقول ذلك من قبل.
package-bulk-rest = من قبل تقول ذلك: { $count ->
    [zero] لا أسطر
    [one] سطر واحد
    [two] سطران
    [few] { $count } أسطر
    [many] { $count } سطراً
   *[other] { $count } سطر
}.
package-bulk-field = الحقل
package-bulk-from = الآن
package-bulk-to = بعدها
package-bulk-rows = الأسطر
package-bulk-do = { $count ->
    [zero] لا تغيير
    [one] تغيير سطر واحد
    [two] تغيير سطرين
    [few] تغيير { $count } أسطر
    [many] تغيير { $count } سطراً
   *[other] تغيير { $count } سطر
}
package-bulk-back = اختر من جديد
package-bulk-done = { $count ->
    [zero] لم يتغير شيء.
    [one] تغيّر سطر واحد.
    [two] تغيّر سطران.
    [few] تغيّرت { $count } أسطر.
    [many] تغيّر { $count } سطراً.
   *[other] تغيّر { $count } سطر.
}
package-bulk-nothing = املأ حقلاً واحداً على الأقل.
package-bulk-no-rows = علّم سطراً واحداً على الأقل أو اختر كل المطابق.
package-bulk-changed = تغيّرت الأسطر في هذه الأثناء. راجع مرة أخرى قبل الحفظ.
package-none-chosen = علّم طرداً واحداً موجوداً على الأقل.
package-ticked-gone = { $count ->
    [one] طرد واحد مما علّمته لم يعد موجوداً: حُذف في هذه الأثناء.
    [two] طردان مما علّمته لم يعودا موجودين: حُذفا في هذه الأثناء.
    [few] { $count } طرود مما علّمته لم تعد موجودة: حُذفت في هذه الأثناء.
    [many] { $count } طرداً مما علّمته لم تعد موجودة: حُذفت في هذه الأثناء.
   *[other] { $count } طرد مما علّمته لم تعد موجودة: حُذفت في هذه الأثناء.
} لم يُحذف شيء الآن، وما زالت البقية معلّمة.
package-ticked-all-gone = { $count ->
    [one] الطرد الذي علّمته لم يعد موجوداً: حُذف في هذه الأثناء.
    [two] الطردان اللذان علّمتهما لم يعودا موجودين: حُذفا في هذه الأثناء.
    [few] الطرود التي علّمتها ({ $count }) لم تعد موجودة: حُذفت في هذه الأثناء.
   *[other] الطرود التي علّمتها ({ $count }) لم تعد موجودة: حُذفت في هذه الأثناء.
}
package-tick-all = تعليم كل طرود هذه الصفحة
package-tick = تعليم ⁦{ $code }⁩
package-delete-ticked = حذف الطرود المعلّمة
package-changed-meanwhile = تغيّرت طرود هذه الشحنة منذ فتحت هذه الصفحة؛ العدد أعلاه هو العدد الحالي. أرسل مرة أخرى لإضافة هذه أيضًا.
