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
receipt-which-required = حدّد ما وصل: كل شيء، أو الطرود التي تؤشّر عليها فقط.
receipt-all-or-ticked = اخترت كل شيء وأشّرت أيضاً على طرود. اختر أحد الأمرين: الطرود المؤشَّر عليها فقط، أو أزل الإشارات.
