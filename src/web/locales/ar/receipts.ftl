# تأكيد الاستلام يدوياً.
thing-receipt = إيصال استلام
receipt-confirm = تأكيد الاستلام
receipt-title = استلام { $name }
receipt-what-arrived = ما الذي وصل؟
receipt-all = { $count ->
    [zero] لا طرود
    [one] الطرد
    [two] الطردان كلاهما
    [few] جميع الطرود ({ $count })
    [many] جميع الطرود ({ $count })
   *[other] جميع الطرود ({ $count })
}
receipt-all-hint = وصل كل شيء سليماً، إلا ما تحدده أدناه.
receipt-some = الطرود التي أحددها فقط
receipt-some-hint = البقية ما زالت في الطريق، ويمكنك تأكيدها لاحقاً.
receipt-signed-by = المستلم
receipt-signed-by-hint = يظهر اسمك على الإيصال توقيعاً لك.
receipt-arrived-on = يوم الوصول
receipt-note = ملاحظة
receipt-sign = توقيع وإرسال
receipt-mark = حدد ما لم يصل أو لم يصل سليماً
receipt-mark-one = ليس سليماً؟
receipt-group = { $count ->
    [one] الطرد { $first }
   *[other] الطرود { $first } إلى { $last }
}
receipt-group-all = وصلت كلها
receipt-scanned = مُسح على أنه وصل
receipt-found = الحالة
receipt-quantity = كم وحدة
receipt-package-note = ملاحظة على هذا الطرد
receipt-finding-whole = سليم
receipt-finding-short = ناقص
receipt-finding-damaged = تالف
receipt-finding-missing = لم يصل
receipt-count-whole = سليم: { $count }
receipt-count-short = ناقص: { $count }
receipt-count-damaged = تالف: { $count }
receipt-count-missing = لم يصل: { $count }
receipt-units = { $count ->
    [zero] لا وحدات
    [one] وحدة واحدة
    [two] وحدتان
    [few] { $count } وحدات
    [many] { $count } وحدة
   *[other] { $count } وحدة
}
receipt-done = تم توقيع إيصال الاستلام. شكراً لك.
receipt-was-sent = وصلت هذه الاستمارة من قبل، وتُحسب مرة واحدة. افتحها من جديد للتوقيع على طرود أخرى.
receipt-in-progress = ما زالت هذه الشحنة قيد التعبئة. يمكن تأكيد الاستلام حين تصبح جاهزة.
receipt-lost = هذه الشحنة مسجلة مفقودة. أخبر المكتب إن وصلت رغم ذلك.
receipt-cancelled = أُلغيت هذه الشحنة. أخبر المكتب إن وصلت رغم ذلك.
receipt-nothing-left = تم التوقيع على جميع طرود هذه الشحنة من قبل.
receipt-form-key = هذه الصفحة معطوبة. افتحها من جديد.
receipt-signed-by-required = اكتب اسم الشخص الذي استلم الطرود.
receipt-too-long = هذا طويل جداً: { $limit } حرفاً على الأكثر.
receipt-arrived-later = لا يمكن أن يكون يوم الوصول في المستقبل.
receipt-arrived-early = اختر يوماً بعد انطلاق الشحنة، قبل ثلاثة أشهر على الأكثر.
receipt-arrived-no-day = اختر يوماً من التقويم.
receipt-package-signed = وُقّع في هذه الأثناء على طرد حددته. تعرض القائمة ما بقي.
receipt-nothing-chosen = حدد طرداً واحداً على الأقل.
receipt-package-note-long = ⁦{ $code }⁩: الملاحظة طويلة جداً، { $limit } حرفاً على الأكثر.
receipt-short-how-much = ⁦{ $code }⁩: اكتب عدد الوحدات الناقصة أو ملاحظة.
receipt-quantity-range = ⁦{ $code }⁩: يجب أن يكون عدد الوحدات بين 1 و{ $most }.
receipt-quantity-number = ⁦{ $code }⁩: اكتب عدد الوحدات بالأرقام.
receipt-what-is-wrong = ⁦{ $code }⁩: اختر ما به.
receipt-which-required = حدّد ما وصل: كل شيء، أو الطرود التي تؤشّر عليها فقط.
receipt-all-or-ticked = اخترت كل شيء وأشّرت أيضاً على طرود. اختر أحد الأمرين: الطرود المؤشَّر عليها فقط، أو أزل الإشارات.
receipts-title = إيصالات الاستلام
receipts-context = ما وُقّع على استلامه، الأحدث أولاً
receipts-filter = تصفية الإيصالات
receipts-all = الكل
receipts-open = غير سليم ولم يُسوّ
receipts-none = لم يوقّع أحد إيصالاً بعد
receipts-none-open = لا شيء ينتظر
receipts-none-hint = يظهر الإيصال هنا حين يؤكد شريك ما وصل.
receipt-one = إيصال الاستلام { $id }
receipt-note-title = التوقيع
receipt-package = الطرد
receipt-sent = أُرسل
receipt-form = الاستمارة
receipt-form-open = كما أُرسلت
receipt-open = لم يصل كل شيء سليماً.
receipt-open-link = افتح الإيصال
receipt-settle = تسوية
receipt-settle-what = ماذا جرى له؟
receipt-settle-hint = مثلاً: أُرسل من جديد، عُثر عليه، شُطب. يظهر ذلك على الإيصال.
receipt-settle-note = اكتب ماذا جرى له.
receipt-nothing-to-settle = لا شيء للتسوية في هذا الإيصال.
receipt-settled = تمت التسوية
receipt-settled-now = تمت تسوية الإيصال.
shipment-wrong-receipt = طرود غير سليمة بحسب إيصال الاستلام ({ $counts }). التوقيع:
shipment-wrong-receipts-more = { $count ->
    [zero] لا إيصالات أخرى تذكر
    [one] إيصال آخر يذكر
    [two] إيصالان آخران يذكران
    [few] { $count } إيصالات أخرى تذكر
    [many] { $count } إيصالاً آخر يذكر
   *[other] { $count } إيصال آخر يذكر
} طروداً غير سليمة.
home-not-whole = { $count ->
    [zero] إيصالات تذكر نقصاً أو تلفاً أو فقداً
    [one] إيصال يذكر نقصاً أو تلفاً أو فقداً
    [two] إيصالان يذكران نقصاً أو تلفاً أو فقداً
    [few] إيصالات تذكر نقصاً أو تلفاً أو فقداً
    [many] إيصالاً يذكر نقصاً أو تلفاً أو فقداً
   *[other] إيصال يذكر نقصاً أو تلفاً أو فقداً
}
