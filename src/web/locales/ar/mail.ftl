# البريد الصادر: ما يحيط بكل رسالة، والصفحة التي تعرض الرسائل.
mail-said = النص الأصلي للرسالة، لمن يعتني بالخادم:
mail-foot = كُتبت هذه الرسالة بواسطة CTS { $country } ({ $address }). لا أحد يقرأ الردود عليها.
mail-purpose-user-invitation = دعوة
mail-purpose-user-password-reset = كلمة مرور جديدة
mail-purpose-alert = تنبيه للمسؤولين
mail-purpose-shipments-overdue = شحنات متأخرة
mail-state-sent = أُرسلت
mail-state-waiting = في الانتظار
mail-state-failing = في الانتظار، لم تُقبل بعد
mail-state-given-up = تُركت

mails-title = البريد
mails-lead = ما كتبه CTS إلى الناس، الأحدث أولاً.
mails-dev = لا يوجد خادم بريد، فلا يخرج شيء من هذا الجهاز. ما كان سيُرسل مذكور هنا وفي السجل.
mails-no-server = لا يوجد خادم بريد. ينتظر البريد حتى يحدد مسؤول النظام خادماً (mail.smtp).
mails-written = كُتبت
mails-to = إلى
mails-about = الموضوع
mails-state = الحالة
mails-attempts = المحاولات
mails-error = الخطأ
mails-read = اقرأها
mails-next = المحاولة التالية
mails-none = لا بريد بعد
mails-none-hint = تظهر هنا الدعوات وكلمات المرور الجديدة والإشعارات عن الشحنات المتأخرة.

system-mail = البريد
system-mail-dev = يذهب إلى السجل وإلى صفحة، ولا يخرج شيء
system-mail-ok = يخرج عبر { $server }
system-mail-none = لا يوجد خادم بريد؛ { $count ->
    [zero] لا شيء ينتظر
    [one] رسالة واحدة تنتظر
    [two] رسالتان تنتظران
    [few] { $count } رسائل تنتظر
    [many] { $count } رسالة تنتظر
   *[other] { $count } رسالة تنتظر
  }
system-mail-failing = { $count ->
    [zero] لا رسائل مرفوضة
    [one] رسالة واحدة لم تُقبل
    [two] رسالتان لم تُقبلا
    [few] { $count } رسائل لم تُقبل
    [many] { $count } رسالة لم تُقبل
   *[other] { $count } رسالة لم تُقبل
  }

mail-failure = لم تُقبل الرسالة.
mail-failure-sender = المرسِل المضبوط (‎mail.from‎) ليس عنواناً.
mail-failure-unreachable = تعذّر الوصول إلى خادم البريد.
mail-failure-broken-off = قطع خادم البريد الاتصال.
mail-failure-certificate = شهادة خادم البريد أو تعميته غير مقبولة.
mail-failure-login = يرفض خادم البريد بيانات الدخول المضبوطة.
mail-failure-refused = يرفض خادم البريد هذا العنوان أو هذه الرسالة.
mail-failure-put-off = سيقبل خادم البريد هذه الرسالة لاحقاً.
mail-failure-not-ascii = في العنوان حروف لا يستطيع خادم البريد الإرسال إليها. صحّحه في الحساب.
mail-failure-address = لا يمكن إرسال بريد إلى هذا العنوان. صحّحه في الحساب.
mail-failure-restored = كانت تنتظر حين أُخذت نسخة احتياطية استُعيدت بعد ذلك. لا تُرسَل، فقد تكون غادرت بعدها.
