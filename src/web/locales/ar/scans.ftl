# عمليات المسح والملاحظات وصندوق الاستثناءات: الحالات والأسباب وما يمكن فعله.
thing-scan = عملية مسح
thing-submission = استمارة مرسلة

observation-state-pending = قيد الانتظار
observation-state-applied = محتسبة
observation-state-open = مفتوحة
observation-state-dismissed = مغلقة
observation-state-void = مُبطلة

observation-kind-package = طرد
observation-kind-device = هاتف

exception-kind-observation = مسح
exception-kind-deletion = حذف

exception-reason-unknown-code = لا يوجد طرد بهذا الرمز. صحّح الرمز أو أنشئ الطرد، وعندها تتم المطابقة تلقائياً.
exception-reason-unknown-code-short = رمز غير معروف
exception-reason-other-country = الرمز يخص بلداً آخر. أبلغ الزملاء هناك؛ لم يتغير شيء لديهم.
exception-reason-other-country-short = بلد آخر
exception-reason-no-code = أُرسلت الاستمارة بلا أي رمز.
exception-reason-no-code-short = بلا رمز
exception-reason-unknown-status = المكان في الاستمارة يذكر حالة غير موجودة. حُفظ الموقع ولم تتغير الحالة.
exception-reason-unknown-status-short = حالة غير معروفة
exception-reason-missing-status = لا تذكر الاستمارة أي مكان. حُفظت عملية المسح ولم تتغير الحالة.
exception-reason-missing-status-short = بلا مكان
exception-reason-status-without-effect = المكان في الاستمارة يذكر حالة لا يحددها المسح. حُفظ الموقع ولم تتغير الحالة.
exception-reason-status-without-effect-short = حالة بلا أثر
exception-reason-malformed = تعذّرت قراءة الاستمارة أو جزء منها.
exception-reason-malformed-short = غير مقروءة
exception-reason-shipment-lost = مُسح الطرد مع أن شحنته مسجلة كمفقودة.
exception-reason-shipment-lost-short = الشحنة مفقودة
exception-reason-shipment-cancelled = مُسح الطرد مع أن شحنته أُلغيت.
exception-reason-shipment-cancelled-short = الشحنة ملغاة
exception-reason-unknown-user = لا يوجد مستخدم بالرمز الذي كان سيُربط به هذا الهاتف.
exception-reason-unknown-user-short = مستخدم غير معروف
exception-reason-refused = رفضت قاعدة البيانات عملية المسح هذه. السبب مذكور في التفاصيل.
exception-reason-refused-short = مرفوضة
exception-reason-deleted-at-source = حُذفت الاستمارة من خادم الاستمارات. تبقى عمليات مسحها محتسبة حتى تُبطلها.
exception-reason-deleted-at-source-short = حُذفت في المصدر
exception-unreadable-list = قائمة الطرود فيها ليست قائمة.
exception-unreadable-package = أحد طرودها تتعذّر قراءته.
exception-unreadable-code = أحد رموزها تتعذّر قراءته.
exception-unreadable-device = لا تذكر الهاتف الذي أُرسلت منه.
exception-unreadable-id = ليس لها رقم خاص بها.

exception-correct-nothing = اذكر ما يجب أن يكون عليه الرمز أو الحالة.
exception-correct-code = لا يوجد طرد بالرمز ⁦{ $code }⁩.
exception-correct-user = لا يوجد مستخدم بهذا الرمز.
exception-correct-twice = الاستمارة نفسها تحوي الرمز ⁦{ $code }⁩ من قبل.
exception-correct-status = اختر: تم التسلّم للنقل، أو في الطريق، أو تم الوصول.
exception-note-required = اذكر السبب بكلمات قليلة.
exception-note-long = ‏1000 حرف على الأكثر.
exception-is-applied = عملية المسح هذه محتسبة من قبل.
exception-is-not-open = لم تعد هذه الحالة مفتوحة.
exception-is-void = أُبطلت عملية المسح هذه ولم تعد محتسبة.
scan-is-void = أُبطلت عملية المسح هذه من قبل.

form-purpose-package = مسح الطرود
form-purpose-device = هواتف المستخدمين

form-state-ok = سليم
form-state-failing = الخادم لا يعمل كما يجب؛ تُعاد المحاولة على فترات متزايدة.
form-state-credentials = الخادم يرفض مفتاحنا. جدّده في الإعدادات.
form-state-missing = لا توجد استمارة كهذه على الخادم. تحقق من رقمها في الإعدادات.
form-state-refused = الخادم لا يفهمنا. أبلغ المطورين بذلك.

form-warning-unasked = يرسل الخادم أسطراً لم تُطلب منه.
form-warning-unsorted-changes = لا يسرد الخادم الأسطر بترتيب تعديلها.
form-warning-future = يرسل الخادم وقت تعديل يقع في المستقبل.
form-warning-unsorted = لا يرتّب الخادم ما يسرده، فلا تظهر عمليات الحذف فيه.
form-warning-gone = اختفت { $gone } من أصل { $all } استمارة من المصدر، ولم يُعلَّم شيء.
